// What is read out in the open conversation: of whom, how often, and how much at once.
import { expect, it } from "vitest";
import { announcedEvent, announcedRefusal } from "../../apps/web/announcer/announced.ts";
import { Announcements } from "../../apps/web/announcer/announcements.ts";
import { KlatchError, type EventFrame, type MessageChange } from "../../sdk/entry.ts";
import { direct, me, message, peer } from "../support/sdk-fakes.ts";

const listener = {
  me,
  nameOf: () => "Bob",
  authorOf: (seq: number) => (seq === 1 ? me : seq === 2 ? peer : null),
};
const said = (event: EventFrame): string | null => announcedEvent(event, listener);
const base = { conversationId: direct, seq: 9, createdAt: 0, fallback: "", senderId: peer };
const text = { type: "text", text: "new words" } as const;

it("[WEB-281] what others do is said in a sentence, a reaction only if it is to one's own message", () => {
  expect(said(message(9, { content: text }))).toBe("Bob: new words");
  expect(said(message(9, { content: text, thread: 1 }))).toBe("Bob replied in a thread: new words");
  const changes: readonly (readonly [MessageChange, string | null])[] = [
    [{ ...base, type: "message-edited", targetSeq: 2, content: text }, "Bob edited a message: new words"],
    [{ ...base, type: "message-recalled", targetSeq: 2, reason: "sender" }, "Bob deleted a message"],
    [{ ...base, type: "message-recalled", targetSeq: 3, reason: "sender" }, "Bob deleted a message"],
    [{ ...base, type: "message-recalled", targetSeq: 1, reason: "moderator" }, "Bob deleted your message"],
    [{ ...base, type: "message-recalled", targetSeq: 3, reason: "moderator" }, "A message was deleted"],
    [
      { ...base, type: "reaction-changed", targetSeq: 1, emoji: "👍", active: true },
      "Bob reacted to your message with 👍",
    ],
    [{ ...base, type: "reaction-changed", targetSeq: 1, emoji: "👍", active: false }, null],
    [{ ...base, type: "reaction-changed", targetSeq: 2, emoji: "👍", active: true }, null],
    [{ ...base, type: "pin-changed", targetSeq: 2, active: true }, "Bob pinned a message"],
    [{ ...base, type: "pin-changed", targetSeq: 2, active: false }, null],
  ];
  for (const [change, words] of changes) expect([change, said(change)]).toEqual([change, words]);
  // What this user does, on whatever device, they know.
  const own = changes.flatMap(([change]) => ("senderId" in change ? { ...change, senderId: me } : []));
  expect(own).toHaveLength(changes.length);
  expect(own.map(said)).toEqual(changes.map(() => null));
  expect(said(message(9, { senderId: me }))).toBeNull();
});

it("[WEB-281] a change that stays at its message is said when it is refused; a notice says the others", () => {
  const error = new KlatchError("TOO_LATE", "");
  const refused = { state: "failed", error, heldBy: null, retry: () => true, discard: () => true } as const;
  expect(announcedRefusal({ ...refused, kind: "edit" })).toMatch(/^Not edited\. ./);
  expect(announcedRefusal({ ...refused, kind: "recall" })).toMatch(/^Not deleted\. ./);
  expect(announcedRefusal({ ...refused, kind: "react" })).toBeNull();
  expect(announcedRefusal({ ...refused, kind: "edit", state: "waiting", error: null })).toBeNull();
});

it("[WEB-281] much at once is said in three sentences and a number, and nothing twice", () => {
  const heard: (readonly string[])[] = [];
  const timers: (() => void)[] = [];
  const announcements = new Announcements({
    setTimer: (run) => {
      timers.push(run);
      return () => timers.splice(timers.indexOf(run), 1);
    },
    say: (texts) => void heard.push(texts),
    more: (count) => `and ${count}`,
  });
  announcements.add("one");
  expect(heard).toEqual([["one"]]);
  for (const more of ["two", "three", "three", "four", "five", "six"]) announcements.add(more);
  expect(heard).toHaveLength(1);
  timers.shift()?.();
  expect(heard[1]).toEqual(["two", "three", "four", "and 2"]);
  // Nothing came meanwhile: the next one is said at once.
  timers.shift()?.();
  expect(timers).toEqual([]);
  announcements.add("six");
  expect(heard[2]).toEqual(["six"]);
  announcements.add("seven");
  announcements.close();
  expect([timers, heard.length]).toEqual([[], 3]);
});
