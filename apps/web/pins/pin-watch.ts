// Loads the pinned messages of the open conversation for the bar above it. Nothing waits for them.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import { useEffect, useRef } from "preact/hooks";
import { openPins } from "../banner/pin-banner.ts";
import { useChat } from "../model/chat-context.ts";

interface PinWatchProps {
  readonly entry: ConversationEntry;
  readonly timeline: Timeline;
  readonly jumpTo: (seq: number) => void;
}

/** Shows nothing itself. */
export function PinWatch({ entry, timeline, jumpTo }: PinWatchProps): null {
  const chat = useChat();
  const latest = useRef(jumpTo);
  latest.current = jumpTo;
  const isIn = entry.left !== true;
  useEffect(() => {
    if (!isIn) return;
    let isOpen = true;
    const show = async (): Promise<void> => {
      // After the messages, which people wait for.
      await timeline.opened;
      const { pinBar } = await import("./pin-bar.ts");
      if (isOpen) openPins.value = { id: entry.id, bar: pinBar(chat, entry, (seq) => latest.current(seq)) };
    };
    // Without a network there is no bar; the next conversation tries again.
    show().catch(() => {});
    return () => {
      isOpen = false;
      if (openPins.peek()?.id === entry.id) openPins.value = null;
    };
  }, [chat, entry.id, isIn, timeline]);
  return null;
}
