// Changes of a group in its log, step by step; group-log-model.test.ts takes random steps.
import { describe, expect, it } from "vitest";
import { emptyLogState, LogDraft } from "../../durable-objects/conversation/log/log-state.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { GroupLog } from "../support/group-log.ts";
import { adam, info, mike, mona, olga, person, stan } from "../support/test-group.ts";
import { freeSettings } from "../support/group-settings.ts";
import { item } from "../support/test-log.ts";

useQuickTurns();

/** Olga's group: three events, in a log of so large eras. */
async function climbersLog(memberIds: readonly UserId[] = [adam, mona, mike]): Promise<GroupLog> {
  const test = new GroupLog(500, 1_024);
  await test.log.change(olga, { kind: "create", info, settings: freeSettings, memberIds: [...memberIds] });
  return test;
}

const framesOf = ({ log }: GroupLog): unknown[] => log.range(0, log.headSeq, 100).map(({ frame }) => JSON.parse(frame));

describe("a change", () => {
  it("[ORDER-1] [GROUP-22] takes its seq among the messages that came with it, and is judged in their order", async () => {
    const test = await climbersLog();
    const first = test.log.headSeq + 1;
    const [before, left, after] = await Promise.all([
      test.log.append(mona, [item("one")]),
      test.log.change(mona, { kind: "leave" }),
      test.log.append(mona, [item("two")]),
    ]);
    expect(before).toMatchObject([{ ack: { seq: first } }]);
    expect(left).toMatchObject({ seq: first + 1 });
    expect(after).toEqual([{ refusal: { code: "CONVERSATION_NOT_FOUND" } }]);
    expect(test.log.headSeq).toBe(first + 1);
  });

  it("[GROUP-22] that is refused makes no event", async () => {
    const test = await climbersLog();
    const { headSeq } = test.log;
    expect(await test.log.change(mona, { kind: "dissolve" })).toEqual({ refusal: { code: "FORBIDDEN" } });
    expect(test.log.headSeq).toBe(headSeq);
  });

  it("[ORDER-1] is stored as it is told, with its time and who did it, one event after the other", async () => {
    const test = await climbersLog();
    const { headSeq } = test.log;
    await test.log.change(olga, { kind: "transfer", userId: mona });
    const common = { type: "member-changed", conversationId: "group_test", actorId: olga, createdAt: test.clock };
    expect(framesOf(test).slice(headSeq)).toEqual([
      { ...common, seq: headSeq + 1, userIds: [mona], change: { kind: "role", role: "owner" } },
      { ...common, seq: headSeq + 2, userIds: [olga], change: { kind: "role", role: "admin" } },
    ]);
    const [, stored] = test.log.historyEvents(headSeq, headSeq + 2);
    expect(stored).toMatchObject({ seq: headSeq + 2, senderId: olga });
  });

  it("[GROUP-23] writes its event and what it changed; the row of all readers when somebody comes in", async () => {
    const test = await climbersLog();
    const costOf = async (op: GroupOp): Promise<number> => {
      const before = test.rowsWritten;
      await test.log.change(olga, op);
      return test.rowsWritten - before;
    };
    expect(await costOf({ kind: "silence-all", allSilenced: true })).toBe(2);
    expect(await costOf({ kind: "add-members", userIds: [stan] })).toBe(3);
  });

  it("[UNREAD-1] counts nowhere", async () => {
    const test = await climbersLog();
    await test.log.append(olga, [item("one")]);
    await test.log.change(olga, { kind: "silence-all", allSilenced: true });
    expect([mona, olga].map((userId) => test.log.unreadOf(userId))).toEqual([1, 0]);
  });
});

describe("coming in", () => {
  it("[GROUP-42] leaves nothing unread that is older, now and after a restart", async () => {
    const test = await climbersLog();
    await test.log.append(olga, [item("one"), item("two")]);
    await test.log.change(stan, { kind: "join" });
    await test.log.append(olga, [item("three")]);
    const unread = (): number[] => [stan, mona].map((userId) => test.log.unreadOf(userId));
    expect(unread()).toEqual([1, 3]);
    test.restart();
    expect(unread()).toEqual([1, 3]);
  });
});

describe("a read mark", () => {
  it("[UNREAD-3] that is replayed never takes a cursor back", () => {
    const draft = new LogDraft(emptyLogState);
    for (const _ of [1, 2, 3]) draft.addMessage(mona, 0);
    draft.putCursor(mike, { cursorSeq: 2, cursorOrdinal: 2, cursorSent: 0 });
    draft.putCursor(mike, { cursorSeq: 1, cursorOrdinal: 1, cursorSent: 0 });
    expect([draft.reader(mike).cursorSeq, draft.unread(mike)]).toEqual([2, 1]);
  });

  it("[UNREAD-1] [HIB-2] of one of many readers is known after a restart, in order with their messages", async () => {
    const many = Array.from({ length: 20 }, (_, n) => person(n));
    const test = await climbersLog(many);
    const [first, second] = many as [UserId, UserId];
    await test.log.append(olga, [item("one"), item("two")]);
    // They have read it all, so that what they send themselves moves their cursor along; a mark of less does not.
    await test.log.markRead(first, test.log.headSeq);
    await test.log.markRead(second, test.log.headSeq - 1);
    await test.log.append(first, [item("three")]);
    await test.log.append(second, [item("four")]);
    const readers = (): unknown[] => many.map((userId) => [test.log.readerOf(userId), test.log.unreadOf(userId)]);
    const before = readers();
    expect([first, second].map((userId) => test.log.unreadOf(userId))).toEqual([1, 2]);
    test.restart();
    expect(readers()).toEqual(before);
  });
});
