// The chaos checker on what becomes of messages: a clean history passes, and each violation that is planted is found under
// its rule and no other.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../lab/chaos/check/verdict.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ClientMsgId, UserId } from "../../schema/protocol/ids.ts";
import { changed, ChangedStory, dora, newWords, opOf, placed } from "../support/checker-changes.ts";
import { ada, bob, cleo, group, message } from "../support/checker-story.ts";

it("[CHAOS-2] a clean history of changes holds, and every rule was looked at", () => {
  const { verdict, violations } = new ChangedStory();
  expect(violations).toEqual({});
  // Anonymous polls, blocks and who is away have stories of their own, and so have people.
  const unseen = verdict.rules.flatMap(({ checked, rule }) => (checked === 0 ? [rule] : []));
  expect(unseen.filter((rule) => !/^(FRIEND|INVITE|PRESENCE)-|^BLOCK-8$/.test(rule))).toEqual([
    "FILE-5",
    "FILE-8",
    "BLOCK-1",
    "BLOCK-5",
    "POLL-6",
    "PUSH-8",
    "PUSH-9",
  ]);
});

const target = { conversationId: changed, seq: 1 };
const text = (words: string) => ({ type: "text" as const, text: words });

const noLists = { pins: [], hidden: [], edits: new Map(), reactions: new Map(), threads: new Map() };

/** A page of the group, as of when Cleo left. */
const pageOf = (user: UserId) => ({ kind: "page", user, conversationId: group, asked: 900, headSeq: 7 }) as const;

/** Of the reply of Dora's that burns. */
function expired(createdAt: number): EventFrame {
  const { targetSeq, senderId: _, ...at } = placed(11, 2, dora);
  return { type: "messages-expired", ...at, createdAt, targetSeqs: [targetSeq], threads: { [targetSeq]: 1 } };
}

/** It is over, for both. */
function expire(story: ChangedStory, createdAt: number): void {
  story.add([expired(createdAt)]);
  const gone = { type: "gone", fallback: "" } as const;
  for (const userId of [bob, dora]) {
    story.log(userId, changed).splice(1, 1, { ...message(changed, 2, dora, "c2"), thread: 1, content: gone });
    Object.assign(story.view(userId).states.get(changed) ?? {}, { 2: { asOf: 11, recalled: { reason: "expired" } } });
    story.stateOf(userId, 1).thread = { count: 0, lastReplyAt: 2 };
    story.lists(userId).threads.set(1, [2]);
  }
}

const pinOf = (seq: number, active = true) =>
  ({ type: "pin-message", opId: opOf(30), conversationId: changed, seq, active }) as const;

const plants: readonly (readonly [what: string, rule: Rule, plant: (story: ChangedStory) => void])[] = [
  [
    "an answered change is not in the log",
    "CHANGE-1",
    (story) => {
      story.ask(bob, opOf(30), { type: "react", opId: opOf(30), ...target, emoji: "🎉", active: true });
      story.note({ kind: "change-done", user: bob, opId: opOf(30), seq: 5 });
    },
  ],
  [
    "a change is answered with two seqs",
    "CHANGE-1",
    (story) => story.note({ kind: "change-done", user: dora, opId: opOf(5), seq: 6 }),
  ],
  [
    "a reaction is carried out twice",
    "CHANGE-1",
    (story) => {
      story.ask(dora, opOf(30), { type: "react", opId: opOf(30), ...target, emoji: "👍", active: true });
      story.add([{ type: "reaction-changed", ...placed(11, 1, dora), emoji: "👍", active: true }]);
    },
  ],
  [
    "an edit is carried out twice",
    "CHANGE-1",
    (story) => {
      story.ask(bob, opOf(30), { type: "edit-message", opId: opOf(30), ...target, content: newWords });
      story.add([{ type: "message-edited", ...placed(11, 1, bob), content: newWords }]);
      for (const userId of [bob, dora]) {
        Object.assign(story.stateOf(userId, 1), { editedAt: 11 });
        story.lists(userId).edits.set(
          1,
          [1, 4, 11].map((seq) => ({ seq, content: newWords, createdAt: seq })),
        );
      }
    },
  ],
  ["a message burns before its time is over", "EXPIRE-1", (story) => expire(story, 900)],
  [
    "a message that was read does not burn",
    "EXPIRE-1",
    (story) => {
      story.note({ kind: "read", user: bob, conversationId: changed, seq: 2 }, 1_100);
      story.note({ kind: "open", socket: 9, device: "raw-2" }, 1_100 + 60_000);
    },
  ],
  [
    "a pin is carried out twice",
    "CHANGE-1",
    (story) => {
      story.ask(bob, opOf(30), { type: "pin-message", opId: opOf(30), ...target, active: true });
      story.add([{ type: "pin-changed", ...placed(11, 1, bob), active: true }]);
    },
  ],
  [
    "an edit outruns its message",
    "CHANGE-1",
    (story) => {
      const later = { ...target, seq: 12 };
      story.ask(bob, opOf(30), { type: "edit-message", opId: opOf(30), ...later, content: text("soon") });
      story.add([
        { type: "message-edited", ...placed(11, 12, bob), content: text("soon") },
        message(changed, 12, bob, "c12"),
      ]);
      for (const userId of [bob, dora]) {
        const shown = { seq: 12, senderId: bob, type: "text", text: "soon", createdAt: 12 };
        Object.assign(story.entry(userId, changed), { preview: shown, unread: userId === dora ? 2 : 1 });
        Object.assign(story.view(userId).states.get(changed) ?? {}, {
          12: { asOf: 12, content: text("soon"), editedAt: 11 },
        });
      }
      story.note({
        kind: "send",
        socket: null,
        user: bob,
        conversationId: changed,
        clientMsgId: "c12",
        text: "text of c12",
      });
    },
  ],
  [
    "a change that nobody asked for",
    "CHAOS-1",
    (story) => story.remove((one) => "opId" in one && one.opId === opOf(5)),
  ],
  [
    "an edit does not say what was asked for",
    "CHAOS-1",
    (story) => {
      story.remove((one) => "opId" in one && one.opId === opOf(4));
      story.ask(bob, opOf(4), { type: "edit-message", opId: opOf(4), ...target, content: text("other words") });
    },
  ],
  ["a state lacks an edit", "CHANGE-1", (story) => delete story.stateOf(bob, 1).editedAt],
  ["a state says what an edit does not say", "CHANGE-1", (story) => (story.stateOf(bob, 1).content = text("old"))],
  ["a state counts another's reaction as one's own", "CHANGE-1", (story) => own(story)],
  ["a state lacks a pin", "CHANGE-1", (story) => delete story.stateOf(bob, 1).pinned],
  [
    "a state counts a reply twice",
    "CHANGE-1",
    (story) => (story.stateOf(bob, 1).thread = { count: 2, lastReplyAt: 2 }),
  ],
  ["a message without changes has a state", "CHANGE-1", (story) => addState(story)],
  [
    "a page does not show what had happened by then",
    "CHANGE-1",
    (story) => story.page([1], 6, { 1: { asOf: 6, thread: { count: 1, lastReplyAt: 2 } } }, 600),
  ],
  ["a page is without the state of a changed message", "CHANGE-1", (story) => story.page([1], 6, {}, 600)],
  [
    "an edit is not listed",
    "CHANGE-2",
    (story) => story.lists(bob).edits.set(1, [{ seq: 1, content: newWords, createdAt: 1 }]),
  ],
  [
    "edits are listed in another order",
    "CHANGE-2",
    (story) => story.lists(bob).edits.set(1, [...(story.lists(bob).edits.get(1) ?? [])].toReversed()),
  ],
  [
    "a page has what was recalled before it was asked for",
    "CHANGE-3",
    (story) => story.page([3], 10, { 3: { asOf: 10, recalled: { senderId: bob, reason: "sender" } } }, 2_000),
  ],
  [
    "a socket gets what it was told is recalled",
    "CHANGE-3",
    (story) => {
      story.note({ kind: "open", socket: 9, device: "raw-2" });
      story.note({
        kind: "event",
        socket: 9,
        event: { type: "message-recalled", ...placed(8, 3, bob), reason: "sender" },
      });
      story.note({ kind: "sync", socket: 9, cursors: {} });
      story.note({ kind: "auth-required", socket: 9 });
      story.note({ kind: "event", socket: 9, event: message(changed, 3, bob, "c3") });
    },
  ],
  [
    "a socket that was opened long after a recall gets what was recalled",
    "CHANGE-3",
    (story) => {
      story.note({ kind: "open", socket: 9, device: "raw-2" }, 7_000);
      story.note({ kind: "event", socket: 9, event: message(changed, 3, bob, "c3") }, 7_100);
    },
  ],
  [
    "what was recalled is changed",
    "CHANGE-3",
    (story) => {
      story.ask(dora, opOf(30), { type: "react", opId: opOf(30), ...target, seq: 3, emoji: "👍", active: true });
      story.add([{ type: "reaction-changed", ...placed(11, 3, dora), emoji: "👍", active: true }]);
    },
  ],
  ["a reaction is not listed", "CHANGE-4", (story) => story.lists(bob).reactions.set(1, [])],
  ["a pin is not listed", "CHANGE-5", (story) => void story.lists(bob).pins.pop()],
  ["a message is pinned that was recalled", "CHANGE-5", (story) => void story.lists(bob).pins.push(3)],
  [
    "what was hidden is there again",
    "CHANGE-6",
    (story) => {
      story.lists(bob).hidden.pop();
      delete story.view(bob).states.get(changed)?.[7];
      story.entry(bob, changed).unread += 1;
    },
  ],
  [
    "a message is hidden from somebody who did not ask for it",
    "CHANGE-6",
    (story) => {
      story.dropDevices();
      story.lists(dora).hidden.push(1);
      Object.assign(story.stateOf(dora, 1), { hidden: true });
    },
  ],
  [
    "somebody sees a change of what they do not see",
    "CHANGE-7",
    (story) => {
      story.dropDevices();
      const event = { type: "pin-changed", ...placed(6, 4, bob), conversationId: group, active: true } as const;
      story.ask(bob, opOf(30), { type: "pin-message", opId: opOf(30), conversationId: group, seq: 4, active: true });
      story.remove((one) => "clientMsgId" in one && one.clientMsgId === "g6");
      for (const userId of [ada, bob]) {
        story.log(userId, group).splice(5, 1, event);
        story.view(userId).states.set(group, { 4: { asOf: 8, pinned: true } });
      }
      story.entry(ada, group).unread -= 1;
      story.log(cleo, group).splice(2, 1, event);
      const lists = { ...noLists, pins: [4] };
      for (const userId of [ada, bob]) story.view(userId).lists.set(group, lists);
    },
  ],
  [
    "a refused edit is made",
    "CHANGE-8",
    (story) => {
      story.ask(bob, opOf(30), { type: "edit-message", opId: opOf(30), ...target, content: text("refused") });
      story.note({ kind: "change-refused", user: bob, opId: opOf(30), code: "TOO_LATE" });
      story.add([{ type: "message-edited", ...placed(11, 1, bob), content: text("refused") }]);
      for (const userId of [bob, dora]) {
        Object.assign(story.stateOf(userId, 1), { editedAt: 11, content: text("refused") });
        story.lists(userId).edits.delete(1);
      }
    },
  ],
  [
    "a change is accepted from a suspended user",
    "ADMIN-12",
    (story) => {
      story.end(bob, { device: "raw-2", deviceId: null, how: "suspension" }, 2_000, 2_010);
      story.note({ kind: "change", socket: null, user: bob, opId: opOf(30), frame: pinOf(1) }, 2_020);
      story.note({ kind: "change-done", user: bob, opId: opOf(30), seq: 12 }, 2_040);
      story.note({ kind: "change", socket: null, user: dora, opId: opOf(31), frame: pinOf(1, false) }, 1_900);
      story.note({ kind: "restored", user: bob, asked: 2_060 }, 2_070);
      story.add([
        { type: "pin-changed", ...placed(11, 1, dora), active: false, createdAt: 2_020 },
        { type: "pin-changed", ...placed(12, 1, bob), active: true, createdAt: 2_030 },
      ]);
    },
  ],
  ["a thread lacks a reply", "THREAD-4", (story) => story.lists(bob).threads.set(1, [])],
  [
    "a hidden message is unread",
    "UNREAD-1",
    (story) => {
      story.entry(bob, changed).unread += 1;
    },
  ],
  [
    "a list shows what was edited as it was",
    "COUNT-9",
    (story) => {
      Object.assign(story.entry(bob, changed).preview ?? {}, { text: "old words" });
    },
  ],
  [
    "a scheduled message comes twice",
    "LATER-2",
    (story) => {
      story.add([{ ...message(changed, 11, dora, "s11"), content: text("later") }]);
      story.entry(bob, changed).unread += 1;
      preview(story, 11, dora, "later");
    },
  ],
  ["a scheduled message is lost", "LATER-2", (story) => lose(story)],
  [
    "a cancelled message comes",
    "LATER-2",
    (story) => {
      story.add([{ ...message(changed, 11, dora, "s11"), content: text("never") }]);
      story.entry(bob, changed).unread += 1;
      preview(story, 11, dora, "never");
    },
  ],
  ["a cancelled message is listed", "LATER-2", (story) => list(story, "never", "failed")],
  ["a message came and still waits", "LATER-2", (story) => list(story, "later", "waiting")],
  ["a message is not silent as it was sent", "LATER-10", (story) => sentAs(story, { silent: undefined })],
  ["a message is in another thread than it was sent", "LATER-10", (story) => sentAs(story, { thread: 3 })],
  [
    "a scheduled message is not silent as it was scheduled",
    "LATER-10",
    (story) => {
      for (const record of story.records)
        if (record.kind === "scheduling" && record.id === "later") Object.assign(record, { silent: true });
    },
  ],
  [
    "a copy is there twice",
    "KIND-6",
    (story) => {
      const sender = { senderId: dora, senderName: "Dora" };
      story.add([{ ...message(changed, 11, bob, "f11"), content: text("text of c2"), forwardedFrom: sender }]);
      story.entry(dora, changed).unread += 1;
      preview(story, 11, bob, "text of c2");
    },
  ],
  [
    "an answered copy is not there",
    "KIND-6",
    (story) => story.note({ kind: "forwarded", user: bob, conversationId: changed, clientMsgId: "f10", seqs: [9] }),
  ],
  [
    "a copy says what its message never said",
    "KIND-6",
    (story) => {
      for (const record of story.records)
        if (record.kind === "forward") Object.assign(record, { from: { conversationId: changed, seqs: [1] } });
    },
  ],
  ["a setting is lost", "MINE-1", (story) => unset(story)],
  [
    "a setting was overwritten by an earlier one",
    "MINE-1",
    (story) => story.setOwn(`pinned ${changed}`, null, 500, 600),
  ],
  [
    "a setting that nobody made",
    "MINE-1",
    (story) => {
      story.entry(bob, changed).notify = "none";
    },
  ],
  [
    "a device shows another setting",
    "MINE-1",
    (story) => {
      story.listed("sdk-4", changed).archived = true;
    },
  ],
  ["a star is lost", "MINE-11", (story) => void story.view(bob).starred.pop()],
  [
    "a device shows another state",
    "SDK-143",
    (story) => {
      const [shown] = story.state("sdk-4").shown;
      if (shown !== undefined)
        story.state("sdk-4").shown.splice(0, 1, { ...shown, states: new Map(shown.states).set(1, null) });
    },
  ],
  [
    "a device lists what a message said before",
    "SDK-145",
    (story) => {
      const { preview: shown } = story.listed("sdk-4", changed);
      Object.assign(story.listed("sdk-4", changed), { preview: shown === null ? null : { ...shown, text: "old" } });
    },
  ],
  ["a device shows what is hidden", "SDK-143", (story) => hideOnServer(story)],
];

/** Bob's list shows this message as the newest, and so does Dora's. */
/** The message `c2` was sent otherwise than the log has it. */
function sentAs(story: ChangedStory, how: object): void {
  for (const record of story.records)
    if (record.kind === "send" && record.clientMsgId === "c2") Object.assign(record, how);
}

function preview(story: ChangedStory, seq: number, senderId: UserId, words: string): void {
  for (const userId of [bob, dora])
    story.entry(userId, changed).preview = { seq, senderId, type: "text", text: words, createdAt: seq };
}

function own(story: ChangedStory): void {
  story.stateOf(bob, 1).reactions = [{ emoji: "👍", count: 1, mine: true }];
}

function addState(story: ChangedStory): void {
  Object.assign(story.view(bob).states.get(changed) ?? {}, { 2: { asOf: 10, pinned: true } });
}

/** One more message was scheduled, and nothing came of it. */
function lose(story: ChangedStory): void {
  const lost = { user: dora, id: "lost" };
  story.note({ kind: "scheduling", ...lost, conversationId: changed, text: "lost", silent: false });
  story.note({ kind: "scheduled", ...lost, how: "scheduled" });
}

function list(story: ChangedStory, id: string, state: "waiting" | "failed"): void {
  const times = { sendAt: 1, createdAt: 1 };
  const code = "SUSPENDED";
  const one = { id: id as ClientMsgId, conversationId: changed, content: text(id), ...times, state, code } as const;
  story.view(dora).scheduled.push(one);
}

function unset(story: ChangedStory): void {
  delete story.entry(bob, changed).pinned;
}

function hideOnServer(story: ChangedStory): void {
  story.ask(dora, opOf(30), { type: "hide-messages", conversationId: changed, seqs: [2] });
  story.lists(dora).hidden.push(2);
  Object.assign(story.view(dora).states.get(changed) ?? {}, { 2: { asOf: 10, hidden: true } });
}

describe("[CHAOS-2] what is planted is found under its rule only:", () => {
  it.each(plants)("%s (%s)", (_, rule, plant) => {
    const story = new ChangedStory();
    plant(story);
    expect(Object.keys(story.violations)).toEqual([rule]);
  });
});

it("[CHAOS-2] what was set without an answer may be, and may not be", () => {
  const story = new ChangedStory();
  story.setOwn(`pinned ${changed}`, null, 500, 600, "unknown");
  expect(story.violations).toEqual({});
  delete story.entry(bob, changed).pinned;
  expect(story.violations).toEqual({});
  story.setOwn(`pinned ${changed}`, true, 700, 800, "refused");
  expect(story.violations).toEqual({});
  story.setOwn(`pinned ${changed}`, true, 700, 800);
  // What was asked for before may be carried out later, if nobody knows of it.
  expect(story.violations).toEqual({});
});

it("[CHAOS-2] what was on its way when it was recalled may arrive", () => {
  const story = new ChangedStory();
  story.note({ kind: "open", socket: 9, device: "raw-2" }, 1_100);
  story.note({ kind: "event", socket: 9, event: message(changed, 3, bob, "c3") }, 1_200);
  expect(story.violations).toEqual({});
});

it("[CHAOS-2] who has left may find words gone without the event by which they went, and nobody else", () => {
  const story = new ChangedStory();
  const gone = { ...message(group, 6, bob, "g6"), content: { type: "gone", fallback: "" } } as const;
  const erased = { asOf: 7, recalled: { reason: "erased" } } as const;
  story.recallAfterCleoLeft(gone);
  story.note({ ...pageOf(cleo), events: [gone], states: { 6: erased } }, 1_100);
  expect(story.violations).toEqual({});
  // Of what she is given with its words, nothing has become.
  story.note({ ...pageOf(cleo), events: [message(group, 6, bob, "g6")], states: {} }, 1_100);
  expect(story.violations).toEqual({});
  story.note({ ...pageOf(ada), events: [gone], states: { 6: erased } }, 1_100);
  expect(story.violations).toEqual({ "CHANGE-1": 1 });
});

const recalledBySender = { senderId: dora, reason: "sender" } as const;

it.each([
  [
    "recalled",
    { type: "message-recalled", ...placed(11, 2, dora), reason: "sender", thread: 1 } as const,
    recalledBySender,
  ],
  ["expired", expired(5_000), { reason: "expired" } as const],
])("[CHAOS-2] a reply that was %s is gone, and what it answers is not", (_name, event, recalled) => {
  const story = new ChangedStory();
  story.ask(dora, opOf(30), { type: "recall-message", conversationId: changed, seq: 2 });
  story.add([event]);
  const gone = { type: "gone", fallback: "" } as const;
  for (const userId of [bob, dora]) {
    story.log(userId, changed).splice(1, 1, { ...message(changed, 2, dora, "c2"), thread: 1, content: gone });
    Object.assign(story.view(userId).states.get(changed) ?? {}, { 2: { asOf: 11, recalled } });
    story.stateOf(userId, 1).thread = { count: 0, lastReplyAt: 2 };
    story.lists(userId).threads.set(1, [2]);
  }
  expect(story.violations).toEqual({});
  Object.assign(story.view(bob).states.get(changed)?.[2] ?? {}, { pinned: true });
  expect(story.violations).toEqual({ "CHANGE-1": 1 });
});
