// Makes a timeline's items from events and outgoing messages. An item stays the same object while nothing in it changes.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import type { TimelineItem } from "./timeline.ts";

export class TimelineItems {
  readonly #me: UserId | null;
  readonly #ofEvents = new WeakMap<EventFrame, TimelineItem>();
  readonly #ofMessages = new WeakMap<OutgoingMessage, TimelineItem>();

  constructor(me: UserId | null) {
    this.#me = me;
  }

  list(events: readonly EventFrame[], outgoing: readonly OutgoingMessage[]): TimelineItem[] {
    const items = events.map((event) => this.#ofEvent(event));
    if (outgoing.length === 0) return items;
    // A page may have a message's event before the socket has it.
    const shown = new Set(items.map(({ key }) => key));
    return [...items, ...outgoing.map((message) => this.#ofMessage(message)).filter(({ key }) => !shown.has(key))];
  }

  /** The state of the message changed, so it gets a new item. */
  changed(message: OutgoingMessage): void {
    this.#ofMessages.delete(message);
  }

  #ofEvent(event: EventFrame): TimelineItem {
    const isOwn = event.type === "new-message" && event.senderId === this.#me;
    const key = isOwn ? `own:${event.clientMsgId}` : `seq:${event.seq}`;
    const item = this.#ofEvents.get(event) ?? { kind: "event", key, event };
    this.#ofEvents.set(event, item);
    return item;
  }

  #ofMessage(message: OutgoingMessage): TimelineItem {
    const item = this.#ofMessages.get(message) ?? { kind: "outgoing", key: `own:${message.clientMsgId}`, message };
    this.#ofMessages.set(message, item);
    return item;
  }
}
