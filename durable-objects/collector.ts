// When to handle what arrives: at once when idle, once per turn of the event loop when loaded.
//
// A chain of microtasks and local calls can keep workerd from ever reading its sockets: nothing new arrives, no batch
// forms, and other clients starve. A timer lets the loop go round; but when nothing else is going on it only costs time.
// So the first of a quiet time is handled in a microtask, and all that follows waits for the next turn.

export class Collector {
  readonly #handle: () => void;
  #turnPending = false;
  #isAsked = false;

  /** @param handle handles everything that has collected */
  constructor(handle: () => void) {
    this.#handle = handle;
  }

  /** There is something to handle. */
  ask(): void {
    if (this.#turnPending) {
      this.#isAsked = true;
      return;
    }
    queueMicrotask(this.#handle);
    this.#awaitTurn();
  }

  #awaitTurn(): void {
    this.#turnPending = true;
    setTimeout(() => {
      this.#turnPending = false;
      if (!this.#isAsked) return;
      this.#isAsked = false;
      this.#awaitTurn();
      this.#handle();
    }, 0);
  }
}
