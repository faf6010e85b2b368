// One event of a conversation: what the open timeline has, or else what the store or the server has.
import type { ConversationId } from "@klatch/sdk";
import { useEffect, useReducer, useState } from "preact/hooks";
import type { Chat } from "../model/chat.ts";
import { useChat } from "../model/chat-context.ts";
import type { ShownEvent } from "../timeline/timeline-rows.ts";
import { EventFinder, type FoundEvent } from "./event-finder.ts";

/** One for each signed-in user: nobody sees what another one was shown. */
const finders = new WeakMap<Chat, EventFinder>();

export function finderOf(chat: Chat): EventFinder {
  let finder = finders.get(chat);
  if (finder === undefined) {
    const { client } = chat;
    finder = new EventFinder({
      find: (id, seq, signal) => client.message(id, seq, { signal }),
      onCaughtUp: (listener) => client.on("sync", listener),
      onSetBack: (listener) => client.on("set-back", listener),
      onChange: (listener) => client.on("message-state", ({ conversationId, seqs }) => listener(conversationId, seqs)),
    });
    finders.set(chat, finder);
  }
  return finder;
}

/** @param loaded the event, if it is at hand: nobody is asked then */
export function useEvent(id: ConversationId, seq: number, loaded: ShownEvent | undefined): FoundEvent {
  const chat = useChat();
  const [found, setFound] = useState<FoundEvent>({ state: "loading" });
  const isLoaded = loaded !== undefined;
  useEffect(() => (isLoaded ? undefined : finderOf(chat).watch(id, seq, setFound)), [chat, id, seq, isLoaded]);
  // What is at hand is the timeline's, and may change there.
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(
    () =>
      chat.client.on("message-state", ({ conversationId, seqs }) => {
        if (conversationId === id && seqs.includes(seq)) redraw(null);
      }),
    [chat, id, seq],
  );
  return isLoaded ? { state: "found", event: loaded.event, became: loaded.state ?? null } : found;
}
