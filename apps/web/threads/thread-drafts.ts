// What is being written in threads: kept while the page is there, whichever thread is open.
import type { ConversationId } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";
import type { Chat } from "../model/chat.ts";

const draftsOf = new WeakMap<Chat, Map<string, Signal<string>>>();

export function threadDraft(chat: Chat, id: ConversationId, seq: number): Signal<string> {
  let drafts = draftsOf.get(chat);
  if (drafts === undefined) draftsOf.set(chat, (drafts = new Map()));
  const key = `${id} ${seq}`;
  let draft = drafts.get(key);
  if (draft === undefined) drafts.set(key, (draft = signal("")));
  return draft;
}
