// Writing and reading in groups: judged at the flush, counted for each, and the same whatever happens to the memory.
import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { AppendResult } from "../../schema/rpc/append.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { itemOf, textMessage, type TestUser } from "../support/actors.ts";
import {
  add,
  change,
  crash,
  group,
  groupObject,
  inGroup,
  makeGroup,
  remove,
  users,
  write,
} from "../support/group-actors.ts";
import { eventsOn, readAs, untilSeqs, untilSettled } from "../support/group-seen.ts";

afterEach(() => vi.restoreAllMocks());

const outcomeOf = (result: AppendResult): number | string =>
  "refusal" in result ? result.refusal.code : result.ack.seq;

describe("a message in flight", () => {
  const ends: readonly (readonly [string, string, (user: TestUser) => GroupOp])[] = [
    ["muted", "MUTED", ({ id }) => ({ kind: "silence", userId: id, silencedUntil: Date.now() + 3_600_000 })],
    ["removed", "CONVERSATION_NOT_FOUND", ({ id }) => ({ kind: "remove-member", userId: id })],
    ["banned", "CONVERSATION_NOT_FOUND", ({ id }) => ({ kind: "ban", userId: id })],
    ["silenced with everybody", "MUTED", () => ({ kind: "silence-all", allSilenced: true })],
    ["silenced by a setting", "READ_ONLY", () => ({ kind: "edit-settings", settings: { maySend: "admins" } })],
  ];

  it.each(ends)("[GROUP-45] of who is %s is in the log before that, or refused", async (_how, code, op) => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const [phone, other] = [await mona.live(), await olga.live()];
    let done: number | null | string = null;
    // Mona never stops writing, while Olga ends it.
    for (let round = 0; round < 12; round++) {
      phone.send(...Array.from({ length: 5 }, (_, n) => textMessage(id, `${round}.${n}`)));
      if (round === 5) done = await change(id, olga, op(mona));
    }
    const after = textMessage(id, "after the call returned");
    phone.send(after);
    expect(await phone.take("error", ({ clientMsgId }) => clientMsgId === after.clientMsgId)).toMatchObject({ code });
    await vi.waitFor(() => expect(phone.all("message-ack").length + phone.all("error").length).toBe(61));
    expect(new Set(phone.all("error").map((error) => error.code))).toEqual(new Set([code]));
    const acked = phone.all("message-ack").map(({ seq }) => seq);
    expect(acked.every((seq) => seq < Number(done))).toBe(true);
    // What was acked, and nothing else, is what the others got.
    await vi.waitFor(() => expect(eventsOn(other, id).at(-1)?.seq).toBe(done));
    expect(other.all("new-message").map(({ seq }) => seq)).toEqual(acked);
  });

  it("[GROUP-45] is judged by what came before it in the same flush, and not by what comes after it", async () => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga, mona]);
    const results = await inGroup(id, (actor) => {
      const send = ({ id: senderId }: TestUser) =>
        actor.append({ senderId, items: [itemOf("now")] }).then(([result]) => result && outcomeOf(result));
      const act = ({ id: userId }: TestUser, op: GroupOp) =>
        actor.change({ userId, op }).then((done) => ("refusal" in done ? done.refusal.code : done.seq));
      return Promise.all([
        send(mona),
        act(olga, { kind: "silence", userId: mona.id, silencedUntil: Date.now() + 60_000 }),
        send(mona),
        act(olga, { kind: "silence", userId: mona.id, silencedUntil: null }),
        send(mona),
        send(mike),
        act(mike, { kind: "join" }),
        send(mike),
        act(olga, { kind: "ban", userId: mike.id }),
        send(mike),
        act(mike, { kind: "join" }),
        act(olga, { kind: "remove-member", userId: mona.id }),
        send(mona),
        send(olga),
      ]);
    });
    const out = "CONVERSATION_NOT_FOUND";
    expect(results).toEqual([4, 5, "MUTED", 6, 7, out, 8, 9, 10, out, "BANNED", 11, out, 12]);
  });

  it("[SEND-8] that was committed is acked again, whatever became of its sender", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const message = itemOf("once");
    const send = () => group(id).append({ senderId: mona.id, items: [message] });
    const first = await send();
    await change(id, olga, { kind: "silence", userId: mona.id, silencedUntil: Date.now() + 60_000 });
    expect(await send()).toEqual(first);
    await remove(id, olga, mona);
    expect(await send()).toEqual(first);
    await crash(groupObject(id));
    expect(await send()).toEqual(first);
    expect(await write(id, mona, 1)).toEqual([{ refusal: { code: "CONVERSATION_NOT_FOUND" } }]);
  });
});

/** `cursor, unread` as the group says. */
async function readStateOf(id: ConversationId, user: TestUser): Promise<string> {
  const read = await readAs(id, user);
  return "refusal" in read ? read.refusal.code : `${read.summary.cursorSeq}, ${read.summary.unread}`;
}

describe("unread", () => {
  it("[UNREAD-1] [HIB-3] of more readers than fit into one row survives hibernation and crashes", async () => {
    const people = users(14);
    const [olga, ...others] = people;
    const id = await makeGroup([olga, ...others]);
    await write(id, olga, 10); // 4 to 13
    const mark = async (user: TestUser | undefined, seq: number): Promise<void> => {
      await group(id).markRead({ userId: user?.id ?? olga.id, seq });
    };
    for (const [index, user] of others.entries()) await mark(user, 4 + (index % 10));
    // Some write again: who had read everything has read that as well.
    await write(id, others[9] as TestUser, 1); // 14
    await mark(others[0], 14);
    await write(id, others[0], 2); // 15, 16
    await mark(others[1], 15);
    await mark(others[1], 5); // too late: nobody's cursor goes back
    const expected = ["13, 3", "16, 0", "15, 1", ...[2, 3, 4, 5, 6, 7, 8].map((n) => `${4 + n}, ${12 - n}`)];
    const states = () => Promise.all(people.slice(0, 10).map((user) => readStateOf(id, user)));
    expect(await states()).toEqual(expected);
    await untilSettled(id);
    await evictDurableObject(groupObject(id));
    expect(await states()).toEqual(expected);
    await mark(others[8], 16);
    await crash(groupObject(id));
    expect(await readStateOf(id, others[8] as TestUser)).toBe("16, 0");
    expect(await states()).toEqual(expected.with(9, "16, 0"));
    // Whoever joins has the readers' row written anew: what was beside it is in it.
    const [late] = users(1);
    await add(id, olga, late);
    await crash(groupObject(id));
    expect(await states()).toEqual(expected.with(9, "16, 0"));
    expect(await readStateOf(id, late)).toBe("17, 0");
  });
});

describe("signs of the others", () => {
  it("[GROUP-48] [UNREAD-5] are shown in a group of 50 and not in one of 51; one's own reading always", async () => {
    const people = users(51);
    const [olga, mona] = people;
    const id = await makeGroup([olga, ...people.slice(1)]);
    const [phone, other, tablet] = [await olga.live(), await mona.live(), await mona.live()];
    await write(id, olga, 1);
    for (const socket of [phone, other, tablet]) await untilSeqs(socket, id, "4");
    phone.send({ type: "typing", conversationId: id, active: true });
    other.send({ type: "mark-read", conversationId: id, seq: 4 });
    for (const socket of [other, tablet])
      expect(await socket.take("read-receipt")).toMatchObject({ userId: mona.id, seq: 4, unread: 0 });
    await change(id, people[50] as TestUser, { kind: "leave" });
    // What comes with or after it has overtaken nothing.
    for (const socket of [phone, other]) await untilSeqs(socket, id, "4 5");
    expect([phone.all("read-receipt"), other.all("typing")]).toEqual([[], []]);

    phone.send({ type: "typing", conversationId: id, active: true });
    expect(await other.take("typing")).toMatchObject({ userId: olga.id, active: true });
    other.send({ type: "mark-read", conversationId: id, seq: 5 });
    const receipt = await phone.take("read-receipt");
    expect(receipt).toEqual({ type: "read-receipt", conversationId: id, userId: mona.id, seq: 5 });
  }, 20_000);
});

describe("typing", () => {
  it("[GROUP-51] of who may not write succeeds, and is shown to nobody", async () => {
    const people = users(3);
    const [olga, mona, mike] = people;
    const id = await makeGroup([olga, mona, mike]);
    const [phone, other] = [await mona.live(), await mike.live()];
    const type = async (requestId: string): Promise<void> => {
      for (const active of [true, false]) phone.send({ type: "typing", conversationId: id, active });
      phone.send({ type: "typing", conversationId: id, active: true, requestId });
      await phone.take("done", (done) => done.requestId === requestId);
    };
    const silences: GroupOp[] = [
      { kind: "silence", userId: mona.id, silencedUntil: Date.now() + 3_600_000 },
      { kind: "silence-all", allSilenced: true },
      { kind: "edit-settings", settings: { maySend: "admins" } },
    ];
    const ends: GroupOp[] = [
      { kind: "silence", userId: mona.id, silencedUntil: null },
      { kind: "silence-all", allSilenced: false },
      { kind: "edit-settings", settings: { maySend: "members" } },
    ];
    for (const [index, op] of silences.entries()) {
      await change(id, olga, op);
      await type(`while silenced ${index}`);
      // A message comes after all that was signalled before it.
      await write(id, olga, 1);
      await change(id, olga, ends[index] as GroupOp);
    }
    await untilSeqs(other, id, "4 5 6 7 8 9 10 11 12");
    expect([other.all("typing"), phone.all("error")]).toEqual([[], []]);
    await type("again");
    expect(await other.take("typing")).toMatchObject({ userId: mona.id, active: true });
  });

  it("[GROUP-2] of who is out is refused like everything else of theirs, and shown to nobody", async () => {
    const people = users(3);
    const [olga, mona, mike] = people;
    const id = await makeGroup([olga, mona, mike]);
    const [phone, other] = [await mike.live(), await mona.live()];
    await change(id, mike, { kind: "leave" });
    await untilSeqs(other, id, "4");
    phone.send({ type: "typing", conversationId: id, active: true });
    expect(await phone.take("error")).toMatchObject({ code: "CONVERSATION_NOT_FOUND", conversationId: id });
    await write(id, olga, 1);
    await untilSeqs(other, id, "4 5");
    expect(other.all("typing")).toEqual([]);
  });
});

describe("a group of 500", () => {
  it("[GROUP-49] [GROUP-42] everybody is delivered to and counted as exactly as in a pair", async () => {
    const people = users(500);
    const [olga, mona, mike, nina] = people;
    const id = await makeGroup([olga, ...people.slice(1)]);
    const [phone, other] = [await mona.live(), await mike.live()];
    /** By definition: what others wrote after the cursor. */
    const wrote: (TestUser | null)[] = [null, null, null];
    const cursors = new Map<TestUser, number>(people.map((user) => [user, 3]));
    const send = async (sender: TestUser, count: number): Promise<void> => {
      await write(id, sender, count);
      for (let n = 0; n < count; n++) {
        if (cursors.get(sender) === wrote.length) cursors.set(sender, wrote.length + 1);
        wrote.push(sender);
      }
    };
    const unreadOf = (user: TestUser): number =>
      wrote.filter((sender, index) => index >= (cursors.get(user) ?? 0) && sender !== null && sender !== user).length;

    await send(olga, 3);
    await send(nina, 2);
    await send(mona, 1);
    for (const [index, user] of people.entries()) {
      if (index % 3 !== 0) continue;
      const seq = 4 + (index % 6);
      await group(id).markRead({ userId: user.id, seq });
      cursors.set(user, Math.max(seq, cursors.get(user) ?? 0));
    }
    await send(people[499] as TestUser, 2);
    for (const socket of [phone, other]) await untilSeqs(socket, id, "4 5 6 7 8 9 10 11");
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: unreadOf(mona) });
    expect(eventsOn(other, id).at(-1)).toMatchObject({ unread: unreadOf(mike) });

    const counts = () =>
      inGroup(id, async (actor) => {
        const reads = people.map((user) => actor.read({ userId: user.id, from: null }));
        return (await Promise.all(reads)).map((read) => ("refusal" in read ? -1 : read.summary.unread));
      });
    const expected = people.map(unreadOf);
    expect(new Set(expected).size).toBeGreaterThan(4);
    expect(await counts()).toEqual(expected);
    await crash(groupObject(id));
    expect(await counts()).toEqual(expected);
    await send(olga, 1);
    for (const socket of [phone, other]) await untilSeqs(socket, id, "4 5 6 7 8 9 10 11 12");
    expect(eventsOn(other, id).at(-1)).toMatchObject({ unread: unreadOf(mike) });
    // Those who were away find it in their lists.
    for (const user of people.slice(100, 120)) {
      const late = await user.live();
      expect(late.all("conversation-changed")).toMatchObject([
        { conversationId: id, headSeq: 12, unread: unreadOf(user), group: { memberCount: 500 } },
      ]);
      late.close();
    }
  }, 60_000);
});
