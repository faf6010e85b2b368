// The queue of one shard: work that makes a password hash, one after the other, known devices first. What waits in other
// shards of the same thread counts as if it waited here.
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { HashLane, LaneClock, Waiter } from "./hash-lane.ts";

/** Whoever would wait longer is refused at once. */
const longestWaitMs = 8_000;
/** One network fills at most half of it, so that others find a place. */
const longestOfNetworkMs = longestWaitMs / 2;
/** Bounds the memory while hashes are so fast that the wait does not. */
const mostWaiting = 64;
/** Known devices come first, so that others may wait longer than was foreseen. Beyond this the caller has given up. */
const staleAfterMs = 20_000;

interface Waiting {
  readonly since: number;
  readonly waiter: Waiter;
  readonly run: () => Promise<void>;
  readonly refuse: () => void;
}

export class HashQueue {
  readonly #lane: HashLane;
  readonly #clock: LaneClock;
  /** Known devices' work, and all other work. Each is bounded by itself, so that neither fills the other's places. */
  readonly #known: Waiting[] = [];
  readonly #others: Waiting[] = [];
  #isRunning = false;

  constructor(lane: HashLane, clock: LaneClock) {
    this.#lane = lane;
    this.#clock = clock;
  }

  /**
   * Runs `work` in its turn. It makes its hash by `hash`, at most one, or none.
   *
   * @param from `network`: the widest one of whoever asks; null: not known, or bounded by something else
   * @returns RATE_LIMITED with the ms after which there may be a place, if too many wait
   */
  run<T extends object>(from: Pick<Waiter, "isKnown" | "network">, work: () => Promise<T>): Promise<T | Refused> {
    const { isKnown, network } = from;
    const line = isKnown ? this.#known : this.#others;
    const isAlike = (other: Waiter): boolean => other.isKnown === isKnown;
    const isCrowded =
      line.length >= mostWaiting ||
      this.#lane.waitMs(isAlike) > longestWaitMs ||
      (network !== null &&
        this.#lane.waitMs((other) => isAlike(other) && other.network === network) > longestOfNetworkMs);
    if (isCrowded) return Promise.resolve(this.#tooMany());
    return new Promise((resolve, reject) => {
      line.push({
        since: this.#clock.now(),
        waiter: this.#lane.enter(from, this.#clock.now()),
        run: () => work().then(resolve, reject),
        refuse: () => resolve(this.#tooMany()),
      });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  hash<T>(make: () => Promise<T>): Promise<T> {
    return this.#lane.hash(this.#clock, make);
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (;;) {
      // The next is chosen only when it can begin: a known device that comes during the pause is before all others.
      await this.#lane.untilTurn(this.#clock, () => [...this.#known, ...this.#others].map(({ waiter }) => waiter));
      const next = this.#known.shift() ?? this.#others.shift();
      if (next === undefined) break;
      this.#lane.leave(next.waiter);
      if (this.#clock.now() - next.since > staleAfterMs) next.refuse();
      else await next.run();
    }
    this.#isRunning = false;
  }

  #tooMany(): Refused {
    return refused("RATE_LIMITED", Math.max(1_000, Math.ceil(this.#lane.waitMs(({ isKnown }) => !isKnown))));
  }
}
