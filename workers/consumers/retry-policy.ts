// When a job that failed is tried again: pure, so that it is tested without waiting.

/** `max_retries` of klatch-jobs in wrangler.toml: the platform counts, and moves what is left to the dead letters. */
export const maxRetries = 8;

const firstDelaySeconds = 5;
const maxDelaySeconds = 900;

/** A job is delivered once, and then again up to `maxRetries` times. */
export const isLastAttempt = (attempts: number): boolean => attempts > maxRetries;

/**
 * Twice as long each time, up to a quarter of an hour: eight retries outlive a quarter of an hour of trouble.
 *
 * @param attempts deliveries so far, from 1
 * @param random from 0 to 1: jobs that failed together come back within the second half of the delay, not together
 */
export function retryDelaySeconds(attempts: number, random: number): number {
  const longest = Math.min(maxDelaySeconds, firstDelaySeconds * 2 ** (attempts - 1));
  return Math.ceil(longest * (0.5 + random / 2));
}
