// What is known of the messages of one conversation: as the server said with each, and by what this device has heard since.
// Pure.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { StatesResult } from "../../schema/protocol/http-messages.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import { ChangeRun } from "./change-run.ts";
import { afterEvent, recalled, withOutgoing } from "./fold-state.ts";
import type { KnownEvent } from "./known-event.ts";

export class HeldStates {
  readonly #me: UserId | null;
  /** What the server said of a message. Without it the message is as it was sent, as of its own seq. */
  readonly #told = new WeakMap<EventFrame, MessageState>();
  readonly #hidden = new Set<number>();
  readonly #expired = new Set<number>();
  /** Null: this device does not know the conversation. */
  #run: ChangeRun | null = null;

  constructor(me: UserId | null) {
    this.#me = me;
  }

  /** Takes what is known of events that were loaded. @returns the events as they arrived */
  take(events: readonly KnownEvent[]): EventFrame[] {
    return events.map((known) => {
      const { state, ...rest } = known;
      if (state === undefined) return known;
      const event: EventFrame = rest;
      this.#told.set(event, state);
      return event;
    });
  }

  /** The same message as another object. */
  replaced(event: EventFrame, by: EventFrame): void {
    this.#told.set(by, this.#toldOf(event));
  }

  /** This device is at `cursor`. @returns whether states may have become unknown */
  align(cursor: number | null): boolean {
    if (cursor === null) return false;
    if (this.#run !== null) return this.#run.align(cursor);
    this.#run = new ChangeRun(cursor, this.#me);
    return true;
  }

  /** This device has heard the event, and is there. @returns whether states may have become unknown */
  heard(event: EventFrame): boolean {
    if (this.#run !== null) return this.#run.append(event);
    // All that is known of the log begins with it.
    this.#run = new ChangeRun(event.seq - 1, this.#me);
    this.#run.append(event);
    return true;
  }

  /** The time of these messages is over, whatever the server has said so far. */
  expire(seqs: readonly number[]): void {
    for (const seq of seqs) this.#expired.add(seq);
  }

  hide(seqs: readonly number[]): void {
    for (const seq of seqs) this.#hidden.add(seq);
  }

  /** What came after `headSeq` does not exist any more, nor what was true as of then. */
  setBack(headSeq: number, events: readonly EventFrame[]): void {
    this.#run?.restart(headSeq);
    for (const seq of this.#hidden) if (seq > headSeq) this.#hidden.delete(seq);
    for (const event of events) if (this.#toldOf(event).asOf > headSeq) this.#told.delete(event);
  }

  /**
   * The seq after which the log is needed, to know what became of these events' messages.
   * @returns null: it is known, or cannot be known from the log
   */
  neededAfter(events: readonly EventFrame[]): number | null {
    const run = this.#run;
    if (run === null || run.isCut) return null;
    const asOf = Math.min(...events.filter(isMessage).map((event) => this.#toldOf(event).asOf));
    return asOf < run.from ? asOf : null;
  }

  /** All changes after this seq are known. */
  get from(): number {
    return this.#run?.from ?? 0;
  }

  /** @param events rising by seq, leading to `from` without a gap */
  prepend(events: readonly EventFrame[]): void {
    this.#run?.prepend(events);
  }

  /** Of which of these events' messages too little is known. */
  unknown(events: readonly EventFrame[]): NewMessageFrame[] {
    const run = this.#run;
    return run === null
      ? []
      : events.filter(isMessage).filter((event) => !run.covers(event.seq, this.#toldOf(event).asOf));
  }

  /** The server has said what became of these messages. @returns them as they are kept */
  told(events: readonly NewMessageFrame[], { headSeq, states }: StatesResult): KnownEvent[] {
    return events.map((event) => {
      const state = { ...states[event.seq], asOf: headSeq };
      this.#told.set(event, state);
      return { ...event, state };
    });
  }

  /**
   * What became of an event's message; null: nothing, or it is no message.
   * @param mine the user's own changes of it that are on their way
   */
  of(event: EventFrame, mine: readonly OutgoingChange[]): MessageState | null {
    if (!isMessage(event)) return null;
    const { seq, senderId } = event;
    const state = withOutgoing(this.#knownOf(event), mine, this.#me, senderId === this.#me);
    const shown: MessageState = this.#hidden.has(seq) ? { ...state, hidden: true } : state;
    return Object.keys(shown).length > 1 ? shown : null;
  }

  /** Whether the message is known to be recalled, or its time to be over. */
  isRecalled(event: EventFrame): boolean {
    return isMessage(event) && this.#knownOf(event).recalled !== undefined;
  }

  #knownOf(event: NewMessageFrame): MessageState {
    const heard = this.#run?.of(event.seq) ?? [];
    const known = heard.reduce((state, one) => afterEvent(state, one, event, this.#me), this.#toldOf(event));
    const isOver = this.#expired.has(event.seq) && known.recalled === undefined;
    return isOver ? recalled(known, { reason: "expired" }) : known;
  }

  #toldOf(event: EventFrame): MessageState {
    return this.#told.get(event) ?? { asOf: event.seq };
  }
}

const isMessage = (event: EventFrame): event is NewMessageFrame => event.type === "new-message";
