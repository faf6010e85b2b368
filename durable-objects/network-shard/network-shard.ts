// The actor that counts calls without an account, for the networks that fall to it. It knows keyed hashes only. One more of this
// class counts the bytes that the whole deployment takes.
import { DurableObject } from "cloudflare:workers";
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import { windowMs, type CountCall, type NetworkShardRpc, type OverLimit } from "../../schema/rpc/network-shard.ts";
import type { Env } from "../runtime/env.ts";
import { leftNested, takeNested, windowAt } from "./nested-limits.ts";
import { dayPrefix, ShardCounts } from "./shard-counts.ts";

export class NetworkShard extends DurableObject<Env> implements NetworkShardRpc {
  readonly #counts: ShardCounts;
  /** An alarm will delete today's rows. False after a sleep too, when that is not known. */
  #isAlarmSet = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#counts = new ShardCounts(ctx.storage.kv);
  }

  // One synchronous step: no parallel call comes between the look and the count.
  async count(call: CountCall): Promise<OverLimit | QuotaLeft | null> {
    const counts = this.#counts.at(Date.now());
    const over = takeNested(counts, call, counts.nowMs);
    if (over !== null) return over;
    const left = call.tells === true ? leftNested(counts, call, counts.nowMs) : null;
    await this.#setAlarm(windowAt("day", counts.nowMs));
    return left;
  }

  /** The names of a day end with it, and so do its counts. */
  override async alarm(): Promise<void> {
    const { kv } = this.ctx.storage;
    const today = windowAt("day", Date.now());
    const kept = [...kv.list({ prefix: dayPrefix(today) })];
    // Costs nothing, however many rows there were.
    await this.ctx.storage.deleteAll();
    this.#isAlarmSet = false;
    for (const [key, row] of kept) kv.put(key, row);
    if (kept.length > 0) await this.#setAlarm(today);
  }

  /** To ring when this day is over. */
  async #setAlarm(day: number): Promise<void> {
    if (this.#isAlarmSet) return;
    const { storage } = this.ctx;
    if ((await storage.getAlarm()) === null) await storage.setAlarm((day + 1) * windowMs.day);
    this.#isAlarmSet = true;
  }
}
