// Faults that TCP never has, but a broken client or a thief of frames may cause: doubled, replayed and reordered
// frames, lost acks. And what networks do to the answer of a refresh: it is lost, or late.
import { setTimeout as sleep } from "node:timers/promises";
import type { DownFrame } from "../../../schema/protocol/down.ts";
import type { Random } from "../../kit/random.ts";
import { upFramesOf } from "../history/wire.ts";

export interface FrameFaultsOptions {
  /** Whether `sync` frames are changed too: not for a client that relies on the order of its socket. */
  readonly withSyncs: boolean;
}

const remembered = 60;
/** The longest delay of a text, in ms. */
const longestHoldMs = 200;
const longestAnswerMs = 1_000;

export const frameFaultCounts = {
  doubled: 0,
  replayed: 0,
  reordered: 0,
  "acks dropped": 0,
  "refreshes lost": 0,
  "refreshes late": 0,
};

/** One for each device: it may replay frames of an earlier socket. */
export class FrameFaults {
  readonly #random: Random;
  readonly #options: FrameFaultsOptions;
  readonly #earlier: string[] = [];
  readonly counts = { ...frameFaultCounts };
  enabled = true;

  constructor(random: Random, options: FrameFaultsOptions) {
    this.#random = random;
    this.#options = options;
  }

  /** Sends a text on: at once or later, once or several times, perhaps with an earlier one. */
  up(text: string, transmit: (text: string) => void): void {
    if (!this.enabled || !this.#mayTouch(text)) return transmit(text);
    if (this.#random.chance(0.05)) {
      this.counts.reordered += 1;
      setTimeout(() => transmit(text), this.#random.between(1, longestHoldMs));
    } else transmit(text);
    if (this.#random.chance(0.05)) {
      this.counts.doubled += 1;
      transmit(text);
    }
    const old = this.#earlier[this.#random.between(0, remembered - 1)];
    if (old !== undefined && this.#random.chance(0.05)) {
      this.counts.replayed += 1;
      transmit(old);
    }
    if (this.#earlier.length >= remembered) this.#earlier.shift();
    this.#earlier.push(text);
  }

  /** Whether this frame of the server is passed on. */
  lets(frame: DownFrame): boolean {
    if (!this.enabled || frame.type !== "message-ack" || !this.#random.chance(0.03)) return true;
    this.counts["acks dropped"] += 1;
    return false;
  }

  /** Keeps the answer of a refresh back. @throws TypeError as `fetch` does: the answer is lost */
  async answer(url: string): Promise<void> {
    if (!this.enabled || !url.endsWith("/api/auth/refresh")) return;
    if (this.#random.chance(0.2)) {
      this.counts["refreshes late"] += 1;
      await sleep(this.#random.between(1, longestAnswerMs));
    }
    if (this.#random.chance(0.2)) {
      this.counts["refreshes lost"] += 1;
      throw new TypeError("the answer was lost");
    }
  }

  #mayTouch(text: string): boolean {
    const frames = upFramesOf(text);
    return frames.length > 0 && (this.#options.withSyncs || frames.every(({ type }) => type !== "sync"));
  }
}
