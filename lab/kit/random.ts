// The random decisions of every seeded run: equal seeds give equal runs.
import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

const stateWords = 4;

export class Random {
  readonly #generator: RandomGenerator;

  /** @param seed a number or any text; it is hashed, so similar seeds give unrelated runs */
  constructor(seed: number | string) {
    const digest = createHash("sha256").update(String(seed)).digest();
    this.#generator = xoroshiro128plusFromState(words((at) => digest.readInt32LE(at * 4)));
  }

  /** From 0 (included) to 1 (excluded). */
  next(): number {
    return uniformFloat64(this.#generator);
  }

  /**
   * A whole number, both ends included.
   * @throws RangeError when there is none between them
   */
  between(low: number, high: number): number {
    if (high < low) throw new RangeError(`no number from ${low} to ${high}`);
    return uniformInt(this.#generator, low, high);
  }

  /** A whole number from 0 up to `below`, which it never is: at least 1. */
  below(below: number): number {
    return this.between(0, below - 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError for an empty list */
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Undefined when there is nothing to pick from. */
  pickOrNone<T>(from: readonly T[]): T | undefined {
    return from.length === 0 ? undefined : this.pick(from);
  }

  /** Removes one of the first `among`; undefined when there is nothing to take. */
  take<T>(from: T[], among: number): T | undefined {
    const last = Math.min(among, from.length) - 1;
    return last < 0 ? undefined : from.splice(this.between(0, last), 1)[0];
  }

  /** A random key, with probabilities proportional to the weights. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    return this.pickWeighted(Object.entries<number>(weights).map(([key, weight]) => [weight, key as Key]));
  }

  /**
   * A random value, with probabilities proportional to the weights.
   * @throws RangeError for an empty list
   */
  pickWeighted<T>(from: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.next() * from.reduce((sum, [weight]) => sum + weight, 0);
    const chosen = from.find(([weight]) => (left -= weight) < 0) ?? from.at(-1);
    if (chosen === undefined) throw new RangeError("nothing to pick from");
    return chosen[1];
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** A separate random stream: however much is drawn from it, this one's next decisions do not change. */
  fork(): Random {
    return new Random(words(() => this.#generator.next()).join());
  }
}

const words = (word: (at: number) => number): number[] => Array.from({ length: stateWords }, (_, at) => word(at));
