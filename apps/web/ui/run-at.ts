// A timer for a moment that may lie further ahead than the platform's timers reach.

/** The platform's timers have 31 bits of ms: with more they run at once. */
const maxTimerMs = 2 ** 31 - 1;

/** @param atMs by this device's clock @returns ends the timer */
export function runAt(atMs: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    const leftMs = Math.max(0, atMs - Date.now());
    // Never before its time, also where the clock of timers is another one.
    timer = setTimeout(() => (Date.now() < atMs ? wait() : run()), Math.min(leftMs, maxTimerMs));
  };
  wait();
  return () => clearTimeout(timer);
}
