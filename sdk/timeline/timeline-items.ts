// Makes a timeline's items from events and outgoing messages. An item stays the same object while nothing in it changes.
import type { ClientMsgId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import { isMessageChange } from "../client/message-change.ts";
import type { MessageStates } from "../states/message-states.ts";
import { firstFrom } from "../store/stored-events.ts";
import type { TimelineItem } from "./timeline.ts";

type EventItem = Extract<TimelineItem, { readonly kind: "event" }>;

export class TimelineItems {
  readonly #me: UserId | null;
  readonly #states: MessageStates;
  readonly #ofEvents = new WeakMap<EventFrame, EventItem>();
  readonly #ofMessages = new WeakMap<OutgoingMessage, TimelineItem>();
  /** Read once for each window. */
  #own: { readonly events: readonly EventFrame[]; readonly ids: ReadonlySet<ClientMsgId> } | null = null;

  constructor(me: UserId | null, states: MessageStates) {
    this.#me = me;
    this.#states = states;
  }

  list(events: readonly EventFrame[], outgoing: readonly OutgoingMessage[]): TimelineItem[] {
    const ofEvents = events.filter((event) => !isMessageChange(event)).map((event) => this.#ofEvent(event));
    const shown = ofEvents.filter(({ state }) => state?.hidden !== true);
    return [...shown, ...outgoing.map((message) => this.#ofMessage(message))];
  }

  /**
   * The outgoing messages that no event of the window stands for. A page that was fetched may have the event of one whose
   * ack, or whose event by the socket, is still to come.
   */
  withoutEvents(outgoing: readonly OutgoingMessage[], events: readonly EventFrame[]): readonly OutgoingMessage[] {
    if (outgoing.length === 0) return outgoing;
    if (this.#own?.events !== events) this.#own = { events, ids: this.#ownIdsIn(events) };
    const { ids } = this.#own;
    return outgoing.filter(({ clientMsgId }) => !ids.has(clientMsgId));
  }

  /** What became of these messages changed, so they get new items. */
  became(seqs: readonly number[], events: readonly EventFrame[]): void {
    for (const seq of seqs) {
      const event = events[firstFrom(events, seq)];
      if (event !== undefined) this.#ofEvents.delete(event);
    }
  }

  /** The state of the message changed, so it gets a new item. */
  changed(message: OutgoingMessage): void {
    this.#ofMessages.delete(message);
  }

  #ownIdsIn(events: readonly EventFrame[]): ReadonlySet<ClientMsgId> {
    return new Set(events.flatMap((event) => (this.#isOwn(event) ? event.clientMsgId : [])));
  }

  #isOwn(event: EventFrame): event is NewMessageFrame {
    return event.type === "new-message" && event.senderId === this.#me;
  }

  #ofEvent(event: EventFrame): EventItem {
    const key = this.#isOwn(event) ? `own:${event.clientMsgId}` : `seq:${event.seq}`;
    const item = this.#ofEvents.get(event) ?? {
      kind: "event",
      key,
      event,
      state: this.#states.of(event),
      changes: this.#states.changesOf(event.seq).filter(({ state }) => state !== "done"),
    };
    this.#ofEvents.set(event, item);
    return item;
  }

  #ofMessage(message: OutgoingMessage): TimelineItem {
    const item = this.#ofMessages.get(message) ?? { kind: "outgoing", key: `own:${message.clientMsgId}`, message };
    this.#ofMessages.set(message, item);
    return item;
  }
}
