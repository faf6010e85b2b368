// The user's conversations and the last known state of each; an entry that is no longer current is stale until
// refreshed.
import { tombstoneContent } from "../../../schema/history/tombstone.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { SettingsChange } from "../../../schema/protocol/settings.ts";
import type { ConversationEntry, Preview } from "../../../schema/protocol/sync.ts";
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";
import type { ReadState } from "../../stream/stream-receiver.ts";
import { SettingsTable } from "./settings-table.ts";
import { changedSettings, shownSettings } from "./settings.ts";
import { toRow, type InboxRow, type StoredRow } from "./inbox-row.ts";
import { putEntry, readEntries, storedSummary, versionEntry } from "./stored-summary.ts";

type Listing = { stale: number; head_seq: number; listed: number };

interface BlockedPeers {
  has(userId: UserId): boolean;
}

export class Inbox {
  readonly #sql: SqlStorage;
  readonly #tell: (entry: ConversationEntry) => void;
  readonly #now: () => number;
  readonly #blocks: BlockedPeers;
  /** What the user has set for each conversation. */
  readonly settings: SettingsTable;
  #version: number | null = null;

  /**
   * @param tell called for each entry that is new in the list, whatever caused the refresh, and for each whose settings
   * or block the user has changed
   * @param blocks whom the user has blocked
   */
  constructor(
    sql: SqlStorage,
    tell: (entry: ConversationEntry) => void = () => {},
    now = () => Date.now(),
    blocks: BlockedPeers = new Set(),
  ) {
    this.#sql = sql;
    this.#tell = tell;
    this.#now = now;
    this.#blocks = blocks;
    this.settings = new SettingsTable(sql);
  }

  /** Ids in their order, which is not that of the list. */
  idsAfter(after: string, limit: number): readonly ConversationId[] {
    const query = "SELECT conversation_id AS id FROM inbox WHERE conversation_id > ? ORDER BY conversation_id LIMIT ?";
    return [...this.#sql.exec<{ id: ConversationId }>(query, after, limit)].map(({ id }) => id);
  }

  /** The version of the newest change. Read once per instance of the object, when first needed. */
  get version(): number {
    this.#version ??=
      this.#sql.exec<{ version: number | null }>("SELECT max(version) AS version FROM inbox").one().version ?? 0;
    return this.#version;
  }

  has(conversationId: ConversationId): boolean {
    return this.#sql.exec("SELECT 1 FROM inbox WHERE conversation_id = ?", conversationId).toArray().length > 0;
  }

  all(): InboxRow[] {
    return this.#sql.exec<StoredRow>(readEntries).toArray().map(toRow);
  }

  get(conversationId: ConversationId): InboxRow | null {
    const query = `${readEntries} WHERE conversation_id = ?`;
    const row = this.#sql.exec<StoredRow>(query, conversationId).toArray()[0];
    return row === undefined ? null : toRow(row);
  }

  /**
   * What `noteDelivery` compares with. Read for each delivery, before anything is forwarded: storage takes no reads of an
   * instance that was replaced. So it reads little, and the summary only when that decides.
   */
  listingOf(conversationId: ConversationId): Listing | undefined {
    const query = "SELECT stale, head_seq, summary IS NOT NULL AS listed FROM inbox WHERE conversation_id = ?";
    return this.#sql.exec<Listing>(query, conversationId).toArray()[0];
  }

  /**
   * Records the head and the read cursor that a delivery showed. If they are beyond the last refresh, the entry becomes
   * stale: one row, written once per refresh.
   *
   * @param silent the delivery was answered `idle`, so the conversation sends no events before the next read
   * @param row read in this step
   * @returns whether the conversation was listed before
   */
  noteDelivery(
    conversationId: ConversationId,
    shown: ReadState,
    silent: boolean,
    row = this.listingOf(conversationId),
  ): { listed: boolean } {
    if (row?.stale !== 1) {
      const news =
        silent || shown.headSeq > (row?.head_seq ?? 0) || shown.cursorSeq > this.#shownCursor(conversationId);
      if (news && row === undefined) this.#sql.exec("INSERT INTO inbox VALUES (?, 1, 0, 0, 0, NULL)", conversationId);
      else if (news) this.#setStale(conversationId);
    }
    return { listed: row?.listed === 1 };
  }

  /**
   * Records the user's last event. From then on they are not told what becomes of messages, so the entry keeps nothing of
   * them, and takes no answer from before (`refresh`). One row.
   *
   * @returns whether the conversation was listed before
   */
  noteLeaving(conversationId: ConversationId, leftSeq: number): { listed: boolean } {
    const row = this.get(conversationId);
    if (row === null) this.#sql.exec("INSERT INTO inbox VALUES (?, 1, 0, ?, 0, NULL)", conversationId, leftSeq);
    // If not, they have come back since, or the entry says so already.
    else if (row.headSeq < leftSeq || (row.headSeq === leftSeq && (row.stale || row.summary?.left !== true)))
      this.#close(row, leftSeq);
    return { listed: (row?.summary ?? null) !== null };
  }

  #close(row: InboxRow, leftSeq: number): void {
    const summary = row.summary === null ? null : summaryOfLeft(row.summary, leftSeq);
    const text = summary === null ? null : storedSummary({ ...row, headSeq: leftSeq }, summary);
    const query = "UPDATE inbox SET stale = 1, head_seq = ?, summary = ? WHERE conversation_id = ?";
    this.#sql.exec(query, leftSeq, text, row.conversationId);
  }

  /** Whether the entry is current and shows this head and cursor, or later ones. */
  shows(conversationId: ConversationId, shown: ReadState): boolean {
    const query = "SELECT 1 FROM inbox WHERE conversation_id = ? AND stale = 0 AND head_seq >= ?";
    const isCurrent = this.#sql.exec(query, conversationId, shown.headSeq).toArray().length > 0;
    return isCurrent && shown.cursorSeq <= this.#shownCursor(conversationId);
  }

  /** The read cursor at the last refresh. */
  #shownCursor(conversationId: ConversationId): number {
    const query = "SELECT summary ->> '$.cursorSeq' AS seq FROM inbox WHERE conversation_id = ?";
    return this.#sql.exec<{ seq: number | null }>(query, conversationId).toArray()[0]?.seq ?? 0;
  }

  /**
   * Lets the user send in this conversation.
   *
   * @param listed true: list it from now on, even if the user had left; false: list it when something happens there
   */
  admit(conversationId: ConversationId, listed = false): void {
    const query = "INSERT INTO inbox VALUES (?, ?, 0, 0, 0, NULL) ON CONFLICT DO ";
    if (!listed) this.#sql.exec(`${query} NOTHING`, conversationId, 0);
    else {
      const unlisted = "stale = 0 AND (summary IS NULL OR summary ->> '$.left')";
      this.#sql.exec(`${query} UPDATE SET stale = 1 WHERE ${unlisted}`, conversationId, 1);
    }
  }

  /** The user is in it no more and is shown nothing of it: their account has ended. */
  remove(conversationId: ConversationId): void {
    this.#sql.exec("DELETE FROM inbox WHERE conversation_id = ?", conversationId);
  }

  markStale(conversationId: ConversationId): void {
    if (this.get(conversationId)?.stale === false) this.#setStale(conversationId);
  }

  /**
   * Stores a conversation's answer under the next inbox version, if it contains anything new. Answers may overtake each
   * other; an older one changes nothing.
   *
   * @param moved whether the conversation may have changed since (StreamReceiver.hasMoved): then the entry stays stale
   * @param isSetBack the conversation was set back to an earlier time: its lower head is no older answer
   */
  refresh(
    conversationId: ConversationId,
    answer: ConversationSummary,
    moved: boolean,
    isSetBack = false,
  ): ConversationEntry {
    const row = this.get(conversationId);
    const known = row?.summary ?? null;
    const summary = { ...answer, activeAt: Math.max(answer.activeAt, known?.activeAt ?? 0) };
    if (row !== null && known !== null) {
      const older = !isSetBack && (summary.headSeq < known.headSeq || summary.cursorSeq < known.cursorSeq);
      const same = row.stale === moved && JSON.stringify(known) === JSON.stringify(summary);
      if (older || same) return this.#entryOf(conversationId, known, row.version);
    }
    // The user has left meanwhile, and the entry was never listed.
    if (known === null && row !== null && !isSetBack && summary.headSeq < row.headSeq)
      return this.#entryOf(conversationId, summary, row.version);
    const version = this.version + 1;
    const { headSeq, activeAt } = summary;
    const text = storedSummary({ conversationId, version, headSeq, activeAt }, summary);
    this.#sql.exec(putEntry, conversationId, moved ? 1 : 0, version, headSeq, activeAt, text);
    this.#version = version;
    const entry = this.#entryOf(conversationId, summary, version);
    if (known === null) this.#tell(entry);
    return entry;
  }

  /**
   * Changes what the user has set, under the next inbox version: the settings' row, and one for the version.
   *
   * @param conversationId of an entry that was refreshed before
   */
  changeSettings(conversationId: ConversationId, change: SettingsChange): ConversationEntry {
    const row = this.get(conversationId);
    if (row === null || row.summary === null) throw new Error("an entry without a summary has no settings");
    const { summary } = row;
    const changed = changedSettings(this.settings.get(conversationId), change, summary, this.#now());
    if (!this.settings.put(conversationId, changed)) return this.#entryOf(conversationId, summary, row.version);
    return this.#putVersion(row, summary);
  }

  /** The entry shows something else of what only this session knows: under the next inbox version, if it is listed. */
  changed(conversationId: ConversationId): void {
    const row = this.get(conversationId);
    if (row !== null && row.summary !== null) this.#putVersion(row, row.summary);
  }

  #putVersion(row: InboxRow, summary: ConversationSummary): ConversationEntry {
    const { conversationId } = row;
    const version = this.version + 1;
    this.#sql.exec(versionEntry, version, storedSummary({ ...row, version }, summary), conversationId);
    this.#version = version;
    const entry = this.#entryOf(conversationId, summary, version);
    this.#tell(entry);
    return entry;
  }

  /** The user has read here: it is not marked as unread any more. @returns whether it was */
  wasRead(conversationId: ConversationId): boolean {
    if (this.settings.get(conversationId).markedUnread !== true) return false;
    this.changeSettings(conversationId, { markedUnread: false });
    return true;
  }

  /** The entry in the form that clients get; null before the first refresh. */
  entryOf({ conversationId, summary, version }: InboxRow): ConversationEntry | null {
    return summary === null ? null : this.#entryOf(conversationId, summary, version);
  }

  #entryOf(id: ConversationId, summary: ConversationSummary, inboxVersion: number): ConversationEntry {
    const draft = this.settings.draft(id);
    const settings = shownSettings(this.settings.get(id), summary, this.#now());
    const preview = shownPreview(summary.preview, this.#now());
    const isBlocked = summary.peerId !== undefined && this.#blocks.has(summary.peerId);
    const own = { ...settings, ...(isBlocked && { blocked: true as const }), ...(draft !== null && { draft }) };
    return { id, ...summary, preview, ...own, inboxVersion };
  }

  /** Overwrites what the entry shows of a message that is gone: see stored-summary.ts. */
  forgetPreview(conversationId: ConversationId, seqs: ReadonlySet<number>): void {
    const row = this.get(conversationId);
    const preview = row?.summary?.preview ?? null;
    if (row === null || row.summary === null || preview === null || !seqs.has(preview.seq)) return;
    const summary = { ...row.summary, preview: withoutText(preview) };
    const query = "UPDATE inbox SET summary = ?, stale = 1 WHERE conversation_id = ?";
    this.#sql.exec(query, storedSummary(row, summary), conversationId);
  }

  #setStale(conversationId: ConversationId): void {
    this.#sql.exec("UPDATE inbox SET stale = 1 WHERE conversation_id = ?", conversationId);
  }
}

/** As the conversation says it to who has left (GROUP-46): whoever is told of the entry meanwhile must not see it count. */
function summaryOfLeft({ retention: _, ...summary }: ConversationSummary, leftSeq: number): ConversationSummary {
  return { ...summary, left: true, headSeq: leftSeq, cursorSeq: leftSeq, unread: 0, mentions: 0, preview: null };
}

/** As the conversation says it from then on. */
function withoutText({ expiresAt: _, ...preview }: Preview): Preview {
  return { ...preview, type: tombstoneContent.type, text: tombstoneContent.fallback };
}

/** Of a message whose time is over nothing is shown, whether the conversation has said so or not. */
const shownPreview = (preview: Preview | null, now: number): Preview | null =>
  preview?.expiresAt !== undefined && preview.expiresAt <= now ? withoutText(preview) : preview;
