// The messages that the user has starred: where they are, never what they say.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Star, StarChangedFrame, StarredResult } from "../../../schema/protocol/stars.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { PageQuery } from "../../../schema/rpc/session-questions.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { numberOf, pageOf } from "../newest-first.ts";
import type { Inbox } from "./inbox.ts";
import type { Conversations } from "./conversations.ts";

type Row = { conversation_id: ConversationId; seq: number; at: number };

export interface StarsHost {
  readonly sql: SqlStorage;
  readonly budgets: Pick<Budgets, "take">;
  readonly inbox: Pick<Inbox, "has">;
  readonly conversations: Pick<Conversations, "loadPage">;
  now(): number;
  /** Tells all of the user's devices. */
  tell(frame: StarChangedFrame): void;
}

export class Stars {
  readonly #host: StarsHost;

  constructor(host: StarsHost) {
    this.#host = host;
  }

  /** @throws ActorUnavailable */
  async star(conversationId: ConversationId, seq: number): Promise<{ ok: true } | Refused> {
    const page = await this.#host.conversations.loadPage(conversationId, { after: seq - 1, limit: 1 });
    if ("refusal" in page) return page;
    const [frame] = page.frames;
    if (frame === undefined || !isMessage(frame, seq)) return refused("MESSAGE_NOT_FOUND");
    const refusal = this.#host.budgets.take({ settings: 1 });
    if (refusal !== null) return { refusal };
    const { sql } = this.#host;
    const known = "SELECT 1 FROM starred_message WHERE conversation_id = ? AND seq = ?";
    if (sql.exec(known, conversationId, seq).toArray().length > 0) return { ok: true };
    // Each has a time of its own: pages go on behind one.
    const query = "SELECT count(*) AS count, coalesce(max(at), 0) AS newest FROM starred_message";
    const { count, newest } = sql.exec<{ count: number; newest: number }>(query).one();
    if (count >= wireLimits.maxStars) return refused("TOO_MANY");
    const at = Math.max(this.#host.now(), newest + 1);
    sql.exec("INSERT INTO starred_message VALUES (?, ?, ?)", conversationId, seq, at);
    this.#host.tell({ type: "star-changed", conversationId, seq, starredAt: at });
    return { ok: true };
  }

  unstar(conversationId: ConversationId, seq: number): { ok: true } | Refused {
    if (!this.#host.inbox.has(conversationId)) return refused("CONVERSATION_NOT_FOUND");
    const refusal = this.#host.budgets.take({ settings: 1 });
    if (refusal !== null) return { refusal };
    const query = "DELETE FROM starred_message WHERE conversation_id = ? AND seq = ?";
    const { rowsWritten } = this.#host.sql.exec(query, conversationId, seq);
    if (rowsWritten > 0) this.#host.tell({ type: "star-changed", conversationId, seq, starredAt: null });
    return { ok: true };
  }

  /** The newest first. */
  list({ cursor, limit }: PageQuery): StarredResult {
    const query = "SELECT * FROM starred_message WHERE at < ? ORDER BY at DESC LIMIT ?";
    const rows = this.#host.sql.exec<Row>(query, numberOf(cursor), limit + 1).toArray();
    const stars = rows.map((row): Star => ({ conversationId: row.conversation_id, seq: row.seq, starredAt: row.at }));
    return pageOf(stars, limit, ({ starredAt }) => starredAt);
  }
}

/** The page begins with the next event that the user sees. */
function isMessage(frame: string, seq: number): boolean {
  const event = JSON.parse(frame) as { readonly type: string; readonly seq: number };
  return event.type === "new-message" && event.seq === seq;
}
