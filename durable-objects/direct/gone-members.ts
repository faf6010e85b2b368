// Members whose account is deleted: nothing is sent to them any more. Their session says so once, when the account has ended.
import type { UserId } from "../../schema/protocol/ids.ts";

export class GoneMembers {
  readonly #sql: SqlStorage;
  readonly #gone = new Set<UserId>();

  /** @param isStored whether there is a conversation, and so the table */
  constructor(sql: SqlStorage, isStored: boolean) {
    this.#sql = sql;
    if (!isStored) return;
    for (const { id } of sql.exec<{ id: UserId }>("SELECT user_id AS id FROM gone_member")) this.#gone.add(id);
  }

  get isAny(): boolean {
    return this.#gone.size > 0;
  }

  has(userId: UserId): boolean {
    return this.#gone.has(userId);
  }

  add(userId: UserId): void {
    if (this.#gone.has(userId)) return;
    this.#sql.exec("INSERT INTO gone_member VALUES (?) ON CONFLICT DO NOTHING", userId);
    this.#gone.add(userId);
  }
}
