// The states of the messages that a view holds: asks for what is not known, and forgets what is gone.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { targetsOf, type StateEvent } from "./fold-state.ts";
import { MessageStates, type StatesAccess } from "./message-states.ts";
import { saysSomethingOf, withoutContent } from "./tombstone.ts";

/** The events that a view holds, rising by seq. */
export interface ViewEvents {
  readonly events: readonly EventFrame[];
  /** Puts another object in the place of some events. */
  replaceEach(by: (event: EventFrame) => EventFrame): void;
}

export class ViewStates extends MessageStates {
  readonly #view: ViewEvents;
  readonly #told: (seqs: readonly number[]) => void;

  /** @param told called with messages of which the server has said what became of them */
  constructor(
    access: StatesAccess,
    conversationId: ConversationId,
    me: UserId | null,
    view: ViewEvents,
    told: (seqs: readonly number[]) => void,
  ) {
    super(access, conversationId, me);
    this.#view = view;
    this.#told = told;
  }

  /** Asks for the states of those messages of the view of which too little is known. */
  askMissing(): void {
    void this.ask(
      () => this.#view.events,
      (seqs) => {
        this.forget();
        this.#told(seqs);
      },
    );
  }

  /** The time of these messages is over. */
  expire(seqs: readonly number[]): void {
    this.held.expire(seqs);
    this.forget();
  }

  /**
   * Forgets what was said in messages that are known to be recalled, and in edits of them.
   * @param change an event that is heard: what it removes may be outside of the view, and edits of it inside
   */
  forget(change?: StateEvent): void {
    const { events } = this.#view;
    const removes = change?.type === "message-recalled" || change?.type === "messages-expired";
    const known = events.filter((event) => this.held.isRecalled(event)).map(({ seq }) => seq);
    const recalled = new Set(removes ? [...known, ...targetsOf(change)] : known);
    if (events.some((event) => saysSomethingOf(event, recalled)))
      this.#view.replaceEach((event) => (saysSomethingOf(event, recalled) ? this.#gone(event) : event));
  }

  #gone(event: EventFrame): EventFrame {
    const gone = withoutContent(event);
    this.held.replaced(event, gone);
    return gone;
  }
}
