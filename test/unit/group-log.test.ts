// Changes of a group in its log, step by step; group-log-model.test.ts takes random steps.
import { describe, expect, it } from "vitest";
import { emptyLogState, LogDraft } from "../../durable-objects/conversation/log/log-state.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { GroupLog } from "../support/group-log.ts";
import { adam, info, mike, mona, olga, person, stan } from "../support/test-group.ts";
import { freeSettings } from "../support/group-settings.ts";
import { item, refusalOf, uuidV7 } from "../support/test-log.ts";

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

  it("[GROUP-23] writes its event and what it changed; the rows of all readers and of who let them in when somebody comes in", async () => {
    const test = await climbersLog();
    const costOf = async (op: GroupOp): Promise<number> => {
      const before = test.rowsWritten;
      await test.log.change(olga, op);
      return test.rowsWritten - before;
    };
    expect(await costOf({ kind: "silence-all", allSilenced: true })).toBe(2);
    expect(await costOf({ kind: "add-members", userIds: [stan] })).toBe(4);
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
    expect([draft.reader(mike).cursorSeq, draft.counts(mike).unread]).toEqual([2, 1]);
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

describe("[GROUP-52] a mention", () => {
  const messagesOf = (test: GroupLog): unknown[] =>
    framesOf(test)
      .map((frame) => frame as { type: string; mentions?: unknown; content?: unknown; replyTo?: unknown })
      .filter(({ type }) => type === "new-message")
      .map(({ content, replyTo, mentions }) => ({
        content,
        ...(replyTo !== undefined && { replyTo }),
        ...(mentions !== undefined && { mentions }),
      }));
  const content = { type: "text", text: "hi" };

  it("is kept of who is in, once; of nobody else; and the rest of the message stays as it was", async () => {
    const test = await climbersLog();
    const all = "all" as UserId;
    const messages = [
      item("kept", "hi", [mona, adam]),
      item("strangers", "hi", [stan, mona, person("made-up")]),
      item("nobody", "hi", [stan]),
      item("twice", "hi", [mona, mona, all]),
      item("none", 'a text like ,"mentions":["user_stan"]}'),
    ];
    await test.log.append(adam, messages);
    const body = JSON.stringify({ content, replyTo: "group_test:4", mentions: [mona, stan] });
    await test.log.append(adam, [{ ...item("reply"), body, replyToSeq: 4 }]);
    expect(messagesOf(test)).toEqual([
      { content, mentions: [mona, adam] },
      { content, mentions: [mona] },
      { content },
      { content, mentions: [mona, all] },
      { content: { type: "text", text: 'a text like ,"mentions":["user_stan"]}' } },
      { content, replyTo: "group_test:4", mentions: [mona] },
    ]);
  });

  it("is judged at the flush, by the changes before it", async () => {
    const test = await climbersLog();
    const mentioning = (id: string) => test.log.append(adam, [item(id, "hi", [mona, mike])]);
    await Promise.all([
      mentioning("both"),
      test.log.change(olga, { kind: "remove-member", userId: mona }),
      mentioning("one"),
      test.log.change(olga, { kind: "add-members", userIds: [mona] }),
      mentioning("both again"),
    ]);
    expect(messagesOf(test)).toEqual([
      { content, mentions: [mona, mike] },
      { content, mentions: [mike] },
      { content, mentions: [mona, mike] },
    ]);
  });

  it("[SEND-2] [SEND-3] that was dropped leaves the message the same submission, across restarts", async () => {
    const test = await climbersLog();
    const sent = ["untimed", uuidV7(test.clock, 1)].map((id) => item(id, "hi", [stan, mona]));
    const first = await test.log.append(adam, sent);
    const again = async (): Promise<void> => {
      expect(await test.log.append(adam, sent)).toEqual(first);
      // What was stored is not what was submitted under this id.
      const others = sent.map(({ clientMsgId }) => item(clientMsgId, "hi", [mona]));
      expect((await test.log.append(adam, others)).map(refusalOf)).toEqual(["DUPLICATE_MESSAGE", "DUPLICATE_MESSAGE"]);
    };
    await again();
    test.restart();
    await again();
    await test.log.change(olga, { kind: "add-members", userIds: [stan] });
    await again();
  });
});
