// What became of the messages of one conversation, for a view of it: as the server said with each, and by what this device has
// heard since. What is not known any more is asked for.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { StatesResult } from "../../schema/protocol/http-messages.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { StoredEventsQuery } from "../store/klatch-store.ts";
import { runBefore } from "../store/stored-events.ts";
import { ChangeRun } from "./change-run.ts";
import { afterChange, withOutgoing } from "./fold-state.ts";
import type { KnownEvent } from "./known-event.ts";

export interface StatesAccess {
  /** The seq up to which this device has heard every event of the conversation; null: it does not know it. */
  cursor(): number | null;
  changes(): readonly OutgoingChange[];
  readStored(query: StoredEventsQuery): Promise<KnownEvent[]>;
  /** @throws KlatchError */
  fetchStates(seqs: readonly number[]): Promise<StatesResult>;
  /** Puts messages with their states into the store. */
  keepStates(events: readonly KnownEvent[]): void;
}

/** As many as the server tells at once, and as many events as are read at once. */
const maxAsked = 100;
const maxRead = 500;

export class MessageStates {
  readonly #access: StatesAccess;
  readonly #conversationId: ConversationId;
  readonly #me: UserId | null;
  /** What the server said of a message. Without it the message is as it was sent, as of its own seq. */
  readonly #told = new WeakMap<EventFrame, MessageState>();
  readonly #hidden = new Set<number>();
  #run: ChangeRun | null = null;
  #isAsking = false;
  /** The server knows no states. */
  #isUnable = false;

  constructor(access: StatesAccess, conversationId: ConversationId, me: UserId | null) {
    this.#access = access;
    this.#conversationId = conversationId;
    this.#me = me;
    this.align();
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

  /** This device has heard the event. @returns whether states may have become unknown */
  heard(event: EventFrame): boolean {
    if (this.#run !== null) return this.#run.append(event);
    return this.align();
  }

  hide(seqs: readonly number[]): void {
    for (const seq of seqs) this.#hidden.add(seq);
  }

  /** What came after `headSeq` does not exist any more, and what is known as of then is nothing. */
  setBack(headSeq: number, events: readonly EventFrame[]): void {
    this.#run?.restart(headSeq);
    for (const event of events) if (this.#toldOf(event).asOf > headSeq) this.#told.delete(event);
  }

  /** Looks where this device is. @returns whether states may have become unknown */
  align(): boolean {
    const cursor = this.#access.cursor();
    if (cursor === null) return false;
    if (this.#run !== null) return this.#run.align(cursor);
    this.#run = new ChangeRun(cursor, this.#me);
    return true;
  }

  /** What became of an event's message, with one's own changes that are on their way; null: nothing, or it is no message. */
  of(event: EventFrame): MessageState | null {
    if (event.type !== "new-message") return null;
    const { seq, senderId } = event;
    const state = withOutgoing(this.#knownOf(event), this.changesOf(seq), this.#me, senderId === this.#me);
    const shown: MessageState = this.#hidden.has(seq) ? { ...state, hidden: true } : state;
    return Object.keys(shown).length > 1 ? shown : null;
  }

  /** Whether the message is known to be recalled, or its time to be over. */
  isRecalled(event: EventFrame): boolean {
    return isMessage(event) && this.#knownOf(event).recalled !== undefined;
  }

  /** One's own changes of a message that are on their way, or have failed. */
  changesOf(seq: number): readonly OutgoingChange[] {
    return this.#access.changes().filter(({ seqs }) => seqs.includes(seq));
  }

  /** Reads from the store what happened between these events and now, so that what is known of them is as of now. */
  async reach(events: readonly EventFrame[]): Promise<void> {
    const asOf = events.filter(isMessage).map((event) => this.#toldOf(event).asOf);
    const wanted = Math.min(...asOf);
    const run = this.#run;
    if (run === null) return;
    for (let { from } = run; !run.isCut && from > wanted; { from } = run) {
      const before = from + 1;
      const limit = Math.min(maxRead, before - wanted);
      const stored = await this.#access.readStored({ conversationId: this.#conversationId, from: { before }, limit });
      // What was heard meanwhile may have made it begin anew.
      run.prepend(runBefore(stored, run.from + 1));
      if (run.from === from) return;
    }
  }

  /**
   * Asks for the states of those messages of which too little is known, the newest first.
   * @param told called with the messages whose states came, some of which another may stand for by now
   */
  async ask(events: () => readonly EventFrame[], told: (seqs: readonly number[]) => void): Promise<void> {
    if (this.#isAsking || this.#isUnable) return;
    this.#isAsking = true;
    try {
      for (let left = Number.POSITIVE_INFINITY; ;) {
        const unknown = events().filter((event) => isMessage(event) && this.#isUnknown(event));
        // Unless it becomes less, the answers are older than what this device has heard.
        if (unknown.length === 0 || unknown.length >= left) break;
        left = unknown.length;
        const asked = unknown.slice(-maxAsked);
        const seqs = asked.map(({ seq }) => seq);
        const { headSeq, states } = await this.#access.fetchStates(seqs);
        const known = asked.map((event): KnownEvent => {
          const state = { ...states[event.seq], asOf: headSeq };
          this.#told.set(event, state);
          return { ...event, state };
        });
        this.#access.keepStates(known);
        told(seqs);
      }
    } catch (error) {
      this.#isUnable = error instanceof KlatchError && error.class === "fatal";
    }
    this.#isAsking = false;
  }

  #isUnknown(event: EventFrame): boolean {
    return this.#run !== null && this.#toldOf(event).asOf < this.#run.from;
  }

  #knownOf(event: EventFrame): MessageState {
    const heard = this.#run?.of(event.seq) ?? [];
    return heard.reduce((state, change) => afterChange(state, change, this.#me), this.#toldOf(event));
  }

  #toldOf(event: EventFrame): MessageState {
    return this.#told.get(event) ?? { asOf: event.seq };
  }
}

const isMessage = (event: EventFrame): event is NewMessageFrame => event.type === "new-message";
