// The states of the messages in a timeline's window: asks for what is not known, and forgets what is gone.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { targetsOf, type StateEvent } from "../states/fold-state.ts";
import { MessageStates, type StatesAccess } from "../states/message-states.ts";
import { saysSomethingOf, withoutContent } from "../states/tombstone.ts";
import type { TimelineWindow } from "./timeline-window.ts";

export class TimelineStates extends MessageStates {
  readonly #window: TimelineWindow;
  readonly #told: (seqs: readonly number[]) => void;

  /** @param told called with messages of which the server has said what became of them */
  constructor(
    access: StatesAccess,
    conversationId: ConversationId,
    me: UserId | null,
    window: TimelineWindow,
    told: (seqs: readonly number[]) => void,
  ) {
    super(access, conversationId, me);
    this.#window = window;
    this.#told = told;
  }

  /** Asks for the states of those messages of the window of which too little is known. */
  askMissing(): void {
    void this.ask(
      () => this.#window.events,
      (seqs) => {
        this.forget();
        this.#told(seqs);
      },
    );
  }

  /**
   * Forgets what was said in messages that are known to be recalled, and in edits of them.
   * @param change an event that is heard: what it removes may be outside of the window, and edits of it inside
   */
  forget(change?: StateEvent): void {
    const { events } = this.#window;
    const removes = change?.type === "message-recalled" || change?.type === "messages-expired";
    const known = events.filter((event) => this.held.isRecalled(event)).map(({ seq }) => seq);
    const recalled = new Set(removes ? [...known, ...targetsOf(change)] : known);
    if (events.some((event) => saysSomethingOf(event, recalled)))
      this.#window.replaceEach((event) => (saysSomethingOf(event, recalled) ? this.#gone(event) : event));
  }

  #gone(event: EventFrame): EventFrame {
    const gone = withoutContent(event);
    this.held.replaced(event, gone);
    return gone;
  }
}
