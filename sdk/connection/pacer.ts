// Keeps this device within the speed limit that `welcome` announced, so that a bulk of messages is not refused.

export class Pacer {
  #perMs = 0.1;
  #burst = 1;
  #tokens = 1;
  #filledAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  /** As `welcome` says. */
  configure(limits: { readonly framesPerSecond: number; readonly framesBurst: number }, nowMs: number): void {
    this.#perMs = limits.framesPerSecond / 1_000;
    this.#burst = Math.max(1, limits.framesBurst);
    // Neither a pause nor a clock that was set back outlives its socket.
    this.#pausedUntilMs = Number.NEGATIVE_INFINITY;
    this.#filledAtMs = Math.min(this.#filledAtMs, nowMs);
  }

  /** How many frames may go now. */
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

  /** The server said too fast: other devices of this user share the limit. Nothing goes until then. */
  pauseUntil(timeMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, timeMs);
  }

  /** When at least one frame may go. */
  readyAtMs(nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return this.#pausedUntilMs;
    const missing = 1 - this.#tokens;
    return missing <= 0 ? nowMs : nowMs + Math.ceil(missing / this.#perMs);
  }
}
