// Calls to a network shard, which counts what callers without an account use of their networks' limits; and to the one that
// counts what the whole deployment takes.
import type { QuotaLeft } from "../protocol/quotas.ts";

/** From short to long. */
export const windowMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
export type Window = keyof typeof windowMs;
export const windows = Object.keys(windowMs) as readonly Window[];

/** `call`: any other than those two. */
export type StrangerCall = "registration" | "login" | "call";

/**
 * `file-bytes`: of files that are sent, whoever sends them; their one "network" is the deployment. `mails`: theirs are an address, and
 * the deployment.
 */
export type Counted = StrangerCall | "file-bytes" | "mails";

/** What one network may use. Nobody may count what has no limit. */
export interface NetworkLimits {
  /** Keyed hash of the network, under a key of one day: the shard never learns an address. */
  readonly name: string;
  readonly limits: { readonly [W in Window]?: number };
}

export interface CountCall {
  readonly kind: Counted;
  /** Narrow to wide: each network lies in the next. */
  readonly networks: readonly NetworkLimits[];
  /** How many calls, or bytes, this counts. */
  readonly amount: number;
  /** The caller wants to know what is left: a Worker of the version before takes anything but null for a refusal. */
  readonly tells?: true;
}

/** The limit that refused. Of several, the one that refuses for the longest. */
export interface OverLimit {
  readonly name: string;
  readonly window: Window;
  readonly limit: number;
  readonly retryAfterMs: number;
}

export const isOverLimit = (answer: OverLimit | QuotaLeft): answer is OverLimit => "retryAfterMs" in answer;

export interface NetworkShardRpc {
  /**
   * Counts the call in all of its networks, or in none.
   *
   * @returns an `OverLimit` if a limit does not allow it; else what is left, if the call asks for that, or null
   */
  count(call: CountCall): Promise<OverLimit | QuotaLeft | null>;
}
