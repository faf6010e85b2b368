// Wrong passwords of existing accounts, added up by coarse network and hour, and told to the audit.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { JobOutbox } from "../runtime/job-outbox.ts";

const hourMs = 3_600_000;
/** How long after a wrong password the audit is told, with all that came meanwhile. */
const tellAfterMs = 60_000;
/** Of one account in one hour; what comes from further networks is added up as from one that is not known. */
const mostNetworks = 20;
/** Of one ring: what is left is told at the next. */
const mostTold = 500;

type Row = { user_id: string; hour: number; network: string; count: number; locked: number };

export interface FailedSignIn {
  readonly userId: UserId;
  /** The coarse network; null where no address is known. */
  readonly network: string | null;
  /** The network is refused from now on. */
  readonly locked: boolean;
}

/** A row for each account, hour and coarse network: never one for each attempt. */
export class FailedSignIns {
  readonly #sql: SqlStorage;
  readonly #jobs: Pick<JobOutbox, "add">;
  readonly #now: () => number;
  #tellAt: number | null;

  constructor(sql: SqlStorage, jobs: Pick<JobOutbox, "add">, now: () => number) {
    this.#sql = sql;
    this.#jobs = jobs;
    this.#now = now;
    this.#tellAt = this.#hasUntold() ? now() : null;
  }

  add({ userId, network, locked }: FailedSignIn): void {
    const hour = Math.floor(this.#now() / hourMs);
    const named = network === null || this.#hasPlace(userId, hour, network) ? network : null;
    this.#sql.exec(
      `INSERT INTO failed_sign_in VALUES (?, ?, ?, 1, ?, 0)
       ON CONFLICT DO UPDATE SET count = count + 1, locked = max(locked, excluded.locked)`,
      userId,
      hour,
      named ?? "",
      locked ? 1 : 0,
    );
    this.#tellAt = Math.min(this.#tellAt ?? Infinity, this.#now() + tellAfterMs);
  }

  /** When `tell` has something to do, ms since 1970. */
  dueAt(): number | null {
    return this.#tellAt;
  }

  /** Adds a job for each row that changed, and forgets rows of hours that are over. `JobOutbox.flush` must follow. */
  tell(): void {
    const query = "SELECT user_id, hour, network, count, locked FROM failed_sign_in WHERE told < count LIMIT ?";
    for (const row of this.#sql.exec<Row>(query, mostTold).toArray()) {
      const { user_id, hour, network, count, locked } = row;
      const payload = {
        event: "sign-in-failed",
        userId: user_id as UserId,
        deviceId: null,
        hourAt: hour * hourMs,
        network: network === "" ? null : network,
        count,
        locked: locked === 1,
      } as const;
      this.#jobs.add("account-audit", payload);
      this.#sql.exec(
        "UPDATE failed_sign_in SET told = count WHERE user_id = ? AND hour = ? AND network = ?",
        user_id,
        hour,
        network,
      );
    }
    const hour = Math.floor(this.#now() / hourMs);
    this.#sql.exec("DELETE FROM failed_sign_in WHERE told = count AND hour <> ?", hour);
    this.#tellAt = this.#hasRows() ? this.#now() + (this.#hasUntold() ? 0 : hourMs) : null;
  }

  #hasPlace(userId: UserId, hour: number, network: string): boolean {
    const query = "SELECT network FROM failed_sign_in WHERE user_id = ? AND hour = ? AND network <> '' LIMIT ?";
    const named = this.#sql.exec<{ network: string }>(query, userId, hour, mostNetworks).toArray();
    return named.length < mostNetworks || named.some((row) => row.network === network);
  }

  #hasUntold(): boolean {
    return this.#sql.exec("SELECT 1 FROM failed_sign_in WHERE told < count LIMIT 1").toArray().length > 0;
  }

  #hasRows(): boolean {
    return this.#sql.exec("SELECT 1 FROM failed_sign_in LIMIT 1").toArray().length > 0;
  }
}
