// The story of the checker's tests, and beside it a conversation of Bob and Dora in which messages are changed: edited,
// recalled, reacted to, pinned, hidden, answered in a thread, scheduled and forwarded.
import { directConversationId, type OpId, type UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { ada, bob, cleo, group, message, Story, type MutableLists } from "./checker-story.ts";

export const dora = `user_${"d".repeat(26)}` as UserId;
export const changed = directConversationId(bob, dora);

const text = (words: string) => ({ type: "text" as const, text: words });
/** The fields of an event that changes a message. */
export const placed = (seq: number, targetSeq: number, senderId: UserId) => ({
  conversationId: changed,
  seq,
  targetSeq,
  senderId,
  createdAt: seq,
  fallback: "",
});

export const opOf = (n: number): OpId => `op-${n}` as OpId;
export const newWords = text("new words");
const sender = { senderId: dora, senderName: "Dora" };

/** What everybody was given live: before 3 was recalled. */
const liveLog: readonly EventFrame[] = [
  message(changed, 1, bob, "c1"),
  { ...message(changed, 2, dora, "c2"), thread: 1, silent: true, burnAfterMs: 1_000 },
  message(changed, 3, bob, "c3"),
  { type: "message-edited", ...placed(4, 1, bob), content: newWords },
  { type: "reaction-changed", ...placed(5, 1, dora), emoji: "👍", active: true },
  { type: "pin-changed", ...placed(6, 1, dora), active: true },
  message(changed, 7, dora, "c7"),
  { type: "message-recalled", ...placed(8, 3, bob), reason: "sender" },
  { ...message(changed, 9, dora, "s9"), content: text("later") },
  { ...message(changed, 10, bob, "f10"), content: text("text of c2"), forwardedFrom: sender },
];
const finalLog = liveLog.map((event): EventFrame =>
  event.seq === 3 ? { ...message(changed, 3, bob, "c3"), content: { type: "gone", fallback: "" } } : event,
);

const place = { conversationId: changed, seq: 1 };
/** By the seq of their events; 20 was refused, 21 has none. */
const frames: readonly (readonly [user: UserId, seq: number, frame: MessageChangeFrame])[] = [
  [bob, 4, { type: "edit-message", opId: opOf(4), ...place, content: newWords }],
  [dora, 5, { type: "react", opId: opOf(5), ...place, emoji: "👍", active: true }],
  [dora, 6, { type: "pin-message", opId: opOf(6), ...place, active: true }],
  [bob, 8, { type: "recall-message", conversationId: changed, seq: 3 }],
  [dora, 20, { type: "edit-message", opId: opOf(20), ...place, content: text("not Dora's") }],
  [bob, 21, { type: "hide-messages", conversationId: changed, seqs: [7] }],
];

export class ChangedStory extends Story {
  constructor() {
    super();
    this.addPerson(dora, ["sdk-4"], [finalLog]);
    this.accept(dora, bob);
    const { inbox, logs } = this.view(bob);
    logs.set(changed, [...finalLog]);
    inbox.push({ ...this.entry(dora, changed), pinned: true });
    for (const userId of [bob, dora]) {
      const preview = { seq: 10, senderId: bob, type: "text", text: "text of c2", createdAt: 10 };
      Object.assign(this.entry(userId, changed), { unread: 1, preview });
    }
    Object.assign(this.listed("sdk-4", changed), this.entry(dora, changed));
    this.state("raw-2").cursors.set(changed, finalLog.length);
    for (const event of finalLog) {
      this.note({ kind: "event", socket: 2, event });
      this.note({ kind: "took", device: "raw-2", conversationId: changed, seq: event.seq, toSeq: event.seq });
    }
    this.#giveLive();
    this.#addAsked();
    this.#addFinal();
  }

  lists(userId: UserId): MutableLists {
    const lists = this.view(userId).lists.get(changed);
    if (lists === undefined) throw new Error("nothing is listed");
    return lists;
  }

  stateOf(userId: UserId, seq: number): MessageState {
    const state = this.view(userId).states.get(changed)?.[seq];
    if (state === undefined) throw new Error("there is no such state");
    return state;
  }

  /** More events, which both read, and nobody was connected. */
  add(events: readonly EventFrame[]): void {
    this.dropDevices();
    for (const userId of [bob, dora]) {
      this.log(userId, changed).push(...events);
      this.entry(userId, changed).headSeq += events.length;
    }
  }

  /** Bob recalls what he wrote to the group while Cleo was in it. */
  recallAfterCleoLeft(gone: EventFrame): void {
    this.dropDevices();
    const recall = {
      ...placed(9, gone.seq, bob),
      conversationId: group,
      type: "message-recalled",
      reason: "sender",
    } as const;
    this.ask(bob, opOf(9), { type: "recall-message", conversationId: group, seq: gone.seq });
    for (const userId of [ada, bob, cleo]) {
      const log = this.log(userId, group);
      log.splice(
        log.findIndex(({ seq }) => seq === gone.seq),
        1,
        gone,
      );
      this.view(userId).states.set(group, { [gone.seq]: { asOf: 7, recalled: { reason: "erased" } } });
      if (userId === cleo) continue;
      log.push(recall);
      this.view(userId).states.set(group, { [gone.seq]: { asOf: 9, recalled: { senderId: bob, reason: "sender" } } });
      this.entry(userId, group).headSeq = 9;
      if (userId === ada) this.entry(userId, group).unread -= 1;
    }
  }

  ask(user: UserId, opId: OpId, frame: MessageChangeFrame): void {
    this.note({ kind: "change", socket: null, user, opId, frame });
  }

  /** They were given message 3 before it was recalled. */
  #giveLive(): void {
    const said = liveLog.find(({ seq }) => seq === 3);
    for (const record of this.records)
      if (record.kind === "event" && record.event.conversationId === changed && record.event.seq === 3)
        Object.assign(record, { event: said });
  }

  #addAsked(): void {
    for (const [user, seq, frame] of frames) {
      this.ask(user, opOf(seq), frame);
      if (seq === 20) this.note({ kind: "change-refused", user, opId: opOf(seq), code: "FORBIDDEN" });
      else this.note({ kind: "change-done", user, opId: opOf(seq), seq: seq === 21 ? 7 : seq });
    }
    for (const event of liveLog)
      if (event.type === "new-message" && event.seq < 9) {
        const { senderId: user, clientMsgId, seq, thread, silent } = event;
        const sent = { kind: "send", socket: null, user, conversationId: changed, clientMsgId } as const;
        this.note({ ...sent, text: `text of ${clientMsgId}`, thread, silent });
        this.note({ kind: "ack", user, conversationId: changed, clientMsgId, seq });
      }
    const scheduled = { kind: "scheduling", user: dora, conversationId: changed, silent: false } as const;
    this.note({ ...scheduled, id: "later", text: "later" });
    this.note({ ...scheduled, id: "never", text: "never" });
    this.note({ kind: "scheduled", user: dora, id: "later", how: "scheduled" });
    this.note({ kind: "scheduled", user: dora, id: "never", how: "scheduled" });
    this.note({ kind: "scheduled", user: dora, id: "never", how: "cancelled" });
    const forward = { user: bob, conversationId: changed, clientMsgId: "f10" };
    this.note({ kind: "forward", ...forward, from: { conversationId: changed, seqs: [2] }, merged: false });
    this.note({ kind: "forwarded", ...forward, seqs: [10] });
    this.setOwn(`pinned ${changed}`, null, 100, 200);
    this.setOwn(`pinned ${changed}`, true, 300, 400);
    this.setOwn(`star ${changed} 1`, true, 300, 400);
    this.view(bob).starred.push({ conversationId: changed, seq: 1, starredAt: 350 });
  }

  /** Bob sets something for himself. */
  setOwn(key: string, value: string | boolean | null, asked: number, at: number, outcome = "done"): void {
    this.note({ kind: "own", user: bob, key, value, asked, outcome }, at);
  }

  #addFinal(): void {
    for (const userId of [bob, dora]) {
      const states: Record<string, MessageState> = {
        1: {
          asOf: 10,
          content: newWords,
          editedAt: 4,
          reactions: [{ emoji: "👍", count: 1, mine: userId === dora }],
          pinned: true,
          thread: { count: 1, lastReplyAt: 2, mine: true },
        },
        3: { asOf: 10, recalled: { senderId: bob, reason: "sender" } },
      };
      if (userId === bob) states[7] = { asOf: 10, hidden: true };
      const { states: all, lists } = this.view(userId);
      all.set(changed, states);
      lists.set(changed, {
        pins: [1],
        hidden: userId === bob ? [7] : [],
        edits: new Map([[1, [1, 4].map((seq) => ({ seq, content: newWords, createdAt: seq }))]]),
        reactions: new Map([[1, [{ userId: dora, emoji: "👍", seq: 5 }]]]),
        threads: new Map([[1, [2]]]),
      });
    }
    const messages = finalLog.filter(({ type }) => type === "new-message");
    const shown = new Map(messages.map(({ seq }) => [seq, this.view(dora).states.get(changed)?.[seq] ?? null]));
    this.state("sdk-4").shown.push({ conversationId: changed, fromSeq: 1, toSeq: 10, states: shown });
    // Read before the edit, and before message 3 was recalled.
    this.page([1, 2, 3], 3, { 1: { asOf: 3, thread: { count: 1, lastReplyAt: 2 } } }, 500);
  }

  /** Dora reads a page of the conversation as it was live. */
  page(seqs: readonly number[], headSeq: number, states: Record<string, MessageState>, asked: number): void {
    const events = liveLog.filter(({ seq }) => seqs.includes(seq));
    this.note({ kind: "page", user: dora, conversationId: changed, asked, headSeq, events, states }, asked + 1);
  }
}
