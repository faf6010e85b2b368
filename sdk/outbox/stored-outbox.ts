// What the store has of the outbox. Changes are in the table of drafts, under keys that no conversation has: earlier versions
// of the SDK keep them there and send nothing of them, where in the table of messages they would take them for messages.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { StoredMessage, StoredState } from "../store/klatch-store.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import type { OutboxOwner } from "./outbox-entry.ts";
import { ChangeEntry, type StoredChange } from "./outgoing-change.ts";
import { MessageEntry } from "./outgoing-message.ts";

/** A message or a change of the outbox, as it is kept. */
export type Kept = StoredMessage | StoredChange;
export type Entry = MessageEntry | ChangeEntry;

const prefix = "change ";
/** The same holds for messages with files: earlier versions would send them before their files are uploaded. */
const filePrefix = "file ";

export const idOf = (kept: Kept): string => ("opId" in kept ? kept.opId : kept.clientMsgId);

export const entryOf = (kept: Kept, owner: OutboxOwner): Entry =>
  "opId" in kept ? new ChangeEntry(kept, owner) : new MessageEntry(kept, owner);

export const isMessage = (entry: Entry): entry is MessageEntry => entry instanceof MessageEntry;
export const isChange = (entry: Entry): entry is ChangeEntry => entry instanceof ChangeEntry;

/** Those of a conversation, or all, in the order in which they are sent. */
export const inOrder = <One extends Entry>(entries: Iterable<One>, conversationId: ConversationId | undefined): One[] =>
  [...entries]
    .filter((entry) => conversationId === undefined || entry.conversationId === conversationId)
    .sort((a, b) => a.order - b.order);

/** In the order in which they are sent. */
export function storedOutbox(state: StoredState | null): Kept[] {
  const drafts = [...(state?.drafts ?? [])];
  const keptUnder = (begin: string): string[] =>
    drafts.filter(([key]) => key.startsWith(begin)).map(([, text]) => text);
  const changes = keptUnder(prefix).map((text) => JSON.parse(text) as StoredChange);
  const withFiles = keptUnder(filePrefix).map((text) => JSON.parse(text) as StoredMessage);
  return [...(state?.outbox.values() ?? []), ...withFiles, ...changes].sort((a, b) => a.order - b.order);
}

/** Keeps an entry as it is now, or removes it. */
export function keepEntry(keeper: StoreKeeper, entry: Entry, isKept: boolean): void {
  if (isMessage(entry) && entry.file === null) keeper.put("outbox", entry.id, isKept ? entry.stored : null);
  else {
    const key = (isMessage(entry) ? filePrefix : prefix) + entry.id;
    keeper.put("drafts", key, isKept ? JSON.stringify(entry.stored) : null);
  }
}
