// Repeats a refresh later: one whose answer was lost, and one that came when its successor was in use already.
import type { KlatchError } from "../client/klatch-error.ts";
import type { Runtime } from "../client/runtime.ts";

/**
 * A refresh whose answer was lost is repeated for so long: for a minute after it took place the server gives the same
 * tokens again, later it signs the device out.
 */
const repeatForMs = 50_000;
const firstRepeatMs = 1_000;
/** However long it lasts: a pause as long as all before it would end when the minute is over. */
const maxRepeatMs = 10_000;
/** After `REFRESH_SUPERSEDED` without `retryAfterMs`. */
const supersededMs = 60_000;

export class RefreshRepeats {
  readonly #runtime: Runtime;
  readonly #refresh: () => void;
  #cancel: () => void = () => {};
  /** Since when refreshes go unanswered; null: the last one was answered. */
  #unansweredSinceMs: number | null = null;
  #repeatMs = firstRepeatMs;
  /** The refusal `REFRESH_SUPERSEDED`, and the token that the server would refuse so again before the next repeat. */
  #superseded: { readonly error: KlatchError; readonly refreshToken: string } | null = null;
  #isClosed = false;

  constructor(runtime: Runtime, refresh: () => void) {
    this.#runtime = runtime;
    this.#refresh = refresh;
  }

  open(): void {
    this.#isClosed = false;
  }

  /** Nothing is repeated any more. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  /** The outcome of the last refresh is known, or does not matter any more. */
  answered(): void {
    this.#cancel();
    this.#unansweredSinceMs = null;
    this.#repeatMs = firstRepeatMs;
    this.#superseded = null;
  }

  unanswered(): void {
    const nowMs = this.#runtime.now();
    this.#unansweredSinceMs ??= nowMs;
    const leftMs = this.#unansweredSinceMs + repeatForMs - nowMs;
    if (leftMs <= 0) {
      [this.#unansweredSinceMs, this.#repeatMs] = [null, firstRepeatMs];
      return;
    }
    this.#repeatIn(Math.min(this.#repeatMs, leftMs));
    this.#repeatMs = Math.min(this.#repeatMs * 2, maxRepeatMs);
  }

  superseded(refreshToken: string, error: KlatchError): void {
    this.#superseded = { error, refreshToken };
    this.#repeatIn(error.retryAfterMs ?? supersededMs);
  }

  /** @throws KlatchError `REFRESH_SUPERSEDED` while the server would repeat it */
  check(refreshToken: string): void {
    if (this.#superseded?.refreshToken === refreshToken) throw this.#superseded.error;
  }

  #repeatIn(delayMs: number): void {
    this.#cancel();
    if (this.#isClosed) return;
    this.#cancel = this.#runtime.setTimer(() => {
      this.#superseded = null;
      this.#refresh();
    }, delayMs);
  }
}
