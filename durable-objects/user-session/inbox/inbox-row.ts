// A row of the inbox, as it is stored and as it is read.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";

export interface InboxRow {
  readonly conversationId: ConversationId;
  readonly stale: boolean;
  readonly version: number;
  readonly headSeq: number;
  readonly activeAt: number;
  /** Null before the first refresh. */
  readonly summary: ConversationSummary | null;
}

export type StoredRow = {
  conversation_id: string;
  stale: number;
  version: number;
  head_seq: number;
  active_at: number;
  summary: string | null;
};

export const toRow = (row: StoredRow): InboxRow => ({
  conversationId: row.conversation_id as ConversationId,
  stale: row.stale === 1,
  version: row.version,
  headSeq: row.head_seq,
  activeAt: row.active_at,
  summary: row.summary === null ? null : (JSON.parse(row.summary) as ConversationSummary),
});
