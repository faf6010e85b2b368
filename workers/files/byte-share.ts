// What this isolate may take of the bytes that the whole deployment takes in a day. It asks for a share and uses it up: the more
// it has taken today, the larger the next one, so that few files ask, and at most as much is asked for in vain as was taken.
import type { OverLimit } from "../../schema/rpc/network-shard.ts";

const dayMs = 86_400_000;
const mostShareBytes = 67_108_864;

export interface BytesOfDay {
  /** Of the whole deployment. */
  readonly limit: number;
  readonly now: () => number;
  /** Counts so many bytes for the whole deployment. @returns why not, or null @throws Error without an answer */
  readonly count: (bytes: number) => Promise<OverLimit | null>;
}

/** What a share is of: with another limit, or on another day, all begins anew. */
interface Period {
  readonly day: number;
  readonly limit: number;
  /** Asked for, and not taken yet. */
  left: number;
  taken: number;
  /** Some ask: whoever asks meanwhile asks for no more than is needed. */
  asking: number;
  /** What was refused before: as much or more is not asked for again. */
  refused: { readonly bytes: number; readonly over: OverLimit } | null;
}

export class ByteShare {
  #period: Period | null = null;

  /**
   * Counts bytes before they are taken.
   *
   * @returns null if they may be taken
   * @throws Error when nobody can say so
   */
  async take(bytes: number, { limit, now, count }: BytesOfDay): Promise<OverLimit | null> {
    const at = now();
    const period = this.#current(limit, Math.floor(at / dayMs));
    const { refused } = period;
    const fromShare = Math.min(period.left, bytes);
    const missing = bytes - fromShare;
    if (refused !== null && missing >= refused.bytes) return { ...refused.over, retryAfterMs: dayMs - (at % dayMs) };
    // Of those that ask at the same time none takes what another one has begun to take.
    period.left -= fromShare;
    if (missing === 0) {
      period.taken += bytes;
      return null;
    }
    const wished = period.asking === 0 ? Math.min(period.taken, mostShareBytes) : 0;
    let got: number | OverLimit = 0;
    period.asking += 1;
    try {
      got = await askFor(missing, wished, count);
    } finally {
      period.asking -= 1;
      period.left += typeof got === "number" && got > 0 ? got - missing : fromShare;
    }
    if (typeof got === "number") {
      period.taken += bytes;
      return null;
    }
    period.refused = { bytes: missing, over: got };
    return got;
  }

  #current(limit: number, day: number): Period {
    const known = this.#period;
    if (known !== null && known.day === day && known.limit === limit) return known;
    return (this.#period = { day, limit, left: 0, taken: 0, asking: 0, refused: null });
  }
}

/** As much as is wished, or at the day's end what is needed. @returns how much it was */
async function askFor(needed: number, wished: number, count: BytesOfDay["count"]): Promise<number | OverLimit> {
  const most = Math.max(needed, wished);
  const over = await count(most);
  if (over === null) return most;
  if (most === needed) return over;
  return (await count(needed)) ?? needed;
}
