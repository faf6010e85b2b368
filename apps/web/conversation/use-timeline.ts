// The timeline of the open conversation, and a new drawing whenever it changes.
import type { ConversationId, Timeline } from "@klatch/sdk";
import { useEffect, useReducer, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";

/** Opened anew for another conversation. @param at the seq it opens around; "end" for the newest */
export function useTimeline(id: ConversationId, at: number | "end"): Timeline {
  const chat = useChat();
  const [timeline] = useState(() => chat.client.timeline(id, { at, pageSize: 60 }));
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => {
    const off = timeline.onChange(() => redraw(null));
    // It may have changed since the first drawing.
    redraw(null);
    return () => {
      off();
      timeline.close();
    };
  }, [timeline]);
  return timeline;
}
