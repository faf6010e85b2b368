// How the table of settings keeps a draft, so that a later one, or its end, overwrites what it said: a draft becomes a message,
// which may be recalled. As stored-summary.ts does for previews: spaces push the words into pages of their own, and a row that
// has had a draft keeps its length.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Draft } from "../../../schema/protocol/settings.ts";
import { blanksToFill, mostShared, pagesFor } from "../../runtime/own-pages.ts";
import { recordBytes } from "../../runtime/record-bytes.ts";

/** Not OR REPLACE, which leaves the old row's bytes. */
export const putSettings = `INSERT INTO conversation_setting VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET settings = excluded.settings, draft = excluded.draft`;

/** A row as it is stored; `draft` is null where there never was one. */
export interface SettingsRow {
  readonly settings: string;
  readonly draft: string | null;
}

/**
 * The draft's column beside these settings.
 *
 * @param draft null: it has ended
 * @param before the row as it is: it becomes no shorter
 */
export function storedDraft(
  { conversationId, settings }: { readonly conversationId: ConversationId; readonly settings: string },
  draft: Draft | null,
  before: SettingsRow | null,
): string {
  const idAnd = (...texts: readonly number[]): number =>
    recordBytes([conversationId.length, ...texts].map((text) => ({ text })));
  const bytesWith = (bytes: number): number => idAnd(settings.length, bytes);
  const text = " ".repeat(mostShared) + (draft === null ? "" : JSON.stringify(draft));
  const bytes = Buffer.byteLength(text);
  const least = Math.max(bytesWith(bytes), before === null ? 0 : idAnd(before.settings.length, lengthOf(before)));
  // 1, 2, 4 and so on: a draft that becomes longer seldom moves on to others.
  const pages = 2 ** Math.ceil(Math.log2(pagesFor(least)));
  return text + " ".repeat(blanksToFill(pages, (blanks) => bytesWith(bytes + blanks)));
}

const lengthOf = ({ draft }: SettingsRow): number => Buffer.byteLength(draft ?? "");
