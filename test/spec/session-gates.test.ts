// What a session refuses to take, though it comes from a conversation or over an open socket.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import type { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { Delivery } from "../../schema/rpc/user-session.ts";
import { conversation, sessionObject, TestUser, uuidV7 } from "../support/actors.ts";

it("[STREAM-6] a delivery that arrives after its deadline is not taken: nothing is shown, nothing marked", async () => {
  const [alice, bob] = [new TestUser(), new TestUser()];
  const id = await alice.open(bob);
  const socket = await bob.live();
  const late: Delivery = {
    conversationId: id,
    prev: 0,
    events: { text: `{"type":"new-message","seq":1}`, seqs: [1], ends: [30] },
    redelivered: false,
    unread: 1,
    cursorSeq: 0,
    signals: [],
    deadlineAt: Date.now() - 1,
  };
  // Inside the object: an error that crosses a call is reported as uncaught besides.
  await runInDurableObject(sessionObject(bob.id), async (session: UserSession, { storage }) => {
    await expect(session.deliver(late)).rejects.toThrow(/deadline/);
    expect(storage.sql.exec("SELECT stale FROM inbox WHERE conversation_id = ?", id).one()).toEqual({ stale: 0 });
    // The same in time is taken.
    expect(await session.deliver({ ...late, deadlineAt: Date.now() + 60_000 })).toEqual({ state: "live", have: 1 });
    expect(storage.sql.exec("SELECT stale FROM inbox WHERE conversation_id = ?", id).one()).toEqual({ stale: 1 });
  });
  socket.close();
});

it("[DEVICE-6] frames that were on their way when their device was signed out are not carried out", async () => {
  const [alice, bob] = [new TestUser(), new TestUser()];
  const id = await alice.open(bob);
  const socket = await alice.live();
  await runInDurableObject(sessionObject(alice.id), (_session: UserSession, { storage }) => {
    // As if the sign-out had committed, and a crash had come before it closed the sockets.
    storage.sql.exec("DELETE FROM device");
  });
  await evictDurableObject(sessionObject(alice.id));
  socket.send({
    type: "send-message",
    clientMsgId: uuidV7(),
    conversationId: id,
    content: { type: "text", text: "too late" },
  });
  expect(await socket.closed()).toMatchObject({ code: 4401 });
  const page = await conversation(id).loadPage({ userId: bob.id, limit: 10 });
  expect(page).toMatchObject({ headSeq: 0, events: [] });
});
