// Decides when to handle collected work: at once when idle, once per turn of the event loop when busy, once per two
// when loaded.
//
// A chain of microtasks and local calls can keep workerd from ever reading its sockets: nothing new arrives, no batch
// forms, and other clients starve. A timer lets the event loop continue, but when nothing else happens it only costs
// time. So the first few within a turn are handled in a microtask each, and all that follows waits for the next turn.
// Long turns show that the isolate is loaded. Then waiting costs next to nothing, so everything waits, and for one more
// turn: a timer fires before the messages that the sockets bring in the same turn, which clients send as soon as they
// are answered.

/** A client that sends each message after the last ack causes about this many within a turn. */
const atOncePerTurn = 4;
/** A turn of an idle event loop takes 2 to 4 ms, of a loaded one about a hundred. */
const loadedTurnMs = 20;

export class Collector {
  readonly #handle: () => void;
  #turnPending = false;
  #handledAtOnce = 0;
  #isScheduled = false;
  #isLoaded = false;

  /** @param handle handles everything that was collected */
  constructor(handle: () => void) {
    this.#handle = handle;
  }

  /** Call when there is something to handle. */
  ask(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Otherwise the next turn handles it.
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
