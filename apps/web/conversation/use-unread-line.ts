// The line above what is new: where it stood when the conversation was opened, it stays until it is left.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import { useRef } from "preact/hooks";

/** The seq after which the line stands; null: nothing is new. */
export function useUnreadLine(entry: ConversationEntry, timeline: Timeline): number | null {
  const after = useRef<number | null>(entry.unread > 0 ? entry.cursorSeq : null);
  const lastSeen = useRef<number | null>(null);
  const last = timeline.events.at(-1)?.seq ?? null;
  if (document.hasFocus() || last === null) lastSeen.current = last;
  // Came while the person was in another window: for them it is new.
  else if (after.current === null && lastSeen.current !== null && last > lastSeen.current)
    after.current = lastSeen.current;
  return after.current;
}
