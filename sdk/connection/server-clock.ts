// Estimates the server's time. Message ids contain it, so a device with a wrong clock still makes valid ids.

export class ServerClock {
  readonly #now: () => number;
  #offsetMs: number | null = null;
  #exact = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Server time minus the device's time, in ms; null while it is not known. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }

  now(): number {
    return this.#now() + (this.#offsetMs ?? 0);
  }

  /** Takes the offset of an earlier run, which is used until the server answers. */
  restore(offsetMs: number): void {
    this.#offsetMs ??= offsetMs;
  }

  /** Takes `serverTime` of a `welcome`, in ms since 1970. */
  observe(serverTimeMs: number): void {
    this.#offsetMs = serverTimeMs - this.#now();
    this.#exact = true;
  }

  /** Takes `Date` of an HTTP answer (RFC 9110, 6.6.1). It has whole seconds only, so `welcome` replaces it for good. */
  observeDate(date: string | null): void {
    const timeMs = date === null ? Number.NaN : Date.parse(date);
    if (!this.#exact && !Number.isNaN(timeMs)) this.#offsetMs = timeMs - this.#now();
  }
}
