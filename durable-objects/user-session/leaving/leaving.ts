// Whether this user deletes their account: one row, from the moment that they ask for it. Until its time they may come back
// by signing in; then `ending.ts` erases what they leave behind (decision 82).
import type { OperatorAct } from "../../../schema/jobs/operator-act.ts";
import type { ActName } from "../../../schema/operators/act-names.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { JobOutbox } from "../../runtime/job-outbox.ts";

/** `leaving`: may come back. `ending`: is being erased. `gone`: nothing is left of them here but this row. */
const states = ["leaving", "ending", "gone"] as const;
type State = (typeof states)[number];

type Row = { ends_at: number; erase_messages: number; state: number; step: string };

interface Stored {
  readonly endsAt: number;
  readonly eraseMessages: boolean;
  readonly state: State;
  /** Of the erasure: the next one to take. */
  readonly step: string;
}

export interface LeavingHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly limits: Pick<Limits, "ACCOUNT_RESTORE_SECONDS">;
  readonly jobs: Pick<JobOutbox, "add">;
  readonly now: () => number;
}

export class Leaving {
  readonly #host: LeavingHost;
  /** Undefined: not read since the last write. Null: the account stays. */
  #known: Stored | null | undefined;

  constructor(host: LeavingHost) {
    this.#host = host;
  }

  /** Null: the account stays. */
  get stored(): Stored | null {
    if (this.#known !== undefined) return this.#known;
    const query = "SELECT ends_at, erase_messages, state, step FROM leaving";
    const row = this.#host.sql.exec<Row>(query).toArray()[0];
    if (row === undefined) return (this.#known = null);
    const { ends_at: endsAt, erase_messages: erase, step } = row;
    return (this.#known = { endsAt, eraseMessages: erase === 1, state: states[row.state] ?? "gone", step });
  }

  /** Whether nobody can come back any more: the user takes part in nothing. */
  get isOver(): boolean {
    const { state = "leaving" } = this.stored ?? {};
    return state !== "leaving";
  }

  /**
   * For whoever has shown the right password, and for what the user has left to be done: ACCOUNT_LEAVING with the ms for
   * which they may come back; INVALID_CREDENTIALS once they may not, as for a name that nobody has. Null if the account
   * stays.
   */
  refusal(): Refused | null {
    if (this.stored === null) return null;
    const { endsAt, state } = this.stored;
    const leftMs = endsAt - this.#host.now();
    return state === "leaving" && leftMs > 0 ? refused("ACCOUNT_LEAVING", leftMs) : refused("INVALID_CREDENTIALS");
  }

  /** Within a transaction of the caller's, who signs all devices out. A repeat changes nothing. @returns when it ends */
  begin(eraseMessages: boolean): number {
    if (this.stored !== null) return this.stored.endsAt;
    const askedAt = this.#host.now();
    const endsAt = askedAt + this.#host.limits.ACCOUNT_RESTORE_SECONDS * 1_000;
    this.#write("INSERT INTO leaving VALUES (1, ?, ?, ?, 0, '')", askedAt, endsAt, eraseMessages ? 1 : 0);
    this.#record("account-deletion-begun", crypto.randomUUID(), { until: endsAt, eraseMessages });
    return endsAt;
  }

  /** Within a transaction of the caller's: the user has come back, as long as `refusal` says that they may. */
  cancel(): void {
    this.#write("DELETE FROM leaving WHERE state = 0");
    this.#record("account-deletion-cancelled", crypto.randomUUID(), {});
  }

  /** Takes the next step of the erasure: from the first one on nobody comes back. */
  begun(step: string): void {
    if (this.stored?.state !== "ending" || this.stored.step !== step)
      this.#write("UPDATE leaving SET state = 1, step = ? WHERE state < 2", step);
  }

  /** Within the transaction that erases the session's rows. */
  ended(): void {
    const { eraseMessages = false } = this.stored ?? {};
    this.#write("UPDATE leaving SET state = 2, step = ''");
    // The same however often the last step is repeated.
    this.#record("account-deleted", `deleted-${this.#host.userId}`, { eraseMessages });
  }

  #write(query: string, ...values: readonly SqlStorageValue[]): void {
    // Before: neither a write that fails nor a transaction that is rolled back leaves anything wrong.
    this.#known = undefined;
    this.#host.sql.exec(query, ...values);
  }

  /** In the audit log of operators, where nobody but operators acts otherwise. */
  #record(name: ActName, id: string, detail: Readonly<Record<string, number | boolean>>): void {
    const { jobs, userId, now } = this.#host;
    const act: OperatorAct = { id, at: now(), actor: "user", role: "user", act: name, subject: userId, reason: null };
    jobs.add("operator-act", { record: { ...act, result: "done", detail } }, id);
  }
}
