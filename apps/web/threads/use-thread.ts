// A thread while a page shows it. Every change of it renders again.
import type { ConversationId, Thread } from "@klatch/sdk";
import { useEffect, useReducer, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";

/** Null: it is being opened. */
export function useThread(id: ConversationId, seq: number): Thread | null {
  const chat = useChat();
  const [thread, setThread] = useState<Thread | null>(null);
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => {
    let isOver = false;
    let opened: Thread | null = null;
    const open = async (): Promise<void> => {
      opened = await chat.client.threadOf(id, seq);
      if (isOver) return opened.close();
      opened.onChange(() => redraw(null));
      setThread(opened);
    };
    // Its part of the SDK is loaded with the first thread; without a connection the page stays as it is.
    open().catch(() => {});
    return () => {
      isOver = true;
      opened?.close();
    };
  }, [id, seq]);
  for (const item of thread?.items ?? [])
    if (item.kind === "event" && item.event.type === "new-message") chat.people.fetch(item.event.senderId);
  return thread;
}
