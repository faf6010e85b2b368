// Syncs of one socket, one after the other, so that a later one finds the places that the earlier one set.

/** Including the running one: each may name thousands of conversations and keeps its frame in memory while it waits. */
const maxWaiting = 8;

export class SyncTurns {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** @returns false when too many are waiting @throws what `sync` throws */
  async run(sync: () => Promise<void>): Promise<boolean> {
    if (this.#waiting >= maxWaiting) return false;
    this.#waiting += 1;
    const mine = this.#last.then(sync).finally(() => (this.#waiting -= 1));
    this.#last = mine.catch(() => {}); // the caller gets the error
    await mine;
    return true;
  }
}
