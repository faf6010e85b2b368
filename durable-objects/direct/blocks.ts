// Copies of the blocks of the two members, by which the conversation judges what they do. Each is owned by the member's
// session, which tells of it before the member's call returns.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { BlockCopy } from "../../schema/rpc/conversation.ts";

type Row = { user_id: UserId; version: number; active: number };

export class BlockCopies {
  readonly #sql: SqlStorage;
  readonly #byUser = new Map<UserId, BlockCopy>();

  /** @param isStored whether there is a conversation, and so the table */
  constructor(sql: SqlStorage, isStored: boolean) {
    this.#sql = sql;
    if (!isStored) return;
    for (const { user_id: userId, version, active } of sql.exec<Row>("SELECT * FROM block"))
      this.#byUser.set(userId, { version, active: active === 1 });
  }

  /** Whether either has blocked the other: then nothing goes either way. */
  get isAny(): boolean {
    return [...this.#byUser.values()].some(({ active }) => active);
  }

  has(by: UserId): boolean {
    return this.#byUser.get(by)?.active === true;
  }

  /** An earlier version comes late, and changes nothing. */
  put(userId: UserId, copy: BlockCopy): void {
    if ((this.#byUser.get(userId)?.version ?? 0) >= copy.version) return;
    this.#sql.exec("INSERT OR REPLACE INTO block VALUES (?, ?, ?)", userId, copy.version, copy.active ? 1 : 0);
    this.#byUser.set(userId, copy);
  }
}
