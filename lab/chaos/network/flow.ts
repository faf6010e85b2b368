// One direction of a connection through the faulty network: data may be delayed, stopped or lost, but keeps its order.
import type { Readable, Writable } from "node:stream";

interface Part {
  readonly chunk: Buffer;
  /** Later if the part before it has not been passed on yet. */
  readonly dueAt: number;
}

export class Flow {
  readonly #from: Readable;
  readonly #to: Writable;
  readonly #waiting: Part[] = [];
  /** One timer for all parts: timers for the same moment fire in any order, and late on a busy machine. */
  #isTimed = false;
  #delayMs = 0;
  #stalls = 0;
  #isFull = false;
  #swallows = false;

  constructor(from: Readable, to: Writable) {
    this.#from = from;
    this.#to = to;
    from.on("data", (chunk: Buffer) => this.#take(chunk));
    to.on("drain", () => {
      this.#isFull = false;
      this.#pass();
    });
  }

  slow(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  /** Passes nothing for this long; senders get back-pressure, as from a receiver that does not read. */
  stall(forMs: number): void {
    this.#stalls += 1;
    this.#pass();
    setTimeout(() => {
      this.#stalls -= 1;
      this.#pass();
    }, forMs).unref();
  }

  /** From now on all data is lost silently. */
  swallow(): void {
    this.#swallows = true;
    this.#waiting.length = 0;
    this.#from.resume();
  }

  #take(chunk: Buffer): void {
    if (this.#swallows) return;
    this.#waiting.push({ chunk, dueAt: Date.now() + this.#delayMs });
    this.#pass();
  }

  /** Passes on what is due, and reads more only if the receiver accepts it. */
  #pass(): void {
    if (this.#swallows) return;
    while (this.#stalls === 0 && !this.#isFull) {
      const [first] = this.#waiting;
      if (first === undefined) break;
      const waitMs = first.dueAt - Date.now();
      if (waitMs > 0) {
        this.#passIn(waitMs);
        break;
      }
      this.#waiting.shift();
      if (this.#to.writable) this.#isFull = !this.#to.write(first.chunk);
    }
    if (this.#stalls > 0 || this.#isFull) this.#from.pause();
    else this.#from.resume();
  }

  #passIn(waitMs: number): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      this.#pass();
    }, waitMs);
  }
}
