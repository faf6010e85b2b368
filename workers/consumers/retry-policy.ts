// When a failed job is tried again. Pure, so that tests need not wait.

/**
 * Must equal `max_retries` of klatch-jobs in wrangler.toml: the platform counts, and moves jobs beyond it to the dead
 * letters.
 */
export const maxRetries = 8;

const firstDelaySeconds = 5;
const maxDelaySeconds = 900;

/** A job is delivered once and retried up to `maxRetries` times. */
export const isLastAttempt = (attempts: number): boolean => attempts > maxRetries;

/**
 * The delay doubles each time, up to a quarter of an hour: eight retries cover an outage of a quarter of an hour.
 *
 * @param attempts deliveries so far, from 1
 * @param random from 0 to 1: spreads jobs that failed together over the second half of the delay
 */
export function retryDelaySeconds(attempts: number, random: number): number {
  const longest = Math.min(maxDelaySeconds, firstDelaySeconds * 2 ** (attempts - 1));
  return Math.ceil(longest * (0.5 + random / 2));
}
