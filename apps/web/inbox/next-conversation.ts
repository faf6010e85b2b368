// Which conversation a key opens: the one before or after the open one, or the next with something unread. Pure.
import type { ConversationId } from "@klatch/sdk";

import { isUnread } from "./own-settings.ts";

interface Key {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}
interface Listed {
  readonly id: ConversationId;
  readonly unread: number;
  readonly markedUnread?: true;
}

export interface ConversationStep {
  readonly by: 1 | -1;
  /** Only to conversations with something unread. */
  readonly unread: boolean;
}

/** Alt and an arrow, with Shift to what is unread. Null: the key means nothing here. */
export function conversationStep({ key, altKey, ctrlKey, metaKey, shiftKey }: Key): ConversationStep | null {
  if (!altKey || ctrlKey || metaKey || (key !== "ArrowDown" && key !== "ArrowUp")) return null;
  return { by: key === "ArrowDown" ? 1 : -1, unread: shiftKey };
}

/**
 * From no conversation it is the first or the last one. Steps to what is unread go around the end of the list; others stop
 * there. Null: there is none.
 */
export function nextConversation(
  listed: readonly Listed[],
  openId: ConversationId | null,
  { by, unread }: ConversationStep,
): ConversationId | null {
  const openAt = listed.findIndex(({ id }) => id === openId);
  const from = openAt >= 0 ? openAt : by > 0 ? -1 : listed.length;
  if (!unread) return listed[from + by]?.id ?? null;
  for (let steps = 1; steps <= listed.length; steps++) {
    const entry = listed.at((from + by * steps) % listed.length);
    if (entry !== undefined && isUnread(entry) && entry.id !== openId) return entry.id;
  }
  return null;
}

/** Where Option and an arrow move by paragraphs: in a field with text, on a Mac. */
export const keepsAltArrows = (field: { readonly text: string } | null, isMac: boolean): boolean =>
  isMac && field !== null && field.text !== "";
