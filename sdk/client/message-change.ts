// Which events change earlier messages. They take their place in the log, and are shown at the messages that they change.
import type { EventFrame } from "../../schema/protocol/events/events.ts";

/** An event that changes earlier messages. */
export type MessageChange = Extract<
  EventFrame,
  {
    readonly type:
      | "message-edited"
      | "message-recalled"
      | "messages-expired"
      | "reaction-changed"
      | "pin-changed"
      | "vote-changed"
      | "poll-closed";
  }
>;

const types: Record<MessageChange["type"], true> = {
  "message-edited": true,
  "message-recalled": true,
  "messages-expired": true,
  "reaction-changed": true,
  "pin-changed": true,
  "vote-changed": true,
  "poll-closed": true,
};
const changes: ReadonlySet<string> = new Set(Object.keys(types));

/** Whether the event changes earlier messages: it is shown there, and has no line of its own. */
export const isMessageChange = <Event extends { readonly type: string }>(
  event: Event,
): event is Extract<Event, { readonly type: MessageChange["type"] }> => changes.has(event.type);
