// The settings of conversations in storage. All but drafts are also in memory once they are needed: few users have many.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Draft } from "../../../schema/protocol/settings.ts";
import type { ChangedSettings, StoredSettings } from "./settings.ts";
import { putSettings, storedDraft, type SettingsRow } from "./stored-draft.ts";

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
    const { draft = null } = this.#row(conversationId) ?? {};
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
    else {
      const column = this.#columnWith({ conversationId, settings }, draft);
      this.#sql.exec(putSettings, conversationId, settings, column);
    }
    this.#loaded().set(conversationId, stored);
    return true;
  }

  /** @param draft undefined: it stays as it is */
  #columnWith(
    row: { readonly conversationId: ConversationId; readonly settings: string },
    draft: Draft | null | undefined,
  ): string | null {
    const before = this.#row(row.conversationId);
    if (draft === undefined && (before?.draft ?? null) === null) return null;
    return storedDraft(row, draft === undefined ? this.draft(row.conversationId) : draft, before);
  }

  #row(conversationId: ConversationId): SettingsRow | null {
    const query = "SELECT settings, draft FROM conversation_setting WHERE conversation_id = ?";
    return this.#sql.exec<{ settings: string; draft: string | null }>(query, conversationId).toArray()[0] ?? null;
  }

  #loaded(): Map<ConversationId, StoredSettings> {
    if (this.#all === null) {
      const rows = this.#sql.exec<Row>("SELECT conversation_id AS id, settings FROM conversation_setting").toArray();
      this.#all = new Map(rows.map(({ id, settings }) => [id, JSON.parse(settings) as StoredSettings]));
    }
    return this.#all;
  }
}
