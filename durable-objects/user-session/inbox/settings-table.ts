// The settings of conversations in storage. All but drafts are also in memory once they are needed: few users have many.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Draft } from "../../../schema/protocol/settings.ts";
import type { ChangedSettings, StoredSettings } from "./settings.ts";

type Row = { id: ConversationId; settings: string };

const none: StoredSettings = {};

export class SettingsTable {
  readonly #sql: SqlStorage;
  /** Read once per instance of the object. */
  #all: Map<ConversationId, StoredSettings> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get(conversationId: ConversationId): StoredSettings {
    return this.#loaded().get(conversationId) ?? none;
  }

  draft(conversationId: ConversationId): Draft | null {
    if (this.get(conversationId).hasDraft !== true) return null;
    const query = "SELECT draft FROM conversation_setting WHERE conversation_id = ?";
    const draft = this.#sql.exec<{ draft: string | null }>(query, conversationId).toArray()[0]?.draft ?? null;
    return draft === null ? null : (JSON.parse(draft) as Draft);
  }

  get drafts(): number {
    return [...this.#loaded().values()].filter(({ hasDraft }) => hasDraft === true).length;
  }

  /** One row, deleted when nothing is set any more. @returns whether anything was changed */
  put(conversationId: ConversationId, { stored, draft }: ChangedSettings): boolean {
    const before = JSON.stringify(this.get(conversationId));
    const settings = JSON.stringify(stored);
    if (settings === before && draft === undefined) return false;
    if (settings === "{}") this.#sql.exec("DELETE FROM conversation_setting WHERE conversation_id = ?", conversationId);
    else if (draft === undefined)
      this.#sql.exec(
        "INSERT INTO conversation_setting VALUES (?1, ?2, NULL) ON CONFLICT DO UPDATE SET settings = ?2",
        conversationId,
        settings,
      );
    else
      this.#sql.exec(
        "INSERT OR REPLACE INTO conversation_setting VALUES (?, ?, ?)",
        conversationId,
        settings,
        draft === null ? null : JSON.stringify(draft),
      );
    this.#loaded().set(conversationId, stored);
    return true;
  }

  #loaded(): Map<ConversationId, StoredSettings> {
    if (this.#all === null) {
      const rows = this.#sql.exec<Row>("SELECT conversation_id AS id, settings FROM conversation_setting").toArray();
      this.#all = new Map(rows.map(({ id, settings }) => [id, JSON.parse(settings) as StoredSettings]));
    }
    return this.#all;
  }
}
