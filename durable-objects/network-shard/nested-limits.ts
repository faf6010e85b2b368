// Nested limits: a call counts in all of its networks or in none. Pure.
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import {
  windowMs,
  windows,
  type CountCall,
  type NetworkLimits,
  type OverLimit,
  type Window,
} from "../../schema/rpc/network-shard.ts";

/** What was counted in the windows of now. */
export interface Counts {
  used(key: string, window: Window): number;
  /** Counts in each of these windows. */
  add(key: string, within: readonly Window[], amount: number): void;
  /** After all that one call added. */
  save(): void;
}

/** What the nearest of its limits leaves to a call of the first network, after it was counted; null without limits. */
export function leftNested(counts: Counts, { kind, networks }: CountCall, nowMs: number): QuotaLeft | null {
  const all = networks.flatMap(({ name, limits }) =>
    windows.flatMap((window) => {
      const limit = limits[window];
      if (limit === undefined) return [];
      return [{ left: Math.max(0, limit - counts.used(`${kind}/${name}`, window)), resetMs: untilNext(window, nowMs) }];
    }),
  );
  const [first, ...others] = all;
  if (first === undefined) return null;
  // Of those that leave the same, the one that lasts longest.
  const isNearer = (one: typeof first, other: typeof first): boolean =>
    other.left < one.left || (other.left === one.left && other.resetMs > one.resetMs);
  const nearest = others.reduce((one, other) => (isNearer(one, other) ? other : one), first);
  return { name: "network", ...nearest, quotas: quotasOf(networks[0]?.limits ?? {}) };
}

const quotasOf = (limits: NetworkLimits["limits"]): QuotaLeft["quotas"] =>
  windows.flatMap((window) => {
    const limit = limits[window];
    return limit === undefined ? [] : [{ limit, windowMs: windowMs[window] }];
  });

const untilNext = (window: Window, nowMs: number): number => (windowAt(window, nowMs) + 1) * windowMs[window] - nowMs;

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
      return [{ name, window, limit, retryAfterMs: untilNext(window, nowMs) }];
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
