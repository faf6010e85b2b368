// Messages whose contents are forgotten, and edits of them: they keep their place and nothing else. Pure.
import type { ReceivedContent } from "../../schema/protocol/content/content.ts";
import type { KnownEvent } from "./known-event.ts";

/** The content that takes the place of one that was forgotten, of the same type as the server's. */
export const tombstone: ReceivedContent = { type: "gone", fallback: "" };

/** The event without what it said, and without what is known of it. */
export function withoutContent(event: KnownEvent): KnownEvent {
  if (event.type !== "new-message" && event.type !== "message-edited") return event;
  const { mentions: _mentions, state: _state, ...others } = event;
  return { ...others, content: tombstone };
}

/** Whether the event is one of these messages, or an edit of one, and still says something. */
export function saysSomethingOf(event: KnownEvent, seqs: ReadonlySet<number>): boolean {
  if (event.type !== "new-message" && event.type !== "message-edited") return false;
  return (
    event.content.type !== tombstone.type && seqs.has(event.type === "message-edited" ? event.targetSeq : event.seq)
  );
}
