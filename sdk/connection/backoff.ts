// Delays before an attempt is repeated: jitter, and the server's `retryAfterMs`.

export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** Of calls that are made until the server answers. */
export const retryBackoff: Backoff = { baseMs: 1_000, maxMs: 60_000 };

/**
 * Full jitter: a random delay in ms between 0 and a ceiling. The ceiling is `baseMs` at attempt 0, doubles with each
 * attempt and ends at `maxMs`.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const fullJitterMs = ({ baseMs, maxMs }: Backoff, attempt: number, random: () => number): number =>
  random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));

/**
 * A delay in ms from a `retryAfterMs` of the server: never shorter, up to a quarter longer, so that many clients do not
 * come back at the same moment.
 */
export const notBeforeMs = (retryAfterMs: number, random: () => number): number => retryAfterMs * (1 + random() / 4);

/**
 * The delay in ms before something is repeated that was refused: as the server asks, or growing with each attempt.
 * @param attempt counted from 0
 */
export const repeatAfterMs = (
  retryAfterMs: number | undefined,
  backoff: Backoff,
  attempt: number,
  random: () => number,
): number => (retryAfterMs === undefined ? fullJitterMs(backoff, attempt, random) : notBeforeMs(retryAfterMs, random));
