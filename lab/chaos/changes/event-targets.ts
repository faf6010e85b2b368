// Which messages an event changes, and whether it says something, by its fields alone: for kinds of events to come, too.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";

/** The messages that the event changes: who does not see one of them does not see the event. */
export function targetsOf(event: EventFrame): readonly number[] {
  if ("targetSeq" in event && typeof event.targetSeq === "number") return [event.targetSeq];
  return event.type === "messages-expired" ? event.targetSeqs : [];
}

/** The messages whose states it changes: its targets, and the first message of a thread that has one reply more or less. */
export function touchedBy(event: EventFrame): readonly number[] {
  const root = "thread" in event && typeof event.thread === "number" ? [event.thread] : [];
  const roots = event.type === "messages-expired" ? Object.values(event.threads ?? {}) : root;
  return [...new Set([...targetsOf(event), ...roots])];
}

type Ending = Extract<EventFrame, { readonly type: "message-recalled" | "messages-expired" }>;

/** Whether its targets are gone by the event: recalled, or expired. */
export const isEnding = (event: EventFrame): event is Ending =>
  event.type === "message-recalled" || event.type === "messages-expired";

type Saying = Extract<EventFrame, { readonly type: "new-message" | "message-edited" }>;

const isSaying = (event: EventFrame): event is Saying =>
  event.type === "new-message" || event.type === "message-edited";

/** Whether the event says something that a person wrote. */
export const hasWords = (event: EventFrame): event is Saying => isSaying(event) && event.content.type !== "gone";

/** Whether it said something that is gone. */
export const isGone = (event: EventFrame | undefined): boolean =>
  event !== undefined && isSaying(event) && event.content.type === "gone";
