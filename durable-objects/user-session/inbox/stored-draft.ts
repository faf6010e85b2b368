// How the table of settings keeps a draft, so that a later one, or its end, overwrites what it said: a draft becomes a message,
// which may be recalled. As stored-summary.ts does for previews: spaces push the words into pages of their own, and a row that
// has had a draft keeps its length.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Draft } from "../../../schema/protocol/settings.ts";
import { bytesPerOwnPage, recordBytes } from "../../runtime/record-bytes.ts";

/** A row without ROWID keeps at most this much in a page that it shares. */
const mostShared = 1_002;
/** One page of its own, and about 600 bytes. Twice as many pages for a draft that does not fit, and so on. */
const leastBytes = 4_700;

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
  let pages = 1;
  while (bytesOf(pages) < least) pages *= 2;
  const missing = bytesOf(pages) - bytesWith(bytes);
  // The number of a longer text may take a byte more.
  const isTooLong = bytesWith(bytes + missing) > bytesOf(pages);
  return text + " ".repeat(isTooLong ? missing - 1 : missing);
}

const bytesOf = (pages: number): number => leastBytes + (pages - 1) * bytesPerOwnPage;
const lengthOf = ({ draft }: SettingsRow): number => Buffer.byteLength(draft ?? "");
