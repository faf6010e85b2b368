// A server small enough to be right about what became of messages: it recounts everything from what the user may see, each time.
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import type { MessageState, ReactionCount } from "../../schema/protocol/message-state.ts";
import type { StatesResult } from "../../schema/protocol/http-messages.ts";
import { isMessageChange, type MessageChange } from "../../sdk/client/message-change.ts";
import { targetsOf } from "../../sdk/states/fold-state.ts";
import { tombstone } from "../../sdk/states/tombstone.ts";
import { eventsOf, type KnownEvent } from "../../sdk/states/known-event.ts";
import { lastSeqOf } from "../../sdk/store/stored-events.ts";
import { me, message } from "./sdk-fakes.ts";

export const group = "group_a" as ConversationId;
const at = (seq: number): number => 1_700_000_000_000 + seq;

/** An event without its place. */
type Doing = { readonly type: MessageChange["type"]; readonly by: UserId; readonly on: number } & Partial<{
  readonly emoji: string;
  readonly active: boolean;
  readonly options: readonly number[];
}>;

/** Every message is a poll here, and every other one is anonymous. */
const optionCount = 3;
const isAnonymous = (seq: number): boolean => seq % 2 === 0;

export class StatesServer {
  /** As everybody would see it. */
  readonly log: EventFrame[] = [];
  /** When the user was there. */
  readonly #stays: { readonly from: number; to: number }[] = [{ from: 1, to: Infinity }];
  readonly #hidden: number[] = [];
  readonly #done = new Map<string, number>();
  /** By message, in their order. */
  readonly #changes = new Map<number, MessageChange[]>();
  /** By poll and person: what they have chosen, and by which event. */
  readonly #votes = new Map<number, Map<UserId, readonly number[]>>();
  readonly #lastVote = new Map<number, Map<UserId, number>>();
  /** By message: the event that removed it. */
  readonly #gone = new Map<number, MessageChange>();

  get isIn(): boolean {
    return this.#stays.at(-1)?.to === Infinity;
  }

  /** The newest event that the user sees. */
  get head(): number {
    return Math.min(this.log.length, this.#stays.at(-1)?.to ?? 0);
  }

  get wasOut(): boolean {
    return this.#stays.length > 1 || !this.isIn;
  }

  get hides(): number {
    return this.#hidden.length;
  }

  /** @param on the message that it answers in a thread, if the sender sees it */
  send(senderId: UserId, on?: number): void {
    const seq = this.log.length + 1;
    const root = on === undefined ? undefined : (this.#threadOf(on) ?? on);
    const isSeen = root !== undefined && this.#isPresent(root) && (senderId !== me || this.#sees(root));
    const thread = isSeen ? { thread: root } : {};
    this.log.push(message(seq, { conversationId: group, senderId, clientMsgId: `m${seq}` as ClientMsgId, ...thread }));
  }

  #threadOf(seq: number): number | undefined {
    const event = this.log[seq - 1];
    return event?.type === "new-message" ? event.thread : undefined;
  }

  #isPresent(seq: number): boolean {
    return this.log[seq - 1]?.type === "new-message" && !this.#gone.has(seq);
  }

  /** Recounted from the replies that the user sees. */
  #thread(root: number): Pick<MessageState, "thread"> {
    const seen = this.log.filter(({ seq }) => this.#threadOf(seq) === root && seq <= this.head && this.#sees(seq));
    const last = seen.at(-1);
    if (last === undefined) return {};
    const writers = [this.log[root - 1], ...seen].map((event) => (event?.type === "new-message" ? event.senderId : ""));
    const count = seen.filter(({ seq }) => !this.#gone.has(seq)).length;
    const mine = writers.includes(me) ? { mine: true as const } : {};
    return { thread: { count, lastReplyAt: last.createdAt, ...mine } };
  }

  /** The user leaves, or comes back. */
  turn(): void {
    const seq = this.log.length + 1;
    const stay = this.#stays.at(-1);
    const kind = this.isIn ? "left" : "joined";
    if (stay !== undefined && this.isIn) stay.to = seq;
    else this.#stays.push({ from: seq, to: Infinity });
    const change = kind === "left" ? { kind } : ({ kind, how: "added" } as const);
    const base = { conversationId: group, seq, createdAt: at(seq), actorId: me, userIds: [me] };
    this.log.push({ type: "member-changed", ...base, change } as EventFrame);
  }

  /** @returns the event's seq, or that of the one that made it so; null: it cannot be done */
  do(doing: Doing): number | null {
    const { type, by, on } = doing;
    const target = this.log[on - 1];
    if (target?.type !== "new-message") return null;
    const gone = this.#gone.get(on);
    if (gone !== undefined) return type === "message-recalled" ? gone.seq : null;
    if (type === "message-edited" && target.senderId !== by) return null;
    const known = this.#lastOf(doing);
    if (type === "poll-closed" && known !== undefined) return known.seq;
    if (type === "vote-changed") {
      if (this.#changesOf(on).some((change) => change.type === "poll-closed")) return null;
      const before = this.#voteOf(on, by);
      if (before.join() === (doing.options ?? []).join()) return this.#lastVote.get(on)?.get(by) ?? on;
    }
    const isThere = known !== undefined && "active" in known && known.active;
    if (doing.active !== undefined && isThere === doing.active) return known?.seq ?? on;
    const event = this.#eventOf(doing, this.log.length + 1, target.senderId === by);
    this.log.push(event);
    this.#changes.set(on, [...this.#changesOf(on), event]);
    if (type === "vote-changed") this.#lastVote.set(on, new Map([...(this.#lastVote.get(on) ?? []), [by, event.seq]]));
    if (type === "message-recalled" || type === "messages-expired") this.#remove(event);
    return event.seq;
  }

  /** Carries out what a device asks for, once for each id. */
  take(opId: string, frame: MessageChangeFrame): { readonly seq?: number } | null {
    const done = this.#done.get(opId);
    if (done !== undefined) return { seq: done };
    const seqs = "seqs" in frame ? frame.seqs : [frame.seq];
    if (!this.isIn || !seqs.every((seq) => this.#sees(seq))) return null;
    if ("seqs" in frame) {
      this.#hidden.push(...seqs.filter((seq) => !this.#hidden.includes(seq)));
      return {};
    }
    const seq = this.do(doingOf(frame));
    if (seq !== null) this.#done.set(opId, seq);
    return seq === null ? null : { seq };
  }

  hiddenAfter(after: number): number[] {
    return this.#hidden.slice(after);
  }

  /** The event as the user gets it now. */
  frame(seq: number): EventFrame {
    const event = this.log[seq - 1];
    if (event === undefined) throw new Error(`no event ${seq}`);
    if (!this.#sees(seq)) return { type: "void", conversationId: group, seq, toSeq: seq, createdAt: at(seq) };
    if (event.type === "messages-expired")
      return { ...event, targetSeqs: event.targetSeqs.filter((target) => this.#sees(target)) };
    return event;
  }

  /** The events of a page, with their states. */
  page(after: number, limit: number): { readonly events: readonly KnownEvent[]; readonly headSeq: number } {
    const headSeq = this.head;
    const events: EventFrame[] = [];
    for (let seq = after + 1; seq <= headSeq && events.length < limit; seq++) {
      const event = this.frame(seq);
      const last = events.at(-1);
      if (event.type === "void" && last?.type === "void") events[events.length - 1] = { ...last, toSeq: seq };
      else events.push(event);
    }
    const { states } = this.states(events.map(({ seq }) => seq));
    return { events: eventsOf({ events, states, headSeq, before: null, after: null }), headSeq };
  }

  states(seqs: readonly number[]): StatesResult {
    const states = seqs.map((seq) => [seq, this.state(seq)] as const);
    return {
      headSeq: this.head,
      states: Object.fromEntries(states.filter(([, { asOf: _, ...rest }]) => Object.keys(rest).length > 0)),
    } as StatesResult;
  }

  state(seq: number): MessageState {
    const asOf = this.head;
    const hidden = this.#hidden.includes(seq) && this.#sees(seq) ? { hidden: true as const } : {};
    const thread = this.#thread(seq);
    const gone = this.#gone.get(seq);
    if (gone !== undefined) {
      const { senderId } = { senderId: undefined, ...gone };
      const reason = gone.type === "message-recalled" ? gone.reason : "expired";
      if (!this.#sees(gone.seq)) return { asOf, recalled: { reason: "erased" }, ...thread, ...hidden };
      return { asOf, recalled: { reason, ...(senderId !== undefined && { senderId }) }, ...thread, ...hidden };
    }
    const seen = this.#changesOf(seq).filter((change) => change.seq <= asOf && this.#sees(change.seq));
    const edit = seen.filter((change) => change.type === "message-edited").at(-1);
    const pin = seen.filter((change) => change.type === "pin-changed").at(-1);
    const reactions = reactionsIn(seen);
    return {
      asOf,
      ...(edit !== undefined && { content: edit.content, editedAt: edit.createdAt }),
      ...(reactions.length > 0 && { reactions }),
      ...(pin?.active === true && { pinned: true }),
      ...this.#poll(seen),
      ...thread,
      ...hidden,
    };
  }

  #voteOf(on: number, by: UserId): readonly number[] {
    return this.#votes.get(on)?.get(by) ?? [];
  }

  /** The vote's event, as the user gets it: of an anonymous poll it names nobody but themselves. */
  #voted(on: number, by: UserId, options: readonly number[]) {
    const votes = new Map([...(this.#votes.get(on) ?? []), [by, options] as const]);
    this.#votes.set(on, votes);
    const voter = isAnonymous(on) && by !== me ? {} : { senderId: by, options: [...options] };
    return { ...voter, ...this.#counted(on) };
  }

  #counted(on: number) {
    const chosen = [...(this.#votes.get(on)?.values() ?? [])];
    const counts = Array.from(
      { length: optionCount },
      (_, option) => chosen.filter((one) => one.includes(option)).length,
    );
    return { counts, voters: chosen.filter((one) => one.length > 0).length };
  }

  #poll(seen: readonly MessageChange[]): Pick<MessageState, "poll"> {
    const votes = seen.filter((change) => change.type === "vote-changed");
    const end = seen.find((change) => change.type === "poll-closed");
    const last = end ?? votes.at(-1);
    if (last === undefined) return {};
    const mine = votes.findLast(({ senderId }) => senderId === me)?.options ?? [];
    return {
      poll: {
        counts: last.counts,
        voters: last.voters,
        ...(mine.length > 0 && { mine }),
        ...(end !== undefined && { closedBy: end.senderId, closedAt: end.createdAt }),
      },
    };
  }

  #changesOf(seq: number): readonly MessageChange[] {
    return this.#changes.get(seq) ?? [];
  }

  #lastOf({ type, by, on, emoji }: Doing): MessageChange | undefined {
    return this.#changesOf(on).findLast(
      (change) =>
        change.type === type &&
        (change.type !== "reaction-changed" || (change.senderId === by && change.emoji === emoji)),
    );
  }

  #eventOf(
    { type, by, on, emoji = "", active = true, options = [] }: Doing,
    seq: number,
    isOwn: boolean,
  ): MessageChange {
    const base = { conversationId: group, seq, createdAt: at(seq), fallback: "" };
    const ofOne = { ...base, targetSeq: on, senderId: by };
    const root = this.#threadOf(on);
    const content = { type: "text", text: `edit ${seq} of ${on}` } as const;
    switch (type) {
      case "message-edited":
        return { ...ofOne, type, content };
      case "message-recalled":
        return {
          type: "message-recalled",
          ...ofOne,
          reason: isOwn ? "sender" : "moderator",
          ...(root !== undefined && { thread: root }),
        };
      case "messages-expired":
        return {
          type: "messages-expired",
          ...base,
          targetSeqs: [on],
          ...(root !== undefined && { threads: { [on]: root } }),
        };
      case "reaction-changed":
        return { type: "reaction-changed", ...ofOne, emoji, active };
      case "pin-changed":
        return { type: "pin-changed", ...ofOne, active };
      case "vote-changed":
        return { type: "vote-changed", ...base, targetSeq: on, ...this.#voted(on, by, options) };
      case "poll-closed":
        return { type: "poll-closed", ...ofOne, ...this.#counted(on) };
    }
  }

  /** What the messages said is nowhere any more. */
  #remove(event: MessageChange): void {
    for (const seq of targetsOf(event)) {
      this.#gone.set(seq, event);
      for (const [index, one] of this.log.entries())
        if ((one.type === "new-message" && one.seq === seq) || (one.type === "message-edited" && one.targetSeq === seq))
          this.log[index] = { ...one, content: tombstone };
      this.#changes.set(seq, [event]);
    }
  }

  #sees(seq: number): boolean {
    const event = this.log[seq - 1];
    if (event === undefined || !this.#stays.some(({ from, to }) => from <= seq && seq <= to)) return false;
    return !isMessageChange(event) || targetsOf(event).some((target) => this.#sees(target));
  }
}

function doingOf(frame: Exclude<MessageChangeFrame, { readonly type: "hide-messages" }>): Doing {
  const base = { by: me, on: frame.seq };
  switch (frame.type) {
    case "edit-message":
      return { type: "message-edited", ...base };
    case "recall-message":
      return { type: "message-recalled", ...base };
    case "react":
      return { type: "reaction-changed", ...base, emoji: frame.emoji, active: frame.active };
    case "pin-message":
      return { type: "pin-changed", ...base, active: frame.active };
    case "vote":
      return { type: "vote-changed", ...base, options: frame.options };
    case "close-poll":
      return { type: "poll-closed", ...base };
  }
}

/** Each person's each emoji, by their last event, in the order in which an emoji came first. */
function reactionsIn(seen: readonly MessageChange[]): ReactionCount[] {
  const people = new Map<string, Set<UserId>>();
  for (const change of seen) {
    if (change.type !== "reaction-changed") continue;
    const who = people.get(change.emoji) ?? new Set();
    if (change.active) who.add(change.senderId);
    else who.delete(change.senderId);
    if (who.size === 0) people.delete(change.emoji);
    else people.set(change.emoji, who);
  }
  return [...people].map(([emoji, who]) => ({ emoji, count: who.size, mine: who.has(me) }));
}

export const endOf = (events: readonly EventFrame[]): number => {
  const last = events.at(-1);
  return last === undefined ? 0 : lastSeqOf(last);
};
