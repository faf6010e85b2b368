// One event of a conversation: what the open timeline has, or else what the store or the server has.
import type { ConversationId, EventFrame } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import type { Chat } from "../model/chat.ts";
import { useChat } from "../model/chat-context.ts";
import { EventFinder, type FoundEvent } from "./event-finder.ts";

/** One for each signed-in user: nobody sees what another one was shown. */
const finders = new WeakMap<Chat, EventFinder>();

function finderOf(chat: Chat): EventFinder {
  let finder = finders.get(chat);
  if (finder === undefined) {
    const { client } = chat;
    finder = new EventFinder({
      find: (id, seq, signal) => client.event(id, seq, { signal }),
      onCaughtUp: (listener) => client.on("sync", listener),
      onSetBack: (listener) => client.on("set-back", listener),
    });
    finders.set(chat, finder);
  }
  return finder;
}

/** @param loaded the event, if it is at hand: nobody is asked then */
export function useEvent(id: ConversationId, seq: number, loaded: EventFrame | undefined): FoundEvent {
  const chat = useChat();
  const [found, setFound] = useState<FoundEvent>({ state: "loading" });
  const isLoaded = loaded !== undefined;
  useEffect(() => (isLoaded ? undefined : finderOf(chat).watch(id, seq, setFound)), [chat, id, seq, isLoaded]);
  return isLoaded ? { state: "found", event: loaded } : found;
}
