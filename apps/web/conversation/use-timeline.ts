// The timeline of the open conversation. Every change of it renders again.
import type { ConversationId, Timeline } from "@klatch/sdk";
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";

/** Opens a new timeline for each conversation. @param at the seq to open around; "end" for the newest event */
export function useTimeline(id: ConversationId, at: number | "end"): Timeline {
  const chat = useChat();
  const [timeline] = useState(() => chat.client.timeline(id, { at, pageSize: 60 }));
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => {
    const off = timeline.onChange(() => redraw(null));
    // The timeline may have changed between the first rendering and this effect.
    redraw(null);
    return () => {
      off();
      timeline.close();
    };
  }, [timeline]);
  // Before the rows are rendered: all authors of a page are asked for together, not only those of the visible rows.
  useMemo(() => {
    for (const event of timeline.events) if (event.type === "new-message") chat.people.fetch(event.senderId);
  }, [timeline.events]);
  return timeline;
}
