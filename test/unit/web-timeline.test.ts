// A conversation row by row, and where one is in it: by address, by key, by what has been seen.
import { contentText } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import type { EventFrame, UnknownEvent } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { UnknownContent } from "../../schema/protocol/unknown.ts";
import type { OutgoingMessage } from "../../sdk/outbox/outgoing-message.ts";
import { indexOfSeq, isDayNear, seqAt, timeAt, unreadIndex } from "../../apps/web/timeline/row-places.ts";
import { heightHints } from "../../apps/web/timeline/size-hints.ts";
import { timelineRows, type Row, type RowsInput, type ShownEvent } from "../../apps/web/timeline/timeline-rows.ts";
import { unknownWords } from "../../apps/web/text/unknown-words.ts";
import { systemLine } from "../../apps/web/text/system-line.ts";
import { unknownText } from "../../apps/web/text/unknown-text.ts";
import { steppedIndex } from "../../apps/web/ui/list-keys.ts";
import { standInFor } from "../support/stand-in-for.ts";

const [me, ada, bob] = ["user_me", "user_ada", "user_bob"] as [UserId, UserId, UserId];
const noon = new Date(2026, 10, 25, 12, 0).getTime();
const minuteMs = 60_000;

const message = (seq: number, senderId: UserId, createdAt: number): NewMessageFrame =>
  ({
    type: "new-message",
    conversationId: "direct_a_b",
    seq,
    messageId: `direct_a_b:${seq}`,
    senderId,
    clientMsgId: `id-${seq}`,
    content: { type: "text", text: `message ${seq}` },
    createdAt,
  }) as NewMessageFrame;
const nothing = (seq: number, toSeq: number): EventFrame =>
  ({ type: "void", conversationId: "direct_a_b", seq, toSeq, createdAt: noon }) as EventFrame;

const unknownEvent = standInFor<UnknownEvent>({ type: "poll", conversationId: "direct_a_b", seq: 2, createdAt: noon });

const items = new WeakMap<EventFrame, ShownEvent>();
/** One for an event, as the SDK has it. */
function itemOf(event: EventFrame): ShownEvent {
  const item = items.get(event) ?? { event };
  items.set(event, item);
  return item;
}
const rowsOf = ({ events = [], ...input }: Partial<RowsInput> & { readonly events?: readonly EventFrame[] }): Row[] =>
  timelineRows({
    items: events.map(itemOf),
    outgoing: [],
    me,
    atStart: false,
    unreadAfterSeq: null,
    isSilent: () => false,
    ...input,
  });
const shapeOf = (rows: readonly Row[]): readonly string[] =>
  rows.map((row) =>
    row.kind === "message"
      ? `${contentText(row.message.content)}${row.own ? " own" : ""}${row.first ? " first" : ""}${row.last ? " last" : ""}`
      : row.kind,
  );

describe("[WEB-86] heights before anything is rendered", () => {
  const texts = [
    "ok",
    "A line of the usual length, as people write",
    "这是一条中文消息，长度适中，用来看看高度是否正确。",
    "Long ".repeat(60),
    "two\nlines",
  ];
  const rows = rowsOf({
    events: texts.map((text, at) => ({ ...message(at + 1, me, noon), content: { type: "text", text } })),
  }).slice(1);

  // As Chromium rendered them.
  it.each([
    [904, [43.75, 36.75, 36.75, 123.75, 58.5]],
    [390, [43.75, 58.5, 55.75, 251.5, 58.5]],
  ])("are near those that rows get in a list of %i px", (widthPx, heights) => {
    const [hints, usual] = heightHints(rows, widthPx, false);
    const errors = hints.map((hint, at) => Math.abs(hint - (heights[at] ?? 0)) / (heights[at] ?? 1));
    expect(Math.max(...errors)).toBeLessThan(0.2);
    expect(usual).toBe(hints.toSorted((a, b) => a - b)[2]);
  });

  it("count what stands above the text", () => {
    const event = { ...message(1, ada, noon), replyTo: "direct_a_b:0" as NewMessageFrame["messageId"] };
    const hintOf = (one: EventFrame, inGroup: boolean): number =>
      heightHints(rowsOf({ events: [one] }), 800, inGroup)[0].at(-1) ?? 0;
    expect(hintOf(message(1, ada, noon), true) - hintOf(message(1, ada, noon), false)).toBe(20);
    expect(hintOf(event, false)).toBeGreaterThan(hintOf(message(1, ada, noon), false) + 40);
    const [all, usual] = heightHints(rowsOf({ atStart: true, events: [unknownEvent] }), 800, false);
    expect(all.every((px) => px > 20)).toBe(true);
    expect(usual).toBe(40);
  });
});

describe("[EVOLVE-7] what this version does not know", () => {
  const context = { me, nameOf: String, ownNameOf: String, nowMs: noon };
  const sentence = unknownWords("unknown");
  const unknown = standInFor<UnknownEvent>({
    type: "poll-opened",
    conversationId: "direct_a_b",
    seq: 2,
    createdAt: noon,
  });

  it("has a row: a message's text as it is, an event's in a line of its own", () => {
    const dice = standInFor<UnknownContent>({ type: "dice", thrown: [1], fallback: "*Threw* 1." });
    const rows = rowsOf({ events: [{ ...message(1, ada, noon), content: dice }, unknown] });
    const [shown, line] = rows.filter(({ kind }) => kind === "message" || kind === "system");
    expect(shown).toMatchObject({ message: { content: dice } });
    expect(line).toMatchObject({ kind: "system", event: unknown });
    expect(seqAt(rows, rows.length - 1)).toBe(2);
  });

  it("is said by its fallback, or by a sentence", () => {
    expect(systemLine(unknown, context)).toBe(sentence);
    expect(systemLine({ ...unknown, fallback: " A poll. " }, context)).toBe("A poll.");
    const change = { kind: "promoted" } as never;
    const place = { conversationId: unknown.conversationId, seq: 3, createdAt: noon, actorId: ada };
    expect(systemLine({ type: "group-changed", ...place, change }, context)).toBe(sentence);
    const members = { type: "member-changed" as const, ...place, userIds: [bob], change, fallback: "Promoted." };
    expect(systemLine(members, context)).toBe("Promoted.");
    expect(unknownText("x".repeat(100_000))).toHaveLength(1_000);
  });

  it("a value that this version has no words for is said so too", () => {
    const place = { conversationId: unknown.conversationId, seq: 3, createdAt: noon, actorId: ada };
    const members = { type: "member-changed" as const, ...place, userIds: [bob] };
    const group = { type: "group-changed" as const, ...place };
    for (const change of [
      { kind: "joined", how: "invited", role: "member" },
      { kind: "role", role: "moderator" },
    ] as never[]) {
      expect(systemLine({ ...members, change }, context)).toBe(sentence);
      expect(systemLine({ ...members, change, fallback: "Bob!" }, context)).toBe("Bob!");
    }
    for (const change of [
      { kind: "settings", mayDance: "members" },
      { kind: "info", banner: "b" },
    ] as never[])
      expect(systemLine({ ...group, change }, context)).toBe(sentence);
    const both = { kind: "settings", mayDance: "members", maySend: "admins" } as never;
    expect(systemLine({ ...group, change: both }, context)).toBe(`${ada} changed the settings: only admins may write`);
  });
});

describe("[WEB-6] rows", () => {
  it("stand together by author and five minutes, with a day above each day", () => {
    const events = [
      message(1, ada, noon - 24 * 60 * minuteMs),
      message(2, ada, noon),
      message(3, ada, noon + 4 * minuteMs),
      message(4, me, noon + 5 * minuteMs),
      message(5, ada, noon + 6 * minuteMs),
      message(6, ada, noon + 12 * minuteMs),
    ];
    expect(shapeOf(rowsOf({ events, atStart: true }))).toEqual([
      "start",
      "day",
      "message 1 first last",
      "day",
      "message 2 first",
      "message 3 last",
      "message 4 own first last",
      "message 5 first last",
      "message 6 first last",
    ]);
  });

  it("[WEB-260] say no day that stands above them already, as in a thread below its first message", () => {
    const events = [message(2, ada, noon), message(3, bob, noon + 24 * 60 * minuteMs)];
    const earlierMs = noon - 60 * minuteMs;
    expect(shapeOf(rowsOf({ events, belowMs: earlierMs }))).toEqual([
      "message 2 first last",
      "day",
      "message 3 first last",
    ]);
    expect(shapeOf(rowsOf({ events: events.slice(1), belowMs: earlierMs }))).toEqual(["day", "message 3 first last"]);
  });

  it("have the line above the first new message of somebody else, once", () => {
    const events = [message(1, ada, noon), message(2, me, noon), message(3, bob, noon), message(4, bob, noon)];
    const rows = rowsOf({ events, unreadAfterSeq: 1 });
    expect(shapeOf(rows)).toEqual([
      "day",
      "message 1 first last",
      "message 2 own first last",
      "unread",
      "message 3 first",
      "message 4 last",
    ]);
    expect(unreadIndex(rows)).toBe(3);
    expect(unreadIndex(rowsOf({ events }))).toBe(-1);
  });

  it("show what is on its way after everything else, under the key that its event will have", () => {
    const sent = standInFor<OutgoingMessage>({
      clientMsgId: "id-2",
      content: { type: "text", text: "on its way" },
      writtenAtMs: noon,
      state: "waiting",
    });
    const [last] = rowsOf({ events: [message(1, ada, noon)], outgoing: [sent] }).slice(-1);
    const [acked] = rowsOf({ events: [message(2, me, noon)] }).slice(-1);
    expect(last).toMatchObject({ kind: "message", own: true, message: { seq: null, content: { text: "on its way" } } });
    expect(last?.key).toBe(acked?.key);
  });

  it("are the same objects as before where nothing about them changed", () => {
    const events = [message(1, ada, noon), message(2, bob, noon), message(3, bob, noon)];
    const before = rowsOf({ events });
    const after = rowsOf({ events: [...events, message(4, bob, noon + 1)] });
    expect(before.map((row, index) => row.kind === "message" && row === after[index])).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("keep the same message object for the same event, so that nothing is drawn anew", () => {
    const event = message(1, ada, noon);
    const [a, b] = [rowsOf({ events: [event] }).at(-1), rowsOf({ events: [event] }).at(-1)];
    expect(a?.kind === "message" && b?.kind === "message" && a.message === b.message).toBe(true);
  });

  it("leave out what says nothing, and know what has been read where nothing is shown", () => {
    const events = [nothing(1, 7), message(8, ada, noon), nothing(9, 12)];
    const rows = rowsOf({ events });
    expect(shapeOf(rows)).toEqual(["day", "system", "message 8 first last", "system"]);
    expect(shapeOf(rowsOf({ events, isSilent: () => true }))).toEqual(["day", "message 8 first last"]);
    expect([0, 1, 2, 3, 99, -1].map((index) => seqAt(rows, index))).toEqual([null, 7, 8, 12, 12, null]);
  });

  it("[WEB-85] begin with the conversation, or with what is hidden before it", () => {
    const startOf = (events: readonly EventFrame[]) => rowsOf({ events, atStart: true, isSilent: () => true })[0];
    expect(startOf([message(1, ada, noon)])).toEqual({ kind: "start", key: "start", hidden: false });
    expect(startOf([nothing(1, 7), message(8, ada, noon)])).toEqual({ kind: "start", key: "start", hidden: true });
    // Events that nobody has any more.
    expect(startOf([message(8, ada, noon)])).toEqual({ kind: "start", key: "start", hidden: true });
    expect(rowsOf({ events: [nothing(1, 7), message(8, ada, noon)] })[0]?.kind).not.toBe("start");
  });

  it("say which day lies over them and where a message stands", () => {
    const rows = rowsOf({ events: [message(4, ada, noon), message(9, ada, noon + 1)] });
    expect([timeAt(rows, 0), timeAt(rows, 2), timeAt(rows, 3)]).toEqual([noon, noon + 1, null]);
    expect([indexOfSeq(rows, 4), indexOfSeq(rows, 5), indexOfSeq(rows, 10)]).toEqual([1, 2, -1]);
    expect([isDayNear(rows, 0, 1), isDayNear(rows, 1, 2)]).toEqual([true, false]);
  });
});

it("[WEB-8] arrows, j and k, Home and End walk a list and stop at its ends; with a modifier they mean something else", () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false };
  const step = (key: string, from: number): number | null => steppedIndex({ key, ...plain }, from, 3);
  expect([step("ArrowDown", 0), step("j", 2), step("ArrowUp", 0), step("k", 2)]).toEqual([1, 2, 0, 1]);
  expect([step("Home", 2), step("End", 0), step("Enter", 1)]).toEqual([0, 2, null]);
  expect(steppedIndex({ key: "k", ...plain, ctrlKey: true }, 1, 3)).toBeNull();
  expect(steppedIndex({ key: "j", ...plain }, 0, 0)).toBeNull();
});
