// Tells the server how far one has read: what was in sight of somebody who was looking.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import { useEffect, useRef } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";

/** @returns to be called with the newest event in sight, and whether it is the end of all */
export function useReadMark(entry: ConversationEntry, timeline: Timeline): (seq: number | null, all: boolean) => void {
  const { client } = useChat();
  const seen = useRef<number>(0);
  const told = useRef<number>(0);
  const current = useRef({ entry, timeline });
  current.current = { entry, timeline };

  const tell = (): void => {
    const { cursorSeq, left } = current.current.entry;
    if (!document.hasFocus() || document.visibilityState !== "visible" || left === true) return;
    if (seen.current <= Math.max(cursorSeq, told.current)) return;
    told.current = seen.current;
    client.markRead(entry.id, seen.current);
  };

  useEffect(() => {
    addEventListener("focus", tell);
    document.addEventListener("visibilitychange", tell);
    return () => {
      removeEventListener("focus", tell);
      document.removeEventListener("visibilitychange", tell);
    };
  }, []);

  return (seq, all) => {
    const last = current.current.timeline.events.at(-1);
    const end = last === undefined ? 0 : last.type === "void" ? last.toSeq : last.seq;
    seen.current = Math.max(seen.current, all ? end : (seq ?? 0));
    tell();
  };
}
