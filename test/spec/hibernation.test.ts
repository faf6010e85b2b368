// Whatever is in memory may vanish between two events: eviction, abort, and the alarm that takes up what was cut off.
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import {
  append,
  conversation,
  conversationObject,
  pair,
  sessionObject,
  TestUser,
  textMessage,
  uuidV7,
} from "../support/actors.ts";
import type { TestSocket } from "../support/test-socket.ts";
import { untilIdle } from "../support/idle-actors.ts";

const settled = (id: ConversationId): Promise<void> => untilIdle(conversationObject(id));

async function talking() {
  const [alice, bob] = [new TestUser(), new TestUser()];
  const id = await alice.open(bob);
  return { alice, bob, id, phone: await alice.live(), other: await bob.live() };
}

describe("hibernation", () => {
  it("[HIB-1] a socket survives the hibernation of every actor, unnoticed", async () => {
    const { alice, bob, id, phone, other } = await talking();
    phone.send(textMessage(id, "before"));
    await other.take("new-message");
    await phone.take("new-message");
    const everyActor = [sessionObject(alice.id), sessionObject(bob.id), conversationObject(id)];
    for (let round = 0; round < 3; round++) {
      await settled(id);
      for (const actor of everyActor) await evictDurableObject(actor);
      other.send(textMessage(id, `after ${round}`));
      expect(await other.take("message-ack")).toMatchObject({ seq: round + 2 });
      await phone.take("new-message", ({ seq }) => seq === round + 2);
      await other.take("new-message", ({ seq }) => seq === round + 2);
    }
    for (const socket of [phone, other]) {
      expect(socket.all("sync-required")).toEqual([]);
      expect(socket.all("new-message").map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    }
  });

  it("[HIB-16] where nothing noted that all was delivered, nothing comes twice: of old conversations a socket must ask", async () => {
    const alice = new TestUser();
    const phone = await alice.live();
    const peers = Array.from({ length: 17 }, () => new TestUser());
    const talks: { id: ConversationId; other: TestSocket }[] = [];
    for (const peer of peers) {
      const [id, other] = [await peer.open(alice), await peer.live()];
      talks.push({ id, other });
      other.send(textMessage(id, "before"));
      await phone.take("new-message", ({ conversationId }) => conversationId === id);
      await settled(id);
      const checkpoints = await runInDurableObject(conversationObject(id), (_, { storage }) =>
        storage.sql.exec("SELECT 1 FROM checkpoint").toArray(),
      );
      expect(checkpoints).toEqual([]);
    }
    const sessions = [alice, ...peers].map(({ id }) => sessionObject(id));
    for (const actor of [...sessions, ...talks.map(({ id }) => conversationObject(id))])
      await evictDurableObject(actor);
    for (const { id, other } of talks) {
      other.send(textMessage(id, "after"));
      expect(await other.take("message-ack", ({ seq }) => seq === 2)).toBeTruthy();
    }
    const [oldest, ...noted] = talks as [(typeof talks)[0], ...typeof talks];
    for (const { id, other } of noted) {
      await phone.take("new-message", ({ conversationId, seq }) => conversationId === id && seq === 2);
      await other.take("new-message", ({ seq }) => seq === 2);
    }
    await phone.take("sync-required", ({ conversationId }) => conversationId === oldest.id);
    await phone.sync({ cursors: { [oldest.id]: 1 } });
    expect(phone.all("sync-required")).toHaveLength(1);
    for (const { id, other } of talks)
      for (const socket of [phone, other]) {
        const seqs = socket.history.flatMap((frame) =>
          frame.type === "new-message" && frame.conversationId === id ? [frame.seq] : [],
        );
        expect(seqs).toEqual([1, 2]);
      }
  });

  it("[HIB-16] [INBOX-3] a cold start makes nothing look changed to a member who is away", async () => {
    const { alice, bob, id } = await pair();
    const deviceId = await alice.signIn();
    await append(id, bob, 3);
    await settled(id);
    const entries = async (): Promise<unknown> => {
      const listed = await alice.ask(deviceId, { kind: "list-inbox", query: { limit: 10 } });
      return "refusal" in listed ? listed : listed.items;
    };
    const before = await entries();
    for (let round = 0; round < 2; round++) {
      await settled(id);
      await evictDurableObject(conversationObject(id));
      await conversation(id).read({ userId: bob.id, from: null });
      await settled(id);
      expect(await entries()).toEqual(before);
    }
    await append(id, bob, 1);
    await settled(id);
    expect(await entries()).toMatchObject([{ headSeq: 4, unread: 4 }]);
  });

  it("[HIB-1] a hibernated socket answers ping without waking its actor", async () => {
    const alice = new TestUser();
    const phone = await alice.live();
    await evictDurableObject(sessionObject(alice.id));
    const woken = vi.spyOn(UserSession.prototype, "webSocketMessage");
    try {
      expect((await phone.drain()).length).toBe(1); // the welcome; it ends with our pong
      expect(woken).not.toHaveBeenCalled();
    } finally {
      woken.mockRestore();
    }
  });

  it("[HIB-3] cursors, unread counts and duplicates survive", async () => {
    const { alice, bob, id, phone, other } = await talking();
    const frame = textMessage(id, "one");
    phone.send(frame, textMessage(id, "two"), textMessage(id, "three"));
    await other.take("new-message", ({ seq }) => seq === 3);
    other.send({ type: "mark-read", conversationId: id, seq: 2 });
    expect(await other.take("read-receipt")).toMatchObject({ userId: bob.id, seq: 2, unread: 1 });
    await evictDurableObject(conversationObject(id));
    phone.send(frame);
    expect(await phone.take("message-ack", ({ clientMsgId }) => clientMsgId === frame.clientMsgId)).toMatchObject({
      seq: 1,
    });
    const page = await conversation(id).read({ userId: bob.id, from: null });
    expect(page).toMatchObject({ summary: { headSeq: 3, cursorSeq: 2, unread: 1 } });
    expect(await conversation(id).read({ userId: alice.id, from: null })).toMatchObject({
      summary: { cursorSeq: 3, unread: 0 },
    });
  });

  it("[HIB-4] after an abort the same frame is committed once, on a new stub", async () => {
    const { id, phone, other } = await talking();
    phone.send(textMessage(id, "one"));
    await phone.take("message-ack");
    await runInDurableObject(conversationObject(id), (_, state) => {
      state.abort("planted");
    }).catch(() => undefined);
    phone.send(textMessage(id, "two"));
    expect(await phone.take("message-ack", ({ seq }) => seq === 2)).toBeTruthy();
    await other.take("new-message", ({ seq }) => seq === 2);
  });

  it("[HIB-5] [STREAM-5] what a crash cut off after the commit is delivered by the alarm", async () => {
    const { bob, id, other } = await talking();
    // The session takes nothing while the message commits; then the conversation crashes.
    const deaf = vi
      .spyOn(UserSession.prototype, "deliver")
      .mockImplementation(() => Promise.reject(new Error("planted")));
    const senderId = bob.id;
    await conversation(id).append({
      senderId,
      items: [{ clientMsgId: uuidV7(), body: '{"content":{"type":"text","text":"cut off"}}', bodyHash: "x" }],
    });
    await abortAllDurableObjects();
    deaf.mockRestore();
    expect(await other.closed()).toBeTruthy();
    const again = await bob.connect();
    const delivered = vi.spyOn(UserSession.prototype, "deliver");
    try {
      expect(await runDurableObjectAlarm(conversationObject(id))).toBe(true);
      await vi.waitFor(() =>
        expect(
          delivered.mock.calls.map(([delivery]) => [delivery.redelivered, delivery.events.seqs.length]),
        ).toContainEqual([true, 1]),
      );
    } finally {
      delivered.mockRestore();
    }
    await again.sync({ cursors: { [id]: 0 } });
    expect(again.all("new-message").map(({ seq }) => seq)).toEqual([1]);
  });
});
