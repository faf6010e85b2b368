// What a log needs from its conversation, and what it tells of each commit.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { StreamEvent } from "../../../schema/rpc/conversation.ts";
import type { FlushRules } from "../ops/operation.ts";

export interface LogHost<Change, Done> {
  readonly conversationId: ConversationId;
  readonly limits: Limits;
  /** Of storage: with more, messages are refused. */
  readonly maxBytes: number;
  now(): number;
  /** The rules that judge every operation. Called at the flush, never earlier. */
  beginFlush(): FlushRules<Change, Done>;
  /** The seq up to which every subscriber has everything; stored with the next event. */
  settledSeq(): number;
  /** Called in a flush's transaction: these events, of messages and edits, were overwritten by their tombstones. */
  erased(seqs: readonly number[]): void;
  /** Called once after each commit that changed something. */
  committed(change: Committed): void;
  /** Reports why operations failed: their callers only get a code. */
  report(cause: unknown): void;
  abort(cause: unknown): void;
}

export interface Committed {
  readonly events: readonly StreamEvent[];
  /** Cursors that moved, with the seq that each reader has now read. */
  readonly cursors: readonly { readonly userId: UserId; readonly seq: number }[];
  /** The clock of a message that burns has begun. */
  readonly hasStarted: boolean;
  /** Events that were overwritten by their tombstones. */
  readonly erased: readonly number[];
}
