// Readers who do not show everybody how far they have read: a row for each of them, none for all others. Their sessions own
// the choice and say it with each mark, so that a change of it costs no call to any conversation.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { ReceiptsChoice } from "../../../schema/rpc/conversation.ts";

/** The parts of `storage.kv` that are used. */
type Values = Pick<SyncKvStorage, "get" | "put">;

/** Who of them lets friends see it, with the version of that choice: beside the rows, which code of the version before writes. */
const friendsKey = "receipts-for-friends";
type ForFriends = Readonly<Record<UserId, number>>;

export interface HiddenReadersHost {
  readonly sql: SqlStorage;
  isMember(userId: UserId): boolean;
  /** Null where nobody is a friend: there such a choice hides like every other. */
  readonly forFriends: Values | null;
}

export class HiddenReaders {
  readonly #host: HiddenReadersHost;
  /** The version of each hidden reader's choice; null until it is first needed. */
  #versions: Map<UserId, number> | null = null;
  #forFriends: ForFriends | null = null;
  /** Those whose sessions have said that they never chose: no row is read for them. */
  readonly #unchosen = new Set<UserId>();

  constructor(host: HiddenReadersHost) {
    this.#host = host;
  }

  /** Whether the one who has just marked is hidden. */
  has(userId: UserId): boolean {
    return !(this.#versions === null && this.#unchosen.has(userId)) && this.all().has(userId);
  }

  /** Whether a hidden reader is hidden only from those who are no friends. */
  isForFriends(userId: UserId): boolean {
    const version = this.#load().get(userId);
    return version !== undefined && this.#friends()[userId] === version;
  }

  /**
   * To be called before the mark that says it moves the cursor, in the same step: nobody is shown that cursor.
   *
   * @returns how many rows were written
   */
  note(userId: UserId, { shown, version, friends }: ReceiptsChoice): number {
    if (version === 0) this.#unchosen.add(userId);
    else this.#unchosen.delete(userId);
    if (version === 0) return 0;
    const versions = this.#load();
    const known = versions.get(userId);
    const isForFriends = this.#host.forFriends !== null && friends === true;
    // The same choice may have been noted by code that knew everyone and nobody only.
    const isNew =
      known === undefined || version > known || (version === known && isForFriends && !this.isForFriends(userId));
    if (!isNew || (known === undefined && shown)) return 0;
    if (shown) {
      this.#host.sql.exec("DELETE FROM hidden_reader WHERE user_id = ?", userId);
      versions.delete(userId);
      return 1;
    }
    this.#host.sql.exec("INSERT OR REPLACE INTO hidden_reader VALUES (?, ?)", userId, version);
    versions.set(userId, version);
    return isForFriends ? 1 + this.#noteForFriends(userId, version) : 1;
  }

  /** Within the transaction in which they leave. */
  deleteRows(userIds: Iterable<UserId>): void {
    for (const userId of userIds) this.#host.sql.exec("DELETE FROM hidden_reader WHERE user_id = ?", userId);
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

  #noteForFriends(userId: UserId, version: number): number {
    const noted = { ...this.#friends(), [userId]: version };
    this.#host.forFriends?.put(friendsKey, noted);
    this.#forFriends = noted;
    return 1;
  }

  /** A version that is not the row's is of a choice that is over. */
  #friends(): ForFriends {
    this.#forFriends ??= this.#host.forFriends?.get<ForFriends>(friendsKey) ?? {};
    return this.#forFriends;
  }

  /** Without those who left before their rows were deleted with their leaving. */
  #load(): Map<UserId, number> {
    if (this.#versions !== null) return this.#versions;
    const rows = this.#host.sql
      .exec<{ userId: UserId; version: number }>("SELECT user_id AS userId, version FROM hidden_reader")
      .toArray();
    const versions = new Map<UserId, number>();
    for (const { userId, version } of rows) {
      if (this.#host.isMember(userId)) versions.set(userId, version);
      else this.#host.sql.exec("DELETE FROM hidden_reader WHERE user_id = ?", userId);
    }
    this.#versions = versions;
    return versions;
  }
}
