// Cheap calls are counted here first, and told to the shard many at a time: asking costs more than such a call.

/** Networks with fewer calls than one report, in the minute of now. Beyond it all begin anew. */
const maxNetworks = 10_000;

export class Tally {
  readonly #counts = new Map<string, number>();
  #minute = -1;

  /** @returns the calls to report now, including this one; 0: not yet */
  add(name: string, reportAt: number, nowMs: number): number {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== this.#minute || this.#counts.size >= maxNetworks) this.#counts.clear();
    this.#minute = minute;
    const count = (this.#counts.get(name) ?? 0) + 1;
    if (count < reportAt) this.#counts.set(name, count);
    else this.#counts.delete(name);
    return count < reportAt ? 0 : count;
  }
}
