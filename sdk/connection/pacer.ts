// A token bucket that keeps this device within the rate limit of `welcome`, so that sending in bulk is not refused.

export class Pacer {
  #perMs = 0.1;
  #burst = 1;
  #tokens = 1;
  #filledAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  /** Takes the limits of `welcome`. */
  configure(limits: { readonly framesPerSecond: number; readonly framesBurst: number }, nowMs: number): void {
    this.#perMs = limits.framesPerSecond / 1_000;
    this.#burst = Math.max(1, limits.framesBurst);
    // A new socket ends a pause and corrects for a clock that was set back.
    this.#pausedUntilMs = Number.NEGATIVE_INFINITY;
    this.#filledAtMs = Math.min(this.#filledAtMs, nowMs);
  }

  /** How many frames may be sent now. */
  available(nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return 0;
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#perMs);
    this.#filledAtMs = nowMs;
    return Math.floor(this.#tokens);
  }

  spend(frames: number): void {
    this.#tokens -= frames;
  }

  /** Stops sending until `timeMs`. Called at `RATE_LIMITED`, since other devices of this user share the limit. */
  pauseUntil(timeMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, timeMs);
  }

  /** When at least one frame may be sent, in ms since 1970. */
  readyAtMs(nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return this.#pausedUntilMs;
    const missing = 1 - this.#tokens;
    return missing <= 0 ? nowMs : nowMs + Math.ceil(missing / this.#perMs);
  }
}
