// What the SDK keeps of a conversation, or of a person, in the table of drafts, under keys that no conversation has: earlier
// versions of the SDK keep it and show it nowhere.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { StoreKeeper } from "./store-keeper.ts";

type Kind = "settings" | "synced" | "hides" | "person";

const keyOf = (id: string, kind: Kind): string => `${id} ${kind}`;

/** What is stored of this kind, by conversation. */
export function storedBeside(drafts: Iterable<readonly [string, string]>, kind: Kind): [ConversationId, string][] {
  const suffix = keyOf("", kind);
  const found: [ConversationId, string][] = [];
  for (const [key, text] of drafts)
    if (key.endsWith(suffix)) found.push([key.slice(0, -suffix.length) as ConversationId, text]);
  return found;
}

/** @param text null: nothing any more */
export const keepBeside = (keeper: StoreKeeper | null, id: string, kind: Kind, text: string | null): void =>
  keeper?.put("drafts", keyOf(id, kind), text);
