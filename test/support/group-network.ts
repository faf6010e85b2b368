// Calls between the actors of a storm, and their answers: each arrives when the storm lets it, in any order, or gets lost.
import type { Random } from "../../lab/kit/random.ts";

/** A call, or its answer, on its way. */
interface Travelling {
  readonly isDelivery: boolean;
  arrive(): void | Promise<void>;
  lose(): void;
}

export class GroupNetwork {
  readonly #random: Random;
  #travelling: Travelling[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  get isIdle(): boolean {
    return this.#travelling.length === 0;
  }

  /**
   * @param isDelivery only deliveries get lost: whether they were carried out or not their caller does not learn
   * @param isAwaited whether the caller still lives
   */
  call<T>(isDelivery: boolean, act: () => T | Promise<T>, isAwaited = (): boolean => true): Promise<T> {
    return new Promise((resolve, reject) => {
      const arrive = async (): Promise<void> => {
        const answer = await act();
        const reply = (): void => {
          if (isAwaited()) resolve(answer);
        };
        this.#travelling.push({ isDelivery: false, arrive: reply, lose: () => {} });
      };
      const lose = (): void => {
        if (this.#random.chance(0.5)) void act();
        if (isAwaited()) reject(new Error("lost"));
      };
      this.#travelling.push({ isDelivery, arrive, lose });
    });
  }

  /** One of those that have waited longest arrives. */
  async carryOne(isCalm: boolean): Promise<void> {
    const one = this.#random.take(this.#travelling, 4);
    if (one === undefined) return;
    if (one.isDelivery && !isCalm && this.#random.chance(0.1)) one.lose();
    else await one.arrive();
  }

  /** Their caller is gone, and some of them with it. */
  dropDeliveries(): void {
    this.#travelling = this.#travelling.filter(({ isDelivery }) => !isDelivery || this.#random.chance(0.5));
  }
}
