// A sync during which its socket's authorisation runs out.
import { expect, it } from "vitest";
import { conversation, cursors, FakeSession, sync } from "../support/fake-session.ts";
import { turn } from "../support/quick-turns.ts";

it("[SOCKET-20] a sync under way does not go on, not even after a renewal: the next one is the first", async () => {
  const a = conversation("a", 6);
  const session = await FakeSession.withKnown(a);
  const phone = session.connect();
  a.hold();
  const begun = sync(session, phone, cursors({ a: 1 }));
  await turn();
  phone.socket.requireAuth(1_000);
  phone.socket.renewUntil(2_000);
  expect(phone.take()).toEqual([{ type: "auth-required" }]);
  expect(phone.phase).toBe("new");
  await a.release();
  await begun;
  expect(phone.take()).toEqual([]);
  expect(phone.phase).toBe("new");
  a.head = 7;
  session.deliver(a, 6);
  expect(phone.take()).toEqual([]);
  await sync(session, phone, cursors({ a: 1 }));
  expect(phone.takeLines().filter((line) => line.startsWith("new-message"))).toEqual([
    ...["2", "3", "4", "5", "6"].map((seq) => `new-message a seq ${seq}`),
    "new-message a seq 7 unread 7",
  ]);
  expect(phone.phase).toBe("live");
});
