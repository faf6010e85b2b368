// The unread line above the first new message. It keeps its place until the conversation is closed.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import { useRef } from "preact/hooks";

/** The seq that the line follows; null: nothing is new. */
export function useUnreadLine(entry: ConversationEntry, timeline: Timeline): number | null {
  const after = useRef<number | null>(entry.unread > 0 ? entry.cursorSeq : null);
  const lastSeen = useRef<number | null>(null);
  const last = timeline.events.at(-1)?.seq ?? null;
  if (document.hasFocus() || last === null) lastSeen.current = last;
  // A message that arrives while the person is in another window is new for them.
  else if (after.current === null && lastSeen.current !== null && last > lastSeen.current)
    after.current = lastSeen.current;
  return after.current;
}
