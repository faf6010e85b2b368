// One attempt to change the tiers: what it knows of erasures, and whether anybody still waits for it.
import { withDeadline } from "../../../runtime/calls.ts";

export interface Attempt {
  /**
   * The log's revision, and the events whose erasure the tiers have not followed, read in one moment and before the
   * tiers: what the attempt writes shows every erasure up to the revision.
   */
  readonly revision: number;
  readonly erased: ReadonlySet<number>;
  /** When it began, ms since 1970. */
  readonly now: number;
  /** Aborts when nobody waits any more. It then writes no further object: the sweep counts on that. */
  readonly signal: AbortSignal;
}

/** Timeout of one step in the tiers. */
const tierTimeoutMs = 30_000;

/** Does something in the tiers; the signal aborts when nobody waits for it any more. @throws its error, or the deadline's */
export async function attemptOnce<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const cut = new AbortController();
  try {
    return await withDeadline(() => task(cut.signal), tierTimeoutMs);
  } finally {
    cut.abort();
  }
}
