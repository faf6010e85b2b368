// Which conversations a user has and what was last known of each; a conversation that changed is stale until asked.
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";

export interface InboxRow {
  readonly conversationId: ConversationId;
  readonly stale: boolean;
  readonly version: number;
  readonly headSeq: number;
  readonly activeAt: number;
  /** Null before the first refresh. */
  readonly summary: ConversationSummary | null;
}

type StoredRow = { conversation_id: string; stale: number; version: number; head_seq: number; active_at: number; summary: string | null };

const toRow = (row: StoredRow): InboxRow => ({
  conversationId: row.conversation_id as ConversationId,
  stale: row.stale === 1,
  version: row.version,
  headSeq: row.head_seq,
  activeAt: row.active_at,
  summary: row.summary === null ? null : (JSON.parse(row.summary) as ConversationSummary),
});

export class Inbox {
  readonly #sql: SqlStorage;
  #version: number | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The version of the newest change. Read once per life of the object, when it is first needed. */
  get version(): number {
    this.#version ??= this.#sql.exec<{ version: number | null }>("SELECT max(version) AS version FROM inbox").one().version ?? 0;
    return this.#version;
  }

  has(conversationId: ConversationId): boolean {
    return this.#sql.exec("SELECT 1 FROM inbox WHERE conversation_id = ?", conversationId).toArray().length > 0;
  }

  all(): InboxRow[] {
    return this.#sql.exec<StoredRow>("SELECT * FROM inbox").toArray().map(toRow);
  }

  get(conversationId: ConversationId): InboxRow | null {
    const row = this.#sql.exec<StoredRow>("SELECT * FROM inbox WHERE conversation_id = ?", conversationId).toArray()[0];
    return row === undefined ? null : toRow(row);
  }

  /** Something happened: one row, once, until the next refresh. `known`: whether the conversation was in the inbox. */
  markStale(conversationId: ConversationId): { known: boolean } {
    const row = this.#sql.exec<{ stale: number }>("SELECT stale FROM inbox WHERE conversation_id = ?", conversationId).toArray()[0];
    if (row === undefined) {
      this.#sql.exec("INSERT INTO inbox VALUES (?, 1, 0, 0, 0, NULL)", conversationId);
    } else if (row.stale === 0) {
      this.#sql.exec("UPDATE inbox SET stale = 1 WHERE conversation_id = ?", conversationId);
    }
    return { known: row !== undefined };
  }

  /**
   * Stores what a conversation answered under the next inbox version, if it says anything new.
   *
   * @param seenSeq the highest seq a delivery has shown: beyond the answer's head, the conversation stays stale
   */
  refresh(conversationId: ConversationId, summary: ConversationSummary, seenSeq: number): ConversationEntry {
    const row = this.get(conversationId);
    const stale = seenSeq > summary.headSeq;
    const text = JSON.stringify(summary);
    if (row === null || row.stale !== stale || row.summary === null || JSON.stringify(row.summary) !== text) {
      const version = this.version + 1;
      const activeAt = summary.preview?.createdAt ?? row?.activeAt ?? 0;
      this.#sql.exec("INSERT OR REPLACE INTO inbox VALUES (?, ?, ?, ?, ?, ?)", conversationId, stale ? 1 : 0, version, summary.headSeq, activeAt, text);
      this.#version = version;
      return toEntry(conversationId, summary, version);
    }
    return toEntry(conversationId, summary, row.version);
  }
}

/** As clients see it. */
export function toEntry(conversationId: ConversationId, summary: ConversationSummary, version: number): ConversationEntry {
  return { id: conversationId, ...summary, inboxVersion: version };
}

/** Newest first; then by id, so that pages have a fixed order. */
export function compareRows(a: Pick<InboxRow, "activeAt" | "conversationId">, b: Pick<InboxRow, "activeAt" | "conversationId">): number {
  return b.activeAt - a.activeAt || (a.conversationId < b.conversationId ? -1 : 1);
}

/** One page after `cursor` (`<activeAt>_<conversationId>` of the last row before it). */
export function inboxPage(rows: readonly InboxRow[], cursor: string | undefined, limit: number): { rows: InboxRow[]; cursor: string | null } {
  const sorted = rows.toSorted(compareRows);
  const after = cursor === undefined ? null : parseCursor(cursor);
  const rest = after === null ? sorted : sorted.filter((row) => compareRows(after, row) < 0);
  const page = rest.slice(0, Math.min(limit, wireLimits.maxPageSize));
  const last = page.at(-1);
  return { rows: page, cursor: last === undefined || rest.length === page.length ? null : `${last.activeAt}_${last.conversationId}` };
}

function parseCursor(cursor: string): Pick<InboxRow, "activeAt" | "conversationId"> {
  const underscore = cursor.indexOf("_");
  return { activeAt: Number.parseInt(cursor.slice(0, underscore), 10) || 0, conversationId: cursor.slice(underscore + 1) as ConversationId };
}
