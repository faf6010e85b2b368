// One direction of a connection through the faulty network: it may be slow, stopped or lost, but bytes keep their order.
import type { Readable, Writable } from "node:stream";

interface Part {
  readonly chunk: Buffer;
  /** Later, when the part before it has not passed yet. */
  readonly dueAt: number;
}

export class Flow {
  readonly #from: Readable;
  readonly #to: Writable;
  readonly #waiting: Part[] = [];
  /** One timer for all that waits: two of the same moment may fire in any order, and all fire late on a busy machine. */
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

  /** Nothing passes for so long; senders feel the pressure, as they do when the receiver does not read. */
  stall(forMs: number): void {
    this.#stalls += 1;
    this.#pass();
    setTimeout(() => {
      this.#stalls -= 1;
      this.#pass();
    }, forMs).unref();
  }

  /** From now on all is lost, without a sign. */
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

  /** Passes on what is due, and takes more only if the receiver does. */
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
