// Deliveries side by side: bounded, in order, and not held back by those that are slow or dead. Time passes on command.
import { describe, expect, it } from "vitest";
import { DeliveryQueue } from "../../durable-objects/stream/delivery-queue.ts";
import { turn } from "../support/quick-turns.ts";

/** Jobs that are done when the test says so, in deliveryQueue whose pauses end when it says so. */
class Traffic {
  readonly begun: number[] = [];
  readonly done: number[] = [];
  /** Of each pause that has not ended, in ms. */
  readonly pauses: { readonly ms: number; readonly end: () => void }[] = [];
  /** Begun and not answered, now and at the most. */
  underWay = 0;
  mostUnderWay = 0;
  timesIdle = 0;
  readonly #answers = new Map<number, () => void>();
  readonly #deliveryQueue = new DeliveryQueue<number>({
    serve: (name) => this.#begin(name),
    idle: () => (this.timesIdle += 1),
    sleep: (ms) => new Promise((resolve) => this.pauses.push({ ms, end: resolve })),
  });

  /** All at the same time. */
  call(...names: readonly number[]): void {
    this.#deliveryQueue.add(names);
  }

  /** A crowd, once the ack of its message has had time to leave. */
  async callCrowd(...names: readonly number[]): Promise<void> {
    this.call(...names);
    await this.endPause();
  }

  async answer(name: number): Promise<void> {
    this.underWay -= 1;
    this.#answers.get(name)?.();
    this.#answers.delete(name);
    this.done.push(name);
    await turn();
  }

  /** Every call that is under way, but those that never answer, until nothing more begins by itself. */
  async answerAllBut(isDead: (name: number) => boolean): Promise<void> {
    for (;;) {
      const answered = [...this.#answers.keys()].filter((name) => !isDead(name));
      if (answered.length === 0) return;
      for (const name of answered) await this.answer(name);
    }
  }

  async endPause(): Promise<void> {
    this.pauses.shift()?.end();
    await turn();
  }

  #begin(name: number): Promise<void> {
    this.begun.push(name);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    return new Promise((resolve) => this.#answers.set(name, resolve));
  }
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe("deliveryQueue", () => {
  it("[STREAM-8] a whole group is served in order, never more than thirty at once", async () => {
    const traffic = new Traffic();
    await traffic.callCrowd(...upTo(500));
    expect(traffic.begun).toEqual(upTo(30));
    await traffic.answerAllBut(() => false);
    expect(traffic.done).toEqual(upTo(500));
    expect(traffic.begun).toEqual(upTo(500));
    expect(traffic.mostUnderWay).toBe(30);
  });

  it("[STREAM-8] a few are served at once, a crowd when the ack has left", async () => {
    const few = new Traffic();
    few.call(...upTo(8));
    expect(few.begun).toEqual(upTo(8));
    expect(few.pauses).toEqual([]);
    const crowd = new Traffic();
    crowd.call(...upTo(9));
    expect(crowd.begun).toEqual([]);
    expect(crowd.pauses.map(({ ms }) => ms)).toEqual([2]);
    crowd.call(10, 3);
    expect(crowd.begun).toEqual([]);
    await crowd.endPause();
    expect(crowd.begun).toEqual(upTo(10));
  });

  it("[STREAM-8] whoever comes while others are served waits for no ack", async () => {
    const traffic = new Traffic();
    traffic.call(1);
    traffic.call(...upTo(12));
    expect(traffic.begun).toEqual([1, ...upTo(12)]);
    expect(traffic.pauses).toEqual([]);
  });

  it("[STREAM-8] an answer makes room for whoever waits longest; who waits already keeps their place", async () => {
    const traffic = new Traffic();
    await traffic.callCrowd(...upTo(40));
    traffic.call(50, 31);
    await traffic.answer(3);
    expect(traffic.begun.slice(30)).toEqual([31]);
    await traffic.answer(1);
    expect(traffic.begun.slice(30)).toEqual([31, 32]);
    await traffic.answerAllBut(() => false);
    expect(traffic.begun.slice(30)).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 50]);
  });

  it("[STREAM-8] where nobody waits no timer runs, however long a call takes", async () => {
    const traffic = new Traffic();
    traffic.call(1, 2, 3);
    expect(traffic.pauses).toEqual([]);
    await traffic.answer(2);
    expect(traffic.pauses).toEqual([]);
  });

  it("[STREAM-8] says when all are served, once, and at once when there is nobody to serve", async () => {
    const traffic = new Traffic();
    traffic.call();
    expect(traffic.timesIdle).toBe(1);
    traffic.call(1, 2);
    await traffic.answer(1);
    expect(traffic.timesIdle).toBe(1);
    await traffic.answer(2);
    expect(traffic.timesIdle).toBe(2);
    await traffic.callCrowd(...upTo(100));
    await traffic.answerAllBut(() => false);
    expect(traffic.timesIdle).toBe(3);
  });

  it("[STREAM-8] the dead ones make room after a while, wherever they stand: all others are served within seconds", async () => {
    for (const isDead of [
      (name: number) => name <= 150,
      (name: number) => name % 2 === 0,
      (name: number) => name > 350,
      (name: number) => name !== 500,
    ]) {
      const traffic = new Traffic();
      await traffic.callCrowd(...upTo(500));
      const living = upTo(500).filter((name) => !isDead(name));
      let waitedMs = 0;
      for (
        await traffic.answerAllBut(isDead);
        traffic.done.length < living.length;
        await traffic.answerAllBut(isDead)
      ) {
        expect(traffic.pauses).toHaveLength(1);
        waitedMs += traffic.pauses[0]?.ms ?? 0;
        await traffic.endPause();
      }
      expect(traffic.done).toEqual(living);
      // A delivery is given up after eight seconds.
      expect(waitedMs).toBeLessThan(5_000);
    }
  });

  it("[STREAM-8] a slow one that answers after all makes no more room than it had", async () => {
    const traffic = new Traffic();
    await traffic.callCrowd(...upTo(500));
    const slow = [...traffic.begun];
    await traffic.endPause();
    expect(traffic.begun.length).toBeGreaterThan(slow.length);
    const begun = traffic.begun.length;
    for (const name of slow) await traffic.answer(name);
    expect(traffic.done).toEqual(slow);
    expect(traffic.begun).toHaveLength(begun);
  });

  it("[STREAM-8] a slow one that is the last says that all are served when it answers", async () => {
    const traffic = new Traffic();
    await traffic.callCrowd(...upTo(31));
    await traffic.answerAllBut((name) => name === 1);
    expect(traffic.timesIdle).toBe(0);
    while (traffic.pauses.length > 0) await traffic.endPause();
    await traffic.answer(1);
    expect(traffic.timesIdle).toBe(1);
  });

  it("[STREAM-8] nothing is left behind: after all that, the next crowd is served alike", async () => {
    const traffic = new Traffic();
    await traffic.callCrowd(...upTo(300));
    await traffic.answerAllBut((name) => name % 3 === 0);
    while (traffic.done.length < 200) {
      await traffic.endPause();
      await traffic.answerAllBut((name) => name % 3 === 0);
    }
    await traffic.answerAllBut(() => false);
    // Whether or not the watch over the last crowd has ended.
    const begun = traffic.begun.length;
    const names = upTo(300).map((name) => name + 1_000);
    traffic.call(...names);
    while (traffic.pauses.length > 0) {
      await traffic.endPause();
      await traffic.answerAllBut(() => false);
    }
    expect(traffic.begun.slice(begun)).toEqual(names);
    expect(traffic.mostUnderWay).toBeLessThanOrEqual(130);
  });

  it("[STREAM-8] the dead ones make room in every crowd, not in the first alone", async () => {
    const traffic = new Traffic();
    for (const first of [0, 100]) {
      await traffic.callCrowd(...upTo(40).map((name) => first + name));
      const begun = traffic.begun.length;
      expect(traffic.pauses).toHaveLength(1);
      await traffic.endPause();
      expect(traffic.begun.length).toBeGreaterThan(begun);
      await traffic.answerAllBut(() => false);
      while (traffic.pauses.length > 0) await traffic.endPause();
    }
  });
});
