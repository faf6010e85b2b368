// Who has read what, on the real actors: asked for by authors, counted for the author of the newest message of a large
// group, and shown by nobody who does not want it.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { append, conversationObject, pair, textMessage, type TestUser } from "../support/actors.ts";
import { add, change, crash, group, groupObject, makeGroup, users, write } from "../support/group-actors.ts";

const page = { read: true, limit: 10 };
const ids = (...people: readonly TestUser[]): string[] => people.map(({ id }) => id).toSorted();

/** As this user's session would ask. */
const readersOf = (id: ConversationId, author: TestUser, seq: number, read = true) =>
  group(id).receipts({ userId: author.id, seq, read, limit: 10 });

const mark = (id: ConversationId, user: TestUser, seq: number) => group(id).markRead({ userId: user.id, seq });

const hiddenRows = (object: DurableObjectStub): Promise<number> =>
  runInDurableObject(object, (_, state) => state.storage.sql.exec("SELECT * FROM hidden_reader").toArray().length);

describe("[SEEN-1] the author of a message", () => {
  it("learns who has read it and who has not, past hibernation and crashes, of those who were there", async () => {
    const people = users(4);
    const [olga, mona, mike, late] = people;
    const id = await makeGroup([olga, mona, mike], { historyVisible: true });
    await write(id, olga, 2); // 4, 5
    await mark(id, mona, 5);
    await mark(id, mike, 4);
    // Joining marks everything as read, which says nothing of what was written before.
    await add(id, olga, late); // 6
    const counts = { hiddenCount: 0, next: null, missing: null };
    const expected = { userIds: ids(mona), readCount: 1, unreadCount: 1, ...counts };
    expect(await readersOf(id, olga, 5)).toEqual(expected);
    await evictDurableObject(groupObject(id));
    expect(await readersOf(id, olga, 5)).toEqual(expected);
    await crash(groupObject(id));
    expect(await readersOf(id, olga, 5, false)).toEqual({ ...expected, userIds: ids(mike) });
    expect(await readersOf(id, olga, 4)).toMatchObject({ userIds: ids(mona, mike), readCount: 2, unreadCount: 0 });
    // What somebody writes who has read everything they have read as well.
    await write(id, mike, 1); // 7: he had not
    await mark(id, mike, 7);
    await write(id, mike, 1); // 8
    await mark(id, mona, 8);
    expect(await readersOf(id, mike, 8)).toMatchObject({ userIds: ids(mona), readCount: 1, unreadCount: 2 });
  });

  it("[SEEN-2] alone does, while a member, of a message that they see", async () => {
    const [olga, mona, mike, back] = users(4);
    const id = await makeGroup([olga, mona, back]);
    await write(id, back, 1); // 4
    await change(id, back, { kind: "leave" }); // 5
    await write(id, olga, 1); // 6
    const codeOf = async (user: TestUser, seq: number): Promise<string> => {
      const answer = await readersOf(id, user, seq);
      return "refusal" in answer ? answer.refusal.code : "answered";
    };
    expect(await codeOf(olga, 6)).toBe("answered");
    expect(await codeOf(mona, 6)).toBe("FORBIDDEN");
    for (const seq of [1, 5, 7, 1e15]) expect(await codeOf(olga, seq)).toBe("MESSAGE_NOT_FOUND");
    for (const user of [mike, back]) expect(await codeOf(user, 4)).toBe("CONVERSATION_NOT_FOUND");
    await add(id, olga, back); // 7
    expect(await codeOf(back, 4)).toBe("answered");
    // Of the time between the memberships nothing is told.
    expect(await codeOf(back, 6)).toBe("MESSAGE_NOT_FOUND");
  });
});

describe("[SEEN-3] in a group of 51 the author of the newest message", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is told how many have read it, at most once in two seconds, and nobody else is", async () => {
    const people = users(51);
    const [olga, mona, mike, nina] = people;
    const id = await makeGroup([olga, ...people.slice(1)]);
    const [phone, other] = [await olga.live(), await mona.live()];
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    phone.send(textMessage(id, "hello")); // 4
    await phone.take("message-ack");
    await mark(id, mona, 4);
    const count = { type: "receipt-count", conversationId: id, seq: 4 };
    expect(await phone.take("receipt-count")).toEqual({ ...count, count: 1 });
    await mark(id, mike, 4);
    await mark(id, nina, 3);
    expect(await readersOf(id, olga, 4)).toMatchObject({ readCount: 2, unreadCount: 48 });
    vi.setSystemTime(Date.now() + 2_000);
    await mark(id, nina, 4);
    expect(await phone.take("receipt-count")).toEqual({ ...count, count: 3 });
    // Somebody else's message is newer: who has read Olga's is not told any more.
    vi.setSystemTime(Date.now() + 2_000);
    await write(id, mona, 1); // 5
    await mark(id, mike, 5);
    expect(await other.take("receipt-count")).toEqual({ ...count, seq: 5, count: 1 });
    await phone.take("new-message", ({ seq }) => seq === 5);
    await phone.drain();
    expect(phone.all("receipt-count")).toHaveLength(2);
    expect(other.all("receipt-count")).toHaveLength(1);
    expect(other.all("read-receipt").filter(({ userId }) => userId !== mona.id)).toEqual([]);
  }, 20_000);
});

describe("whoever turns their receipts off", () => {
  const turn = async (user: TestUser, receipts: boolean): Promise<void> => {
    const settings = await user.ask(await user.signIn(), { kind: "edit-privacy", patch: { receipts } });
    expect(settings).toMatchObject({ receipts });
  };
  const asks = async (user: TestUser, conversationId: ConversationId, seq: number) =>
    user.ask(await user.signIn(), { kind: "list-receipts", conversationId, seq, ...page });

  it("[SEEN-4] [SEEN-5] shows nobody what they read, sees nobody's in direct conversations, and their devices follow", async () => {
    const { alice, bob, id } = await pair();
    const [phone, laptop, other] = [await alice.live(), await alice.live(), await bob.live()];
    await append(id, bob, 2); // 1, 2
    await append(id, alice, 1); // 3
    for (const socket of [phone, other]) await socket.take("new-message", ({ seq }) => seq === 3);
    await turn(alice, false);
    phone.send({ type: "mark-read", conversationId: id, seq: 2 });
    for (const socket of [phone, laptop])
      expect(await socket.take("read-receipt")).toMatchObject({ userId: alice.id, seq: 2, unread: 0 });
    expect(await asks(bob, id, 2)).toEqual({
      userIds: [],
      readCount: 0,
      unreadCount: 0,
      hiddenCount: 1,
      next: null,
    });
    other.send({ type: "mark-read", conversationId: id, seq: 3, requestId: "r" });
    await other.take("read-receipt", ({ requestId }) => requestId === "r");
    expect(await asks(alice, id, 3)).toMatchObject({ readCount: 0, hiddenCount: 1 });
    // What comes with it has overtaken nothing.
    other.send(textMessage(id, "hello")); // 4
    await phone.take("new-message", ({ seq }) => seq === 4);
    expect(phone.all("read-receipt").filter(({ userId }) => userId === bob.id)).toEqual([]);
    expect(other.all("read-receipt").filter(({ userId }) => userId === alice.id)).toEqual([]);
    await evictDurableObject(conversationObject(id));
    expect(await asks(bob, id, 2)).toMatchObject({ readCount: 0, hiddenCount: 1 });

    await turn(alice, true);
    phone.send({ type: "mark-read", conversationId: id, seq: 4 });
    expect(await other.take("read-receipt", ({ userId }) => userId === alice.id)).toMatchObject({ seq: 4 });
    expect(await asks(bob, id, 4)).toMatchObject({ userIds: [alice.id], readCount: 1, hiddenCount: 0 });
    expect(await hiddenRows(conversationObject(id))).toBe(0);
  });

  it("[SEEN-4] [SEEN-6] is in neither list of a group, and a stranger's choice is stored nowhere", async () => {
    const [olga, mona, mike, stranger] = users(4);
    const id = await makeGroup([olga, mona, mike]);
    await write(id, olga, 1); // 4
    const hidden = { shown: false, version: 1 };
    const marked = await group(id).markRead({ userId: mona.id, seq: 4, receipts: hidden, allowance: 9 });
    // The others are not told; what it counts as is what it might have reached, and its row.
    expect(marked).toMatchObject({ cursorSeq: 4, cost: 4 });
    await mark(id, mike, 4);
    await group(id).markRead({ userId: stranger.id, seq: 4, receipts: hidden });
    const expected = { userIds: ids(mike), readCount: 1, unreadCount: 0, hiddenCount: 1 };
    expect(await readersOf(id, olga, 4)).toMatchObject(expected);
    await crash(groupObject(id));
    expect(await readersOf(id, olga, 4)).toMatchObject(expected);
    expect(await hiddenRows(groupObject(id))).toBe(1);
    // In a group they see the others': Mona's own message.
    await write(id, mona, 1); // 5
    await mark(id, olga, 5);
    expect(await readersOf(id, mona, 5)).toMatchObject({ userIds: ids(olga), hiddenCount: 0 });
  });
});
