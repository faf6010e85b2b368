// A sender's budget of late ids: each late id costs a search of the log.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { TokenBucket } from "../../runtime/token-bucket.ts";

export class LateLookups {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<UserId, TokenBucket>();
  /** Operations that have paid. A batch that fails is applied again one by one, and must not pay twice. */
  readonly #paid = new WeakSet<object>();

  /**
   * @param now the clock, not the log's time: log time stands still while the clock is behind it, and every id would
   * look late
   */
  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /**
   * Takes one look-up from the sender's budget.
   *
   * @param op the operation that needs the look-up: the same operation pays once
   * @returns 0, or the ms until the sender may try again
   */
  pay(senderId: UserId, op: object): number {
    if (this.#paid.has(op)) return 0;
    const nowMs = this.#now();
    const bucket = this.#buckets.get(senderId) ?? new TokenBucket(this.#perMinute / 60, this.#perMinute, nowMs);
    this.#buckets.set(senderId, bucket);
    const waitMs = bucket.take(nowMs);
    if (waitMs === 0) this.#paid.add(op);
    return waitMs;
  }
}
