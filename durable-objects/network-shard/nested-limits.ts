// Nested limits: a call counts in all of its networks or in none. Pure.
import { windowMs, windows, type CountCall, type OverLimit, type Window } from "../../schema/rpc/network-shard.ts";

/** What was counted in the windows of now. */
export interface Counts {
  used(key: string, window: Window): number;
  /** Counts in each of these windows. */
  add(key: string, within: readonly Window[], amount: number): void;
  /** After all that one call added. */
  save(): void;
}

/** The number of the window that this time lies in. */
export const windowAt = (window: Window, nowMs: number): number => Math.floor(nowMs / windowMs[window]);

/**
 * A refused call is counted nowhere, so a narrow network takes at most its own limit from the wider ones.
 *
 * @returns null if the call was counted
 */
export function takeNested(counts: Counts, { kind, networks, amount }: CountCall, nowMs: number): OverLimit | null {
  const refusals = networks.flatMap(({ name, limits }) =>
    windows.flatMap((window) => {
      const limit = limits[window];
      if (limit === undefined || counts.used(`${kind}/${name}`, window) + amount <= limit) return [];
      return [{ name, window, limit, retryAfterMs: (windowAt(window, nowMs) + 1) * windowMs[window] - nowMs }];
    }),
  );
  const [first, ...others] = refusals;
  // Of equally long ones the widest: the caller's neighbours need not ask then.
  if (first !== undefined)
    return others.reduce((one, other) => (other.retryAfterMs < one.retryAfterMs ? one : other), first);
  for (const { name, limits } of networks) {
    counts.add(
      `${kind}/${name}`,
      windows.filter((window) => limits[window] !== undefined),
      amount,
    );
  }
  counts.save();
  return null;
}
