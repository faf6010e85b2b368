// The states of the messages that a view shows. What the store has of the log completes them, and what is not known any more is
// asked for.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { StatesResult } from "../../schema/protocol/http-messages.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { OutgoingChange } from "../outbox/outgoing-change.ts";
import type { StoredEventsQuery } from "../store/klatch-store.ts";
import { runBefore } from "../store/stored-events.ts";
import { recalled } from "./fold-state.ts";
import { HeldStates } from "./held-states.ts";
import type { KnownEvent } from "./known-event.ts";

export interface StatesAccess {
  /** The seq up to which this device has heard every event of the conversation; null: it does not know it. */
  cursor(): number | null;
  changes(): readonly OutgoingChange[];
  /** The server's time, in ms since 1970. */
  now(): number;
  /** When the message burns, as far as this device can tell, in ms since 1970. */
  burnsAt(seq: number): number | null;
  readStored(query: StoredEventsQuery): Promise<KnownEvent[]>;
  /** @throws KlatchError */
  fetchStates(seqs: readonly number[]): Promise<StatesResult>;
  /** Puts messages with their states, which are true as of `headSeq`, into the store. */
  keepStates(events: readonly KnownEvent[], headSeq: number): void;
}

/** As many as the server tells at once, and as many events as are read at once. */
const maxAsked = 100;
const maxRead = 500;

export class MessageStates {
  readonly held: HeldStates;
  readonly #access: StatesAccess;
  readonly #conversationId: ConversationId;
  #isAsking = false;
  /** The server knows no states. */
  #isUnable = false;

  constructor(access: StatesAccess, conversationId: ConversationId, me: UserId | null) {
    this.#access = access;
    this.#conversationId = conversationId;
    this.held = new HeldStates(me);
    this.align();
  }

  /** Looks where this device is. */
  align(): void {
    this.held.align(this.#access.cursor());
  }

  /** What became of an event's message, with one's own changes that are on their way; null: nothing, or it is no message. */
  of(event: EventFrame): MessageState | null {
    const state = this.held.of(event, this.changesOf(event.seq));
    if (event.type === "new-message" && this.#isOver(event) && state?.recalled === undefined)
      return recalled({ asOf: event.seq, ...state }, { reason: "expired" });
    if (event.type !== "new-message" || event.burnAfterMs === undefined || state?.recalled !== undefined) return state;
    const burnsAt = this.#access.burnsAt(event.seq) ?? state?.burnsAt;
    return burnsAt === undefined ? state : { asOf: event.seq, ...state, burnsAt };
  }

  /** Before the clock has rung: what was stored may be over long since. */
  #isOver({ expiresAt = Number.POSITIVE_INFINITY }: NewMessageFrame): boolean {
    return expiresAt <= this.#access.now();
  }

  /** One's own changes of a message that are on their way, or have failed. */
  changesOf(seq: number): readonly OutgoingChange[] {
    return this.#access.changes().filter(({ seqs }) => seqs.includes(seq));
  }

  /** Reads from the store what happened between these events and now, so that what is known of them is as of now. */
  async reach(events: readonly EventFrame[]): Promise<void> {
    const { held } = this;
    for (let after = held.neededAfter(events); after !== null; after = held.neededAfter(events)) {
      const { from } = held;
      const query = { conversationId: this.#conversationId, from: { before: from + 1 }, limit: maxRead };
      const stored = await this.#access.readStored({ ...query, limit: Math.min(maxRead, from - after) });
      // What was heard meanwhile may have made it begin anew.
      held.prepend(runBefore(stored, held.from + 1));
      if (held.from >= from) return;
    }
  }

  /**
   * Asks for the states of those messages of which too little is known, the newest first.
   * @param told called with the messages whose states came, some of which another object may stand for by now
   */
  async ask(events: () => readonly EventFrame[], told: (seqs: readonly number[]) => void): Promise<void> {
    if (this.#isAsking || this.#isUnable) return;
    this.#isAsking = true;
    try {
      for (let left = Number.POSITIVE_INFINITY; ;) {
        const unknown = this.held.unknown(events());
        // Unless it becomes less, the answers are older than what this device has heard.
        if (unknown.length === 0 || unknown.length >= left) break;
        left = unknown.length;
        const asked = unknown.slice(-maxAsked);
        const seqs = asked.map(({ seq }) => seq);
        const answer = await this.#access.fetchStates(seqs);
        this.#access.keepStates(this.held.told(asked, answer), answer.headSeq);
        told(seqs);
      }
    } catch (error) {
      this.#isUnable = error instanceof KlatchError && error.class === "fatal";
    }
    this.#isAsking = false;
  }
}
