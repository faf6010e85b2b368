// When to handle what arrives: at once when idle, once per turn of the event loop when loaded.
//
// A chain of microtasks and local calls can keep workerd from ever reading its sockets: nothing new arrives, no batch
// forms, and other clients starve. A timer lets the loop go round; but when nothing else is going on it only costs time.
// So the first few within a turn are handled in a microtask each, and all that follows waits for the next turn.

/** One message at a time, sent as soon as the last one is acked, comes about so often within a turn. */
const atOncePerTurn = 4;

export class Collector {
  readonly #handle: () => void;
  #turnPending = false;
  #handledAtOnce = 0;
  #isScheduled = false;

  /** @param handle handles everything that has collected */
  constructor(handle: () => void) {
    this.#handle = handle;
  }

  /** There is something to handle. */
  ask(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Otherwise the turn that is awaited handles it.
    if (this.#handledAtOnce < atOncePerTurn) {
      this.#handledAtOnce += 1;
      queueMicrotask(() => this.#run());
    }
    if (!this.#turnPending) this.#awaitTurn();
  }

  #run(): void {
    this.#isScheduled = false;
    this.#handle();
  }

  #awaitTurn(): void {
    this.#turnPending = true;
    setTimeout(() => {
      this.#turnPending = false;
      this.#handledAtOnce = 0;
      if (!this.#isScheduled) return;
      this.#awaitTurn();
      this.#run();
    }, 0);
  }
}
