// Which events change earlier messages. They take their place in the log, and are shown at the messages that they change.
import type { EventFrame } from "../../schema/protocol/events/events.ts";

const types = [
  "message-edited",
  "message-recalled",
  "messages-expired",
  "reaction-changed",
  "pin-changed",
  "vote-changed",
  "poll-closed",
] as const;

/** An event that changes earlier messages. */
export type MessageChange = Extract<EventFrame, { readonly type: (typeof types)[number] }>;

const changes: ReadonlySet<string> = new Set(types);

/** Whether the event changes earlier messages: it is shown there, and has no line of its own. */
export const isMessageChange = <Event extends { readonly type: string }>(
  event: Event,
): event is Extract<Event, { readonly type: MessageChange["type"] }> => changes.has(event.type);
