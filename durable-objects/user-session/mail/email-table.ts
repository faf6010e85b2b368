// Where the user gets mails, and what they were told by them: one row, and none of whoever has never given an address.
import type { ConversationId } from "../../../schema/protocol/ids.ts";

/** `id` is in the links of the mails that go there: 128 bits of chance. */
export interface Address {
  readonly id: string;
  readonly address: string;
}

/** A try to send a digest that is not settled. */
export interface DigestClaim {
  readonly jobId: string;
  /** ms since 1970. */
  readonly at: number;
  /** What was told before it. */
  readonly before: Told;
}

/** By conversation, how far digests have told. */
export type Told = Readonly<Record<ConversationId, number>>;

export interface Stored {
  /** Proven; null: none. */
  readonly current: Address | null;
  /** To be proven; null: none. */
  readonly pending: (Address & { readonly askedAt: number }) | null;
  /** When to look for what was missed, ms since 1970; null: once something comes. */
  readonly digestAt: number | null;
  readonly told: Told;
  readonly claim: DigestClaim | null;
}

/** As long as before: a shorter row, or none, leaves the bytes in the file (decision 72). */
export const overwriteEmail = "UPDATE email SET state = printf('%-*s', length(CAST(state AS BLOB)), '{}')";

const none: Stored = { current: null, pending: null, digestAt: null, told: {}, claim: null };

export class EmailTable {
  readonly #sql: SqlStorage;
  /** Read once, and again after a write. */
  #known: Stored | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get stored(): Stored {
    return (this.#known ??= this.#load());
  }

  /** One row; none if nothing changes. */
  edit(change: Partial<Stored>): void {
    const text = JSON.stringify({ ...this.stored, ...change });
    if (text === JSON.stringify(this.stored)) return;
    this.#known = null;
    this.#sql.exec("INSERT OR REPLACE INTO email VALUES (1, ?)", text);
  }

  /** The user has no address, and gets no mails. */
  clear(): void {
    this.#sql.exec(overwriteEmail);
    this.#known = null;
  }

  /** The account has ended, and all rows are gone. */
  forget(): void {
    this.#known = null;
  }

  /** To count none reads no row, while to look for one does. */
  #load(): Stored {
    const { n } = this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM email").one();
    if (n === 0) return none;
    const { state } = this.#sql.exec<{ state: string }>("SELECT state FROM email").one();
    return { ...none, ...(JSON.parse(state) as Partial<Stored>) };
  }
}
