// Whether the newest message of this user's in the open conversation was read while the device was away.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import { useEffect } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";

/** Asked once the conversation is open, and after each reconnect. What is read later is told by itself. */
export function useOwnReceipts({ id, left, peerId }: ConversationEntry, events: Timeline["events"]): void {
  const chat = useChat();
  const hasOthers = left !== true && peerId !== chat.me;
  const isLive = chat.connection.value.state === "live";
  const newest = events.findLast((event) => event.type === "new-message" && event.senderId === chat.me)?.seq ?? 0;
  const hasSome = newest > 0;
  useEffect(() => {
    if (isLive && hasSome && hasOthers) void chat.receipts.ask(id, newest);
  }, [chat, id, isLive, hasSome, hasOthers]);
}
