// What people do to messages, as the terminal client takes and says it.
import {
  KlatchError,
  type KlatchClient,
  type MessageChange,
  type MessageState,
  type NewMessageFrame,
  type OutgoingChange,
} from "@klatch/sdk";
import { expect, it } from "vitest";
import { changeLine, stateTail } from "../../apps/terminal/chat-change-lines.ts";
import { changeAsked, changeHelp, changeMessage } from "../../apps/terminal/chat-changes.ts";
import { pollOf } from "../../apps/terminal/chat-polls.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import { usualWindows } from "../../sdk/connection/change-windows.ts";
import { direct, me, message, peer, session, settle } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

const base = { conversationId: direct, seq: 9, createdAt: 0, fallback: "" };
const ofOne = { ...base, targetSeq: 4, senderId: peer };
const nameOf = (): string => "bob";

it("[SDK-148] a change is a line that names its message by its number, and what others wrote in it is tame", () => {
  const changes: readonly MessageChange[] = [
    { type: "message-edited", ...ofOne, content: { type: "text", text: "new\u001b[2J" } },
    { type: "message-recalled", ...ofOne, reason: "sender" },
    { type: "messages-expired", ...base, targetSeqs: [2, 3] },
    { type: "reaction-changed", ...ofOne, emoji: "\u001b[2J", active: false },
    { type: "pin-changed", ...ofOne, active: true },
    { type: "vote-changed", ...ofOne, options: [0, 2], counts: [1, 0, 1], voters: 1 },
    { type: "vote-changed", ...ofOne, options: [], counts: [0, 0, 0], voters: 0 },
    { type: "vote-changed", ...base, targetSeq: 4, counts: [0, 3], voters: 3 },
    { type: "poll-closed", ...ofOne, counts: [0, 3], voters: 3 },
  ];
  const lines = changes.map((change) => changeLine(change, nameOf));
  expect(lines.map(({ head }) => head.slice(head.indexOf("—")))).toEqual([
    "— bob edited 4: ",
    "— bob removed 4",
    "— removed, as their time was over: 2, 3",
    expect.stringMatching(/^— bob took .*\uFFFD\[2J.* from 4$/u),
    "— bob pinned 4",
    "— bob voted in 4: 1, 3 (1 voted)",
    "— bob took a vote back in 4 (0 voted)",
    "— somebody voted in 4 (3 voted)",
    "— bob closed the poll 4",
  ]);
  expect(lines[0]?.written).toEqual({ text: "new\u001b[2J", mentions: null });
});

it("[SDK-148] behind a message stand its number and what became of it", () => {
  const state: MessageState = {
    asOf: 9,
    content: { type: "text", text: "x" },
    reactions: [{ emoji: "👍", count: 2, mine: true }],
  };
  const poll = { counts: [2, 1], voters: 3, mine: [1], closedBy: peer, closedAt: 1 };
  expect(stateTail(4, { asOf: 9, poll })).toBe("   (#4 · 3 voted · 1: 2, 2: 1 with yours · closed)");
  expect(stateTail(4, undefined)).toBe("   (#4)");
  expect(stateTail(4, state).replaceAll(/[\u2066-\u2069]/g, "")).toBe("   (#4 · edited · 👍 2 with yours)");
});

it("[SDK-148] /pin and /hide without a number are about the conversation; the others need one", () => {
  expect(changeAsked("/pin", ["4"])).toEqual({ seq: 4 });
  expect(changeAsked("/pin", ["off"])).toBeNull();
  expect(changeAsked("/hide", [])).toBeNull();
  expect(changeAsked("/open", ["4"])).toBeNull();
  for (const words of [[], ["0"], ["x"], ["1e3"]]) expect(() => changeAsked("/edit", words)).toThrow(ChatMistake);
});

it("[SDK-148] /react takes away what is there, and a refusal is said", async () => {
  const lines: string[] = [];
  const asked: unknown[] = [];
  const error = new KlatchError("TOO_LATE", "Too late.");
  const change = standInFor<OutgoingChange>({ kind: "react", error, done: Promise.reject(error) });
  const client = {
    react: (_id: string, seq: number, emoji: string, active: boolean) => {
      asked.push([seq, emoji, active]);
      return change;
    },
    message: () =>
      Promise.resolve({ event: null as never, state: { asOf: 1, reactions: [{ emoji: "👍", count: 1, mine: true }] } }),
    edit: () => change,
    recall: () => change,
    pin: () => change,
    hide: () => change,
    closePoll: () => change,
    vote: (_id: string, seq: number, options: readonly number[]) => {
      asked.push([seq, options]);
      return change;
    },
    changeWindows: usualWindows,
    session: null,
  };
  const parts = { client, terminal: { print: (line: string) => void lines.push(line) } };
  for (const rest of ["👍🏽", "🎉"]) await changeMessage(parts, "/react", { id: direct, seq: 4, rest });
  await settle();
  expect(asked).toEqual([
    [4, "👍🏽", false],
    [4, "🎉", true],
  ]);
  expect(lines).toEqual(["✗ react 4: Too late.", "✗ react 4: Too late."]);
  for (const rest of ["2", "1,3", "3 1", "none"]) await changeMessage(parts, "/vote", { id: direct, seq: 4, rest });
  expect(asked.slice(2)).toEqual([
    [4, [1]],
    [4, [0, 2]],
    [4, [2, 0]],
    [4, []],
  ]);
  for (const rest of ["", "0", "-1", "two", "1e3"])
    await expect(changeMessage(parts, "/vote", { id: direct, seq: 4, rest })).rejects.toThrow(ChatMistake);
  await expect(changeMessage(parts, "/edit", { id: direct, seq: 4, rest: "" })).rejects.toThrow(ChatMistake);
});

it("[SDK-148] [POLL-1] /poll takes a question and options, and says what it lacks", () => {
  expect(pollOf("Where to? | Park | At home")).toEqual({
    type: "poll",
    question: "Where to?",
    options: ["Park", "At home"],
  });
  expect(pollOf("--anonymous --several Which? | 1 | 2")).toMatchObject({
    multiple: true,
    anonymous: true,
    options: ["1", "2"],
  });
  for (const line of ["", "Why?", "Why? | one", "| a | b", "Why? | a | ", "--odd Why? | a | b"])
    expect(() => pollOf(line)).toThrow(ChatMistake);
});

it("[SDK-181] /edit says before anything is sent that the time for it is over, and help says how long it is", async () => {
  const windows = { editMs: 30_000, recallMs: 5_000 };
  const sent: number[] = [];
  const partsAt = (event: NewMessageFrame | null) => {
    const client = standInFor<KlatchClient>({
      changeWindows: windows,
      session: { ...session, clockOffsetMs: 60_000 },
      message: () =>
        event === null ? Promise.reject(new KlatchError("UNAVAILABLE", "")) : Promise.resolve({ event, state: null }),
      edit: (_id: string, seq: number) => {
        sent.push(seq);
        return standInFor<OutgoingChange>({ kind: "edit", error: null, done: Promise.resolve() });
      },
    });
    return { client, terminal: { print: () => {} } };
  };
  const edit = (seq: number, event: NewMessageFrame | null) =>
    changeMessage(partsAt(event), "/edit", { id: direct, seq, rest: "other words" });
  // The server's clock is a minute ahead.
  const serverMs = Date.now() + 60_000;
  await expect(edit(1, message(1, { senderId: me, createdAt: serverMs - 40_000 }))).rejects.toThrow("edited for 30 s");
  await edit(2, message(2, { senderId: me, createdAt: serverMs - 20_000 }));
  // Those of others are refused by the server, and what is not known here is left to it.
  await edit(3, message(3, { createdAt: 0 }));
  await edit(4, null);
  expect(sent).toEqual([2, 3, 4]);
  expect(changeHelp(windows)).toMatch(/for 30 s\n.*for 5 s\n/);
});
