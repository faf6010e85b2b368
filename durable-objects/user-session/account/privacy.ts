// Whether others see what the user has read, and that they are there at all: the user's own choice. Rows once they have chosen;
// read when they are first needed.
import type { PrivacySettings } from "../../../schema/protocol/privacy.ts";
import { isGroupId, membersOfDirect, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { ReceiptsChoice } from "../../../schema/rpc/conversation.ts";

type Choices = Pick<PrivacySettings, "receiptsFor" | "invisible">;

interface Stored extends Choices {
  readonly version: number;
}

/** Of a user who has never chosen. */
const unchosen: Stored = { version: 0, receiptsFor: "everyone", invisible: false };

/**
 * The version of the choice by which friends see receipts. The row says then that nobody does, which is what code of the
 * version before makes of it.
 */
export const friendsKey = "receipts-for-friends";

export interface PrivacyHost {
  readonly sql: SqlStorage;
  readonly kv: Pick<SyncKvStorage, "get" | "put">;
  readonly userId: UserId;
  isFriend(userId: UserId): boolean;
}

export class Privacy {
  readonly #host: PrivacyHost;
  #stored: Stored | null = null;

  constructor(host: PrivacyHost) {
    this.#host = host;
  }

  get choices(): Pick<PrivacySettings, "receipts" | "receiptsFor" | "invisible"> {
    const { receiptsFor, invisible } = this.#now();
    return { receipts: receiptsFor !== "nobody", receiptsFor, invisible };
  }

  get isInvisible(): boolean {
    return this.#now().invisible;
  }

  /** What conversations are told with each mark. Who is invisible shows nothing of what they read. */
  get receipts(): ReceiptsChoice {
    const { receiptsFor, invisible, version } = this.#now();
    const isForFriends = receiptsFor === "friends" && !invisible;
    return {
      shown: receiptsFor === "everyone" && !invisible,
      ...(isForFriends && { friends: true as const }),
      version,
    };
  }

  /** Stores nothing if all is chosen like that already. */
  edit(patch: Partial<Choices>): void {
    const before = this.#now();
    const { receiptsFor, invisible } = { ...before, ...patch };
    if (receiptsFor === before.receiptsFor && invisible === before.invisible) return;
    const { sql, kv } = this.#host;
    const version = before.version + 1;
    sql.exec("INSERT OR REPLACE INTO privacy VALUES (1, ?, ?)", version, receiptsFor === "everyone" ? 1 : 0);
    if (receiptsFor === "friends") kv.put(friendsKey, version);
    if (invisible !== before.invisible) sql.exec("INSERT OR REPLACE INTO visibility VALUES (1, ?)", invisible ? 1 : 0);
    this.#stored = { version, receiptsFor, invisible };
  }

  /** Whether this user is shown nobody's receipts here: in direct conversations whoever gives none gets none. */
  seesNoReceiptsIn(conversationId: ConversationId): boolean {
    const { shown, friends = false } = this.receipts;
    if (shown || isGroupId(conversationId)) return false;
    return !(friends && membersOfDirect(conversationId)?.some((id) => this.#host.isFriend(id)) === true);
  }

  /** Of a delivery's signals, as frames: those that this user is shown. */
  shown(conversationId: ConversationId, signals: readonly string[]): readonly string[] {
    if (signals.length === 0 || this.receipts.shown) return signals;
    return signals.filter((text) => {
      const { type, userId } = JSON.parse(text) as { readonly type: string; readonly userId?: UserId };
      return type !== "read-receipt" || userId === this.#host.userId || !this.seesNoReceiptsIn(conversationId);
    });
  }

  #now(): Stored {
    this.#stored ??= this.#load();
    return this.#stored;
  }

  #load(): Stored {
    const query = "SELECT version, receipts FROM privacy";
    const { sql, kv } = this.#host;
    const row = sql.exec<{ version: number; receipts: number }>(query).toArray()[0];
    if (row === undefined) return unchosen;
    const seen = sql.exec<{ invisible: number }>("SELECT invisible FROM visibility").toArray()[0];
    const { version, receipts } = row;
    const hidden = (): "friends" | "nobody" => (kv.get<number>(friendsKey) === version ? "friends" : "nobody");
    return { version, receiptsFor: receipts === 0 ? hidden() : "everyone", invisible: Boolean(seen?.invisible) };
  }
}
