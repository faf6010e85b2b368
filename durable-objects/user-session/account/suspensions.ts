// Whether this user is suspended: one row, which the session alone changes. While it is in force no sign-in is, so whoever
// has one need not ask here.
import type { ActDetail, OperatorAct, SuspensionCopy } from "../../../schema/jobs/operator-act.ts";
import type { Suspension } from "../../../schema/protocol/http-accounts-of-users.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";

type SuspensionRow = {
  revision: number;
  is_over: number;
  at: number;
  until: number | null;
  operator: string;
  reason: string;
  act_id: string;
  act_at: number;
  act_detail: string;
};

/** A change that was made, with what its record says. */
export interface SuspensionChange {
  readonly copy: SuspensionCopy;
  readonly detail: ActDetail;
}

export class Suspensions {
  readonly #sql: SqlStorage;
  readonly #now: () => number;

  constructor(sql: SqlStorage, now: () => number) {
    this.#sql = sql;
    this.#now = now;
  }

  /** The suspension in force. Read from storage: a replaced instance must not answer from memory. */
  inForce(): Suspension | null {
    const row = this.#load();
    if (row === undefined || row.is_over === 1 || (row.until !== null && row.until <= this.#now())) return null;
    const { at, operator: by, reason, until } = row;
    return { at, by, reason, until };
  }

  get isInForce(): boolean {
    return this.inForce() !== null;
  }

  /** For whoever has shown the right password: SUSPENDED with the ms until it ends by itself, if it does; null if not in force. */
  refusal(): Refused | null {
    const suspension = this.inForce();
    if (suspension === null) return null;
    return refused("SUSPENDED", suspension.until === null ? undefined : suspension.until - this.#now());
  }

  /** What this act has changed, if it was the last. */
  changeBy(actId: string, userId: UserId): SuspensionChange | null {
    const row = this.#load();
    if (row === undefined || row.act_id !== actId) return null;
    return { copy: copyOf(row, userId), detail: JSON.parse(row.act_detail) as ActDetail };
  }

  /**
   * Whether a later act has changed the suspension since this one was asked for.
   *
   * @param latest ms since 1970. An act of a later time was done before the clock was set back, and does not count
   */
  isOutdated({ id, at }: Pick<OperatorAct, "id" | "at">, latest: number): boolean {
    const row = this.#load();
    return row !== undefined && row.act_id !== id && row.act_at > at && row.act_at <= latest;
  }

  begin({ id, at, actor, reason }: OperatorAct, until: number | null, detail: ActDetail): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO suspension VALUES (1, coalesce((SELECT revision FROM suspension), 0) + 1, 0, ?, ?, ?, ?, ?, ?, ?)",
      at,
      until,
      actor,
      reason ?? "",
      id,
      at,
      JSON.stringify(detail),
    );
  }

  /** Also if there is none: then a call to suspend that was made before and comes late is outdated. */
  end({ id, at, actor, reason }: OperatorAct, detail: ActDetail): void {
    this.#sql.exec(
      "INSERT INTO suspension VALUES (1, 1, 1, ?1, NULL, ?2, ?3, ?4, ?1, ?5)" +
        " ON CONFLICT DO UPDATE SET revision = revision + 1, is_over = 1, act_id = ?4, act_at = ?1, act_detail = ?5",
      at,
      actor,
      reason ?? "",
      id,
      JSON.stringify(detail),
    );
  }

  #load(): SuspensionRow | undefined {
    return this.#sql.exec<SuspensionRow>("SELECT * FROM suspension").toArray()[0];
  }
}

const copyOf = ({ revision, is_over, at, operator: by, reason, until }: SuspensionRow, userId: UserId) => ({
  userId,
  revision,
  isOver: is_over === 1,
  at,
  by,
  reason,
  until,
});
