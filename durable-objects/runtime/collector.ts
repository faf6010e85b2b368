// When to handle what arrives: at once when idle, once per turn of the event loop when busy, once per two when loaded.
//
// A chain of microtasks and local calls can keep workerd from ever reading its sockets: nothing new arrives, no batch
// forms, and other clients starve. A timer lets the loop go round; but when nothing else is going on it only costs time.
// So the first few within a turn are handled in a microtask each, and all that follows waits for the next turn.
// Where turns take long the isolate is loaded, and waiting costs next to nothing: everything waits, and a turn longer, since
// a timer comes before what the sockets bring in the same turn. That is what clients send as soon as they are answered.

/** One message at a time, sent as soon as the last one is acked, comes about so often within a turn. */
const atOncePerTurn = 4;
/** An idle loop goes round in 2 to 4 ms, a loaded one in a hundred. */
const loadedTurnMs = 20;

export class Collector {
  readonly #handle: () => void;
  #turnPending = false;
  #handledAtOnce = 0;
  #isScheduled = false;
  #isLoaded = false;

  /** @param handle handles everything that has collected */
  constructor(handle: () => void) {
    this.#handle = handle;
  }

  /** There is something to handle. */
  ask(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Otherwise the turn that is awaited handles it.
    if (!this.#isLoaded && this.#handledAtOnce < atOncePerTurn) {
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
    const begunAt = Date.now();
    setTimeout(() => {
      this.#isLoaded = Date.now() - begunAt >= loadedTurnMs;
      if (this.#isLoaded && this.#isScheduled) setTimeout(() => this.#endTurn(), 0);
      else this.#endTurn();
    }, 0);
  }

  #endTurn(): void {
    this.#turnPending = false;
    this.#handledAtOnce = 0;
    if (!this.#isScheduled) return;
    this.#awaitTurn();
    this.#run();
  }
}
