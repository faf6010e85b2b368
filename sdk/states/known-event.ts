// An event as stores keep it: a message with what became of it, as of when it was fetched. Earlier versions of the SDK pass
// over that.
import type { MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";

/** `state`: only of messages that came in a page, or whose state was asked for. */
export type KnownEvent = EventFrame & { readonly state?: MessageState };

/** The events of a page with their states, which are true as of the page's head. */
export const eventsOf = ({ events, states, headSeq }: MessagesResult): KnownEvent[] =>
  events.map((event) =>
    event.type === "new-message" ? { ...event, state: { ...states?.[event.seq], asOf: headSeq } } : event,
  );

/** A page whose events have their states. */
export type KnownPage = Omit<MessagesResult, "events" | "states"> & { readonly events: readonly KnownEvent[] };
