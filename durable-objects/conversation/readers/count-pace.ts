// When the author of the newest message of a large group is told how many have read it: at most once in two seconds. No
// timer: what comes within them is told with whatever happens next, and is always there to be asked for. Pure.

/** ms between two counts. */
const countEveryMs = 2_000;

export class CountPace {
  #toldAt = Number.NEGATIVE_INFINITY;
  #isOwed = false;

  /**
   * @param hasMoved whether somebody has read further
   * @returns whether a count is due now
   */
  isDue(hasMoved: boolean, now: number): boolean {
    this.#isOwed ||= hasMoved;
    // A clock that was set back must not silence the counts.
    const since = now - this.#toldAt;
    return this.#isOwed && (since >= countEveryMs || since < 0);
  }

  told(now: number): void {
    this.#toldAt = now;
    this.#isOwed = false;
  }
}
