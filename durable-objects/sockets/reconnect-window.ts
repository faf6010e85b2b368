// Over how long clients spread their reconnects: the more sockets a deployment has, the longer. Pure.

/** So many come back in a second when all sockets are lost at once. */
const reconnectsPerS = 2_000;
const longestMs = 300_000;

/**
 * For `welcome`, in ms.
 *
 * @param sockets the deployment's, as far as it is known
 * @param leastMs RECONNECT_DELAY_MS
 */
export const reconnectWindowMs = (sockets: number, leastMs: number): number =>
  Math.max(leastMs, Math.min(longestMs, Math.round((sockets / reconnectsPerS) * 1_000)));
