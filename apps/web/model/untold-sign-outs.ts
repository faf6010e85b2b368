// Sign-outs of which the server has not heard. This tab tells it, again and again, until it has, or until the tab is closed.
// They are in memory only: what would end a session could also use it, so it stays nowhere on the device.
import { signal } from "@preact/signals";

const retryMs = 20_000;

interface UntoldParts {
  /** @throws Error if the server could not be told */
  readonly tell: (untold: string) => Promise<void>;
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
}

export class UntoldSignOuts {
  readonly #parts: UntoldParts;
  readonly #untold = new Set<string>();
  #isTelling = false;
  #cancelTimer = (): void => {};
  /** How many there are. */
  readonly count = signal(0);

  constructor(parts: UntoldParts) {
    this.#parts = parts;
  }

  add(untold: string): void {
    this.#untold.add(untold);
    this.count.value = this.#untold.size;
    this.#tellLater();
  }

  /** There may be a network again. */
  async retry(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (const untold of this.#untold) {
      try {
        await this.#parts.tell(untold);
        this.#untold.delete(untold);
      } catch {
        // Once more, later.
      }
    }
    this.#isTelling = false;
    this.count.value = this.#untold.size;
    this.#tellLater();
  }

  #tellLater(): void {
    this.#cancelTimer();
    if (this.#untold.size > 0) this.#cancelTimer = this.#parts.setTimer(() => void this.retry(), retryMs);
  }
}
