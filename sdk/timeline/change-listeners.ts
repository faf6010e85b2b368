// Those who want to know when a view has changed: called once per turn, however much changes in it.

export class ChangeListeners {
  readonly #listeners = new Set<() => void>();
  #isTelling = false;

  /** @returns a function that stops this */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  clear(): void {
    this.#listeners.clear();
  }
}
