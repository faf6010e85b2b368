// How far each member has read, on all devices; and typing, which is told and not kept.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { everyone, type ConversationId, type OpId, type UserId } from "../../schema/protocol/ids.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import {
  append,
  conversation,
  conversationObject,
  pair,
  sessionObject,
  textMessage,
  uuidV7,
  type TestUser,
} from "../support/actors.ts";

const opId = (n: number): OpId => uuidV7(Date.now() + n) as string as OpId;
const said = (text: string, ...mentions: UserId[]) => ({
  content: { type: "text" as const, text },
  ...(mentions.length > 0 && { mentions }),
});

async function summaryOf(user: TestUser, id: ConversationId): Promise<ConversationSummary> {
  const read = await conversation(id).read({ userId: user.id, from: null });
  if ("refusal" in read) throw new Error(read.refusal.code);
  return read.summary;
}

async function evictAll(id: ConversationId, userId: UserId): Promise<void> {
  for (const object of [conversationObject(id), sessionObject(userId)]) await evictDurableObject(object);
}

describe("unread", () => {
  it("[UNREAD-2] a send moves the sender's cursor only if it stood at the event before", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    other.send(textMessage(id, "one"));
    await phone.take("new-message");
    phone.send(textMessage(id, "two"));
    expect(await phone.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ unread: 1 });
    expect(await other.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ unread: 1 });
    other.send(textMessage(id, "three"));
    expect(await other.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 1 });
  });

  it("[UNREAD-3] a cursor never goes back, and not beyond the head", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 5);
    const phone = await alice.live();
    phone.send({ type: "mark-read", conversationId: id, seq: 4 });
    expect(await phone.take("read-receipt")).toMatchObject({ seq: 4, unread: 1 });
    phone.send({ type: "mark-read", conversationId: id, seq: 2 });
    expect(await phone.take("read-receipt")).toMatchObject({ seq: 4, unread: 1 });
    phone.send({ type: "mark-read", conversationId: id, seq: 6 });
    expect(await phone.take("error")).toMatchObject({ code: "SEQ_OUT_OF_RANGE", conversationId: id });
  });

  it("[UNREAD-4] [UNREAD-5] reading on one device reaches all of the reader's devices, and the other member", async () => {
    const { alice, bob, id } = await pair();
    const [phone, laptop, other] = [await alice.live(), await alice.live(), await bob.live()];
    other.send(textMessage(id, "one"), textMessage(id, "two"), textMessage(id, "three"));
    for (const socket of [phone, laptop])
      expect(await socket.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 3 });
    laptop.send({ type: "mark-read", conversationId: id, seq: 2 });
    const receipt = { conversationId: id, userId: alice.id, seq: 2 };
    for (const socket of [phone, laptop])
      expect(await socket.take("read-receipt")).toEqual({ type: "read-receipt", ...receipt, unread: 1, mentions: 0 });
    expect(await other.take("read-receipt")).toEqual({ type: "read-receipt", ...receipt });
    expect(await conversation(id).read({ userId: alice.id, from: null })).toMatchObject({
      summary: { unread: 1, cursorSeq: 2 },
    });
  });
});

describe("mentions", () => {
  it("[COUNT-1] [COUNT-2] [COUNT-3] [COUNT-4] [COUNT-7] are counted wherever unread messages are, through edits, recalls, hiding and crashes", async () => {
    const { alice, bob, id } = await pair();
    const [phone, laptop, other] = [await alice.live(), await alice.live(), await bob.live()];
    const mentioning = (text: string, ...mentions: UserId[]) => ({ ...textMessage(id, text), mentions });
    other.send(mentioning("one", alice.id), textMessage(id, "two"), mentioning("three", everyone));
    other.send(mentioning("four", alice.id, bob.id));
    for (const socket of [phone, laptop])
      expect(await socket.take("new-message", ({ seq }) => seq === 4)).toMatchObject({ unread: 4, unreadMentions: 3 });
    expect(await other.take("new-message", ({ seq }) => seq === 4)).toMatchObject({ unread: 0, unreadMentions: 0 });

    other.send({ type: "edit-message", opId: opId(1), conversationId: id, seq: 2, ...said("two, Alice", alice.id) });
    expect(await phone.take("message-edited")).toMatchObject({ unread: 4, unreadMentions: 4 });
    other.send({ type: "edit-message", opId: opId(2), conversationId: id, seq: 3, ...said("nobody") });
    expect(await laptop.take("message-edited", ({ seq }) => seq === 6)).toMatchObject({ unread: 4, unreadMentions: 3 });
    other.send({ type: "recall-message", conversationId: id, seq: 4 });
    expect(await phone.take("message-recalled")).toMatchObject({ unread: 3, unreadMentions: 2 });

    // Nobody else is told, and every device of hers has the counts that are left.
    laptop.send({ type: "hide-messages", conversationId: id, seqs: [1] });
    for (const socket of [phone, laptop])
      expect(await socket.take("conversation-changed", ({ unread }) => unread === 2)).toMatchObject({ mentions: 1 });
    expect(await summaryOf(bob, id)).toMatchObject({ unread: 0, mentions: 0, headSeq: 7 });

    await evictAll(id, alice.id);
    expect(await summaryOf(alice, id)).toMatchObject({ unread: 2, mentions: 1, cursorSeq: 0 });
    expect(await conversation(id).markRead({ userId: alice.id, seq: 1 })).toMatchObject({ unread: 2, mentions: 1 });
    phone.send({ type: "mark-read", conversationId: id, seq: 2 });
    expect(await phone.take("read-receipt", ({ seq }) => seq === 2)).toMatchObject({ unread: 1, mentions: 0 });
    const away = await alice.live();
    expect(away.all("conversation-changed")).toMatchObject([{ conversationId: id, unread: 1, mentions: 0 }]);
  });

  it("[COUNT-8] [COUNT-9] a preview is the newest message as it is now, without what one has deleted for oneself", async () => {
    const { alice, bob, id } = await pair();
    const other = await bob.live();
    other.send(
      textMessage(id, "the first message, longer than what is left of it"),
      textMessage(id, "the second message"),
    );
    await other.take("new-message", ({ seq }) => seq === 2);
    const { activeAt } = await summaryOf(alice, id);
    const preview = async (user: TestUser): Promise<string | undefined> => (await summaryOf(user, id)).preview?.text;
    other.send({ type: "react", opId: opId(1), conversationId: id, seq: 1, emoji: "👍", active: true });
    other.send({ type: "edit-message", opId: opId(2), conversationId: id, seq: 2, ...said("edited") });
    await other.take("message-edited");
    expect([await preview(alice), (await summaryOf(alice, id)).activeAt]).toEqual(["edited", activeAt]);
    other.send({ type: "hide-messages", conversationId: id, seqs: [2], requestId: "hidden" });
    await other.take("done", ({ requestId }) => requestId === "hidden");
    expect([await preview(bob), await preview(alice)]).toEqual([
      "the first message, longer than what is left of it",
      "edited",
    ]);
    other.send({ type: "recall-message", conversationId: id, seq: 1 });
    await other.take("message-recalled");
    expect([await preview(bob), await preview(alice)]).toEqual(["This message was removed.", "edited"]);
    expect((await summaryOf(alice, id)).activeAt).toBe(activeAt);
  });
});

describe("signals", () => {
  it("[STREAM-7] typing reaches the other member's devices only, and is stored nowhere", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    // Signals go to those who listen: the stream must know that Bob does.
    phone.send(textMessage(id, "hello"));
    await other.take("new-message");
    phone.send({ type: "typing", conversationId: id, active: true });
    expect(await other.take("typing")).toEqual({ type: "typing", conversationId: id, userId: alice.id, active: true });
    await phone.drain();
    expect(phone.all("typing")).toEqual([]);
    const rows = await runInDurableObject(conversationObject(id), (_, state) =>
      state.storage.sql.exec("SELECT max(last_seq) AS n FROM log_0").one(),
    );
    expect(rows).toEqual({ n: 1 });
  });
});
