// A sender's budget of late ids: each of them searches the log.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { TokenBucket } from "../../runtime/token-bucket.ts";

export class LateLookups {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<UserId, TokenBucket>();
  /** Paid for once: a batch that is taken apart, since another's item is poisonous, is applied again. */
  readonly #paid = new WeakSet<object>();

  /** @param now the clock, not the log's time: that stands still while the clock is behind it, and every id looks late */
  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /**
   * 0, or the ms until the sender may ask again.
   *
   * @param op the operation that asks: the same one pays once
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
