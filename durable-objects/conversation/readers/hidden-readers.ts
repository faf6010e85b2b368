// Readers who show nobody how far they have read: a row for each of them, none for all others. Their sessions own the
// choice and say it with each mark, so that a change of it costs no call to any conversation.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { ReceiptsChoice } from "../../../schema/rpc/conversation.ts";

export class HiddenReaders {
  readonly #sql: SqlStorage;
  readonly #isMember: (userId: UserId) => boolean;
  /** The version of each hidden reader's choice; null until it is first needed. */
  #versions: Map<UserId, number> | null = null;
  /** Those whose sessions have said that they never chose: no row is read for them. */
  readonly #unchosen = new Set<UserId>();

  constructor(sql: SqlStorage, isMember: (userId: UserId) => boolean) {
    this.#sql = sql;
    this.#isMember = isMember;
  }

  /** Whether the one who has just marked is hidden. */
  has(userId: UserId): boolean {
    return !(this.#versions === null && this.#unchosen.has(userId)) && this.all().has(userId);
  }

  /**
   * To be called before the mark that says it moves the cursor, in the same step: nobody is shown that cursor.
   *
   * @returns whether a row was written
   */
  note(userId: UserId, { shown, version }: ReceiptsChoice): boolean {
    if (version === 0) this.#unchosen.add(userId);
    else this.#unchosen.delete(userId);
    if (version === 0) return false;
    const versions = this.#load();
    const known = versions.get(userId);
    if (known === undefined ? shown : version <= known) return false;
    if (shown) {
      this.#sql.exec("DELETE FROM hidden_reader WHERE user_id = ?", userId);
      versions.delete(userId);
    } else {
      this.#sql.exec("INSERT OR REPLACE INTO hidden_reader VALUES (?, ?)", userId, version);
      versions.set(userId, version);
    }
    return true;
  }

  /** Within the transaction in which they leave. */
  deleteRows(userIds: Iterable<UserId>): void {
    for (const userId of userIds) this.#sql.exec("DELETE FROM hidden_reader WHERE user_id = ?", userId);
  }

  /** After that transaction has returned. */
  forget(userIds: Iterable<UserId>): void {
    for (const userId of userIds) {
      this.#unchosen.delete(userId);
      this.#versions?.delete(userId);
    }
  }

  all(): ReadonlyMap<UserId, number> {
    return this.#load();
  }

  /** Without those who left before their rows were deleted with their leaving. */
  #load(): Map<UserId, number> {
    if (this.#versions !== null) return this.#versions;
    const rows = this.#sql
      .exec<{ userId: UserId; version: number }>("SELECT user_id AS userId, version FROM hidden_reader")
      .toArray();
    const versions = new Map<UserId, number>();
    for (const { userId, version } of rows) {
      if (this.#isMember(userId)) versions.set(userId, version);
      else this.#sql.exec("DELETE FROM hidden_reader WHERE user_id = ?", userId);
    }
    this.#versions = versions;
    return versions;
  }
}
