// Marks messages as read that were visible in a page with focus.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import { useEffect, useRef } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { windowOf } from "../timeline/shown-window.ts";

/** @returns a function to call with the newest visible event, and whether it is the last of the conversation */
export function useReadMark(entry: ConversationEntry, timeline: Timeline): (seq: number | null, all: boolean) => void {
  const { client } = useChat();
  const seenSeq = useRef<number>(0);
  const markedSeq = useRef<number>(0);
  const current = useRef({ entry, timeline });
  current.current = { entry, timeline };

  const mark = (): void => {
    const { cursorSeq, left } = current.current.entry;
    if (!document.hasFocus() || document.visibilityState !== "visible" || left === true) return;
    if (seenSeq.current <= Math.max(cursorSeq, markedSeq.current)) return;
    markedSeq.current = seenSeq.current;
    void client.markRead(entry.id, seenSeq.current);
  };

  useEffect(() => {
    // Opened: it is not to be looked at later any more.
    if (entry.markedUnread === true) void client.changeSettings(entry.id, { markedUnread: false }).catch(() => {});
    addEventListener("focus", mark);
    document.addEventListener("visibilitychange", mark);
    return () => {
      removeEventListener("focus", mark);
      document.removeEventListener("visibilitychange", mark);
    };
  }, []);

  return (seq, all) => {
    const end = windowOf(current.current.timeline).lastSeq;
    seenSeq.current = Math.max(seenSeq.current, all ? end : (seq ?? 0));
    mark();
  };
}
