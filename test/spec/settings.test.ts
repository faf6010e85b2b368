// What a user sets for a conversation, on workerd: all of their devices are told, over sockets, HTTP and hibernation.
import { evictDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { inboxResultShape } from "../../schema/protocol/http-conversations.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { sessionObject, textMessage } from "../support/actors.ts";
import { newUsername, openDirect, openLive, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let alice: SessionResult;
let bob: SessionResult;
let [withBob, withCarol] = ["", ""] as [ConversationId, ConversationId];
beforeAll(async () => {
  alice = await register(newUsername("alice"));
  bob = await register(newUsername("bob"));
  const carol = await register(newUsername("carol"));
  withBob = await openDirect(alice.accessToken, bob.user.id);
  withCarol = await openDirect(alice.accessToken, carol.user.id);
});

const change = (id: ConversationId, body: unknown): Promise<HttpAnswer> =>
  callWorker({ method: "PATCH", path: `/api/conversations/${id}/settings`, body, token: alice.accessToken });

async function listed(query = "", token = alice.accessToken): Promise<readonly string[]> {
  const { body } = await callWorker({ method: "GET", path: `/api/conversations?${query}`, token });
  return v.parse(inboxResultShape, body).items.map(({ id }) => id);
}

describe("settings of a conversation", () => {
  it("[MINE-1] are told to all devices at once, to nobody else, and to a device that was away by its sync", async () => {
    const [phone, laptop, other] = [
      await openLive(alice.accessToken),
      await openLive(alice.accessToken),
      await openLive(bob.accessToken),
    ];
    const answer = await change(withBob, { pinned: true, notify: "none" });
    expect(answer).toMatchObject({
      status: 200,
      body: { conversation: { id: withBob, pinned: true, notify: "none" } },
    });
    for (const socket of [phone, laptop])
      expect(await socket.take("conversation-changed", ({ pinned }) => pinned === true)).toMatchObject({
        conversationId: withBob,
        notify: "none",
      });
    await other.drain();
    expect(other.all("conversation-changed").filter(({ pinned }) => pinned === true)).toEqual([]);
    await evictDurableObject(sessionObject(alice.user.id));
    const later = await openLive(alice.accessToken);
    expect(later.all("conversation-changed").find(({ conversationId }) => conversationId === withBob)).toMatchObject({
      pinned: true,
      notify: "none",
    });
    await change(withBob, { pinned: false, notify: "all" });
  });

  it("[MINE-3] are changed several at once or not at all", async () => {
    for (const body of [
      {},
      { pinned: 1 },
      { archived: null },
      { mutedUntil: -1 },
      { mutedUntil: 8.64e15 },
      { notify: "some" },
      { pinned: true, colour: "red" },
      { pinned: true, draft: { text: "x" } },
      { pinned: true, draft: { text: "\ud800", updatedAt: 1 } },
    ])
      expect(codeOf(await change(withBob, body))).toBe("INVALID_REQUEST");
    const long = { text: "字".repeat(6_000), updatedAt: 1 };
    expect(codeOf(await change(withBob, { pinned: true, draft: long }))).toBe("CONTENT_TOO_LARGE");
    expect(await listed("pinned=true")).toEqual([]);
  });

  it("[MINE-8] select what the inbox lists", async () => {
    await change(withBob, { pinned: true, mutedUntil: Date.now() + 3_600_000, markedUnread: true });
    await change(withCarol, { archived: true });
    for (const [flag, id, not] of [
      ["pinned", withBob, withCarol],
      ["muted", withBob, withCarol],
      ["unread", withBob, withCarol],
      ["archived", withCarol, withBob],
    ] as const) {
      expect(await listed(`${flag}=true`)).toEqual([id]);
      expect(await listed(`${flag}=false`)).toEqual([not]);
    }
    expect([await listed("mentions=true"), (await listed("mentions=false")).length]).toEqual([[], 2]);
    const other = await openLive(bob.accessToken);
    other.send({ ...textMessage(withBob, "Alice?"), mentions: [alice.user.id] });
    await other.take("message-ack");
    expect(await listed("mentions=true")).toEqual([withBob]);
    expect([await listed("kind=group"), (await listed("kind=direct")).length]).toEqual([[], 2]);
    const answer = await callWorker({
      method: "GET",
      path: "/api/conversations?archived=1",
      token: alice.accessToken,
    });
    expect(codeOf(answer)).toBe("INVALID_REQUEST");
    await change(withBob, { pinned: false, mutedUntil: null, markedUnread: false });
    await change(withCarol, { archived: false });
  });

  it("[MINE-5] hide a conversation until a message comes, and say so to who asks for changes", async () => {
    const before = await listed();
    await change(withBob, { hidden: true });
    expect(await listed()).toEqual(before.filter((id) => id !== withBob));
    expect(await listed("since=0")).toContain(withBob);
    const other = await openLive(bob.accessToken);
    other.send(textMessage(withBob, "are you there?"));
    await other.take("message-ack");
    expect((await listed()).toSorted()).toEqual(before.toSorted());
  });
});

describe("marking everything as read", () => {
  it("[MINE-9] moves every cursor, ends every mark, and does nothing more when it is repeated", async () => {
    const other = await openLive(bob.accessToken);
    other.send(textMessage(withBob, "one"), textMessage(withBob, "two"));
    await other.take("message-ack");
    await other.take("message-ack");
    await change(withCarol, { markedUnread: true });
    expect((await listed("unread=true")).length).toBe(2);
    const readAll = (): Promise<HttpAnswer> =>
      callWorker({ method: "POST", path: "/api/conversations/read", body: {}, token: alice.accessToken });
    expect(await readAll()).toMatchObject({ status: 200, body: { marked: 2 } });
    expect(await listed("unread=true")).toEqual([]);
    expect(await readAll()).toMatchObject({ status: 200, body: { marked: 0 } });
  });

  it("[MINE-6] a read mark ends the mark of a conversation, also one that moves no cursor", async () => {
    await change(withBob, { markedUnread: true });
    const phone = await openLive(alice.accessToken);
    phone.send({ type: "mark-read", conversationId: withBob, seq: 1 });
    await phone.take(
      "conversation-changed",
      ({ conversationId, markedUnread }) => conversationId === withBob && markedUnread === undefined,
    );
    expect(await listed("unread=true")).toEqual([]);
  });
});
