// The notices of a user in storage, and in memory once they are needed. Nobody without a subscription has any.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Notice } from "./notice.ts";

type Row = { id: ConversationId; seq: number; at: number; told: string };

export class NoticeTable {
  readonly #sql: SqlStorage;
  #all: Map<ConversationId, Notice> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get all(): ReadonlyMap<ConversationId, Notice> {
    return this.#loaded();
  }

  get(conversationId: ConversationId): Notice | null {
    return this.#loaded().get(conversationId) ?? null;
  }

  /** One row; none if it is the one that is there. */
  put(conversationId: ConversationId, notice: Notice): void {
    if (this.get(conversationId) === notice) return;
    const { seq, at, told } = notice;
    this.#sql.exec("INSERT OR REPLACE INTO notice VALUES (?, ?, ?, ?)", conversationId, seq, at, JSON.stringify(told));
    this.#loaded().set(conversationId, notice);
  }

  delete(conversationId: ConversationId): void {
    this.#sql.exec("DELETE FROM notice WHERE conversation_id = ?", conversationId);
    this.#loaded().delete(conversationId);
  }

  /** Nobody is to be told anything any more. */
  clear(): void {
    this.#sql.exec("DELETE FROM notice");
    this.#all = null;
  }

  /** The account has ended, and all rows are gone. */
  forget(): void {
    this.#all = null;
  }

  #loaded(): Map<ConversationId, Notice> {
    if (this.#all === null) {
      const rows = this.#sql.exec<Row>("SELECT conversation_id AS id, seq, at, told FROM notice").toArray();
      this.#all = new Map(
        rows.map(({ id, seq, at, told }) => [id, { seq, at, told: JSON.parse(told) as Notice["told"] }]),
      );
    }
    return this.#all;
  }
}
