// Makes ids of messages and changes as UUIDv7 (RFC 9562): the server finds a repeat by the time inside the id.
import type { ClientMsgId, OpId } from "../../schema/protocol/ids.ts";

const maxCounter = 0xfff;
/** If the clock steps back by more than this, it was corrected and ids follow it. After smaller steps ids keep rising. */
const rollbackMs = 10_000;

export class UuidV7Source {
  readonly #random: () => number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #counter = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The next id at server time `nowMs`. Ids rise within a millisecond too, by a counter (RFC 9562, 6.2, method 1). */
  next(nowMs: number): ClientMsgId & OpId {
    if (nowMs > this.#lastMs || nowMs < this.#lastMs - rollbackMs) this.#startMs(nowMs);
    else if (++this.#counter > maxCounter) this.#startMs(this.#lastMs + 1);
    const time = this.#lastMs.toString(16).padStart(12, "0");
    const counter = this.#counter.toString(16).padStart(3, "0");
    const variant = (8 + Math.floor(this.#random() * 4)).toString(16);
    const tail = `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${this.#hex(3)}-${this.#hex(6)}${this.#hex(6)}`;
    return tail as ClientMsgId & OpId;
  }

  #startMs(ms: number): void {
    this.#lastMs = Math.floor(ms);
    // The counter starts with its top bit 0, so that at least 2,048 ids fit into the millisecond.
    this.#counter = Math.floor(this.#random() * 0x800);
  }

  #hex(digits: number): string {
    return Math.floor(this.#random() * 16 ** digits)
      .toString(16)
      .padStart(digits, "0");
  }
}
