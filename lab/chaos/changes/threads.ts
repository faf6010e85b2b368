// Threads, as states show them: replies are messages, which the storm sends like any other.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ShownState, Viewer, Changes } from "./change-kind.ts";
import { isEnding, targetsOf } from "./event-targets.ts";

const isReplyTo = (event: EventFrame, root: number): event is Extract<EventFrame, { readonly type: "new-message" }> =>
  event.type === "new-message" && event.thread === root;

/** The replies under the message that are there, and when the newest one came, there or not. */
export function thread(changes: Changes, { message }: Viewer): ShownState {
  const replies = changes.filter((event) => isReplyTo(event, message.seq));
  if (replies.length === 0) return {};
  const gone = new Set(changes.filter(isEnding).flatMap(targetsOf));
  const lastReplyAt = Math.max(...replies.map(({ createdAt }) => createdAt));
  return { thread: { count: replies.filter(({ seq }) => !gone.has(seq)).length, lastReplyAt } };
}
