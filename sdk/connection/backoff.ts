// How long to wait before something is tried again.

export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Full jitter: anywhere between 0 and a ceiling that doubles with each attempt (from 0).
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const fullJitterMs = ({ baseMs, maxMs }: Backoff, attempt: number, random: () => number): number =>
  random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));

/** After a wait the server asked for: never earlier, and up to a quarter later, so that many do not return as one. */
export const notBeforeMs = (retryAfterMs: number, random: () => number): number => retryAfterMs * (1 + random() / 4);
