// Decides the delay before the next socket, after one was closed or could not be opened.
import { fullJitterMs } from "./backoff.ts";

const usual = { baseMs: 1_000, maxMs: 60_000 };
/** Used after close code 4429: this device was too fast. */
const tooFast = { baseMs: 20_000, maxMs: 300_000 };

export class ReconnectPolicy {
  readonly #random: () => number;
  #attempt = 0;
  #spreadMs: number | null = null;

  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * A socket has caught up. If it closes, the first attempt follows after a random part of `reconnectDelayMs`, so that
   * clients do not all return at once.
   */
  succeeded(reconnectDelayMs: number): void {
    this.#attempt = 0;
    this.#spreadMs = reconnectDelayMs;
  }

  /** The delay before the next attempt, in ms. */
  nextDelayMs(closeCode: number): number {
    const attempt = this.#attempt++;
    const spreadMs = this.#spreadMs;
    this.#spreadMs = null;
    if (closeCode === 4429) return tooFast.baseMs / 2 + fullJitterMs(tooFast, attempt, this.#random);
    if (spreadMs !== null) return this.#random() * spreadMs;
    return fullJitterMs(usual, attempt, this.#random);
  }
}
