// When somebody had blocked somebody else, as far as the answers to their calls tell.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { HistoryRecord } from "../history/record.ts";

export type BlockWrite = HistoryRecord & { readonly kind: "own" };

/** A call without an answer may be carried out so much later. */
const lateMs = 15_000;
const prefix = "block ";

export class BlockTimes {
  readonly #writes: ReadonlyMap<string, readonly BlockWrite[]>;

  constructor(records: readonly HistoryRecord[]) {
    const writes = records.filter(
      (one): one is BlockWrite => one.kind === "own" && one.key.startsWith(prefix) && one.outcome !== "refused",
    );
    this.#writes = Map.groupBy(writes, ({ user, key }) => `${user} ${key}`);
  }

  #of(user: UserId, other: UserId): readonly BlockWrite[] {
    return this.#writes.get(`${user} ${prefix}${other}`) ?? [];
  }

  /** Whether `user` may have blocked the other one at some time before this one. */
  mayHaveBegun(user: UserId, other: UserId, before: number): boolean {
    return this.#of(user, other).some(({ value, asked }) => value === true && asked <= before);
  }

  /** Whether `user` may have had the other one blocked at some moment from one time to another. */
  mayHold(user: UserId, other: UserId, from: number, to: number): boolean {
    const writes = this.#of(user, other);
    return writes.some((block) => {
      if (block.value !== true || block.asked > to) return false;
      const begunBy = block.outcome === "done" ? block.at : block.at + lateMs;
      return !writes.some(
        (end) => end.value === null && end.outcome === "done" && end.asked >= begunBy && end.at <= from,
      );
    });
  }

  /** The block of `user` that certainly held from `sinceMs` before this time until then; null: none. */
  held(user: UserId, other: UserId, at: number, sinceMs: number): BlockWrite | null {
    const writes = this.#of(user, other);
    const block = writes.findLast((one) => one.value === true && one.outcome === "done" && one.at + sinceMs < at);
    if (block === undefined) return null;
    const mayEnd = writes.some(
      (end) =>
        end.value === null &&
        end.asked <= at &&
        (end.at >= block.asked || (end.outcome === "unknown" && end.at + lateMs >= block.asked)),
    );
    return mayEnd ? null : block;
  }
}
