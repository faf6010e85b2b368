// The deployment's open sockets, estimated from those of a sample of its users.
import type { FleetSockets, SocketReport } from "../../schema/rpc/fleet.ts";

const hourMs = 3_600_000;
/** A report counts for so long: if the object that made it was lost with its sockets, nobody takes it back. */
export const reportLivesMs = 72 * hourMs;
/** Who has as many sockets as before costs no row until the report is so old. */
const renewedAfterMs = 12 * hourMs;
/** How long the same estimate is given: it reads all rows. */
const estimateLivesMs = 15_000;
/** The peak of an hour is written again when it is higher by this factor. */
const higherBy = 1.05;
const peakHours = 24;

interface Estimate extends FleetSockets {
  readonly at: number;
}

export class SocketCounts {
  readonly #sql: SqlStorage;
  readonly #now: () => number;
  #estimate: Estimate | null = null;

  constructor(sql: SqlStorage, now: () => number) {
    this.#sql = sql;
    this.#now = now;
  }

  tell({ userId, sockets, oneIn }: SocketReport): void {
    const before = this.#sql
      .exec<{
        sockets: number;
        oneIn: number;
        toldAt: number;
      }>("SELECT sockets, one_in AS oneIn, told_at AS toldAt FROM sampled_user WHERE user_id = ?", userId)
      .toArray()[0];
    if (sockets === 0) {
      if (before !== undefined) this.#sql.exec("DELETE FROM sampled_user WHERE user_id = ?", userId);
      return;
    }
    const isSame = before?.sockets === sockets && before.oneIn === oneIn;
    if (isSame && isWithin(renewedAfterMs, before.toldAt, this.#now())) return;
    this.#sql.exec("INSERT OR REPLACE INTO sampled_user VALUES (?, ?, ?, ?)", userId, sockets, oneIn, this.#now());
  }

  estimate(): FleetSockets {
    const at = this.#now();
    if (this.#estimate === null || !isWithin(estimateLivesMs, this.#estimate.at, at)) this.#estimate = this.#sum(at);
    const { now, highest } = this.#estimate;
    return { now, highest };
  }

  hasAny(): boolean {
    return this.#sql.exec("SELECT 1 FROM sampled_user LIMIT 1").toArray().length > 0;
  }

  /** Deletes what counts no more. @returns whether anything is left */
  forget(): boolean {
    const now = this.#now();
    this.#sql.exec("DELETE FROM sampled_user WHERE abs(? - told_at) >= ?", now, reportLivesMs);
    this.#sql.exec("DELETE FROM socket_peak WHERE hour <= ?", Math.floor(now / hourMs) - peakHours);
    return this.hasAny();
  }

  #sum(at: number): Estimate {
    const { now } = this.#sql
      .exec<{
        now: number;
      }>(
        // The clock may have been set back.
        "SELECT coalesce(sum(sockets * one_in), 0) AS now FROM sampled_user WHERE abs(? - told_at) < ?",
        at,
        reportLivesMs,
      )
      .one();
    const hour = Math.floor(at / hourMs);
    const peaks = this.#sql
      .exec<{
        hour: number;
        sockets: number;
      }>("SELECT hour, sockets FROM socket_peak WHERE hour > ? AND hour <= ?", hour - peakHours, hour)
      .toArray();
    const ofThisHour = peaks.find((peak) => peak.hour === hour)?.sockets ?? 0;
    if (now > ofThisHour * higherBy) this.#sql.exec("INSERT OR REPLACE INTO socket_peak VALUES (?, ?)", hour, now);
    return { at, now, highest: Math.max(now, ...peaks.map(({ sockets }) => sockets)) };
  }
}

const isWithin = (ms: number, at: number, now: number): boolean => Math.abs(now - at) < ms;
