// The server's time as this device can tell it: ids carry it, so a device with a wrong clock is still understood.

export class ServerClock {
  readonly #now: () => number;
  #offsetMs: number | null = null;
  #exact = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What to add to the device's clock, in ms; null while the server's time is not known. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }

  now(): number {
    return this.#now() + (this.#offsetMs ?? 0);
  }

  /** From an earlier run: good enough until the server is heard. */
  restore(offsetMs: number): void {
    this.#offsetMs ??= offsetMs;
  }

  /** `serverTime` of a `welcome`. */
  observe(serverTimeMs: number): void {
    this.#offsetMs = serverTimeMs - this.#now();
    this.#exact = true;
  }

  /** The `Date` of an HTTP answer (RFC 9110, 6.6.1): whole seconds, so only until the first `welcome`. */
  observeDate(date: string | null): void {
    const timeMs = date === null ? Number.NaN : Date.parse(date);
    if (!this.#exact && !Number.isNaN(timeMs)) this.#offsetMs = timeMs - this.#now();
  }
}
