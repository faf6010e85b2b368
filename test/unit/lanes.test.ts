// Deliveries side by side: bounded, in order, and not held back by those that are slow or dead. Time passes on command.
import { describe, expect, it } from "vitest";
import { Lanes } from "../../durable-objects/stream/lanes.ts";
import { turn } from "../support/quick-turns.ts";

/** Calls that are answered when the test says so, in lanes whose pauses end when it says so. */
class Traffic {
  readonly begun: number[] = [];
  readonly done: number[] = [];
  readonly failed: number[] = [];
  /** Of each pause that has not ended, in ms. */
  readonly pauses: { readonly ms: number; readonly end: () => void }[] = [];
  /** Begun and not answered, now and at the most. */
  underWay = 0;
  mostUnderWay = 0;
  readonly #answers = new Map<number, (isGood: boolean) => void>();
  readonly #lanes = new Lanes({
    sleep: (ms) => new Promise((resolve) => this.pauses.push({ ms, end: resolve })),
  });

  /** One call after the other. */
  call(...names: readonly number[]): void {
    for (const name of names) {
      this.#lanes
        .run(() => this.#begin(name))
        .then(
          () => this.done.push(name),
          () => this.failed.push(name),
        );
    }
  }

  async answer(name: number, isGood = true): Promise<void> {
    this.underWay -= 1;
    this.#answers.get(name)?.(isGood);
    this.#answers.delete(name);
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
    return new Promise((resolve, reject) => {
      this.#answers.set(name, (isGood) => (isGood ? resolve() : reject(new Error("lost"))));
    });
  }
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe("lanes", () => {
  it("[STREAM-8] a whole group is served in order, never more than a hundred at once", async () => {
    const traffic = new Traffic();
    traffic.call(...upTo(500));
    const atFirst = traffic.begun.length;
    expect(atFirst).toBeLessThanOrEqual(100);
    await traffic.answerAllBut(() => false);
    expect(traffic.done).toEqual(upTo(500));
    expect(traffic.begun).toEqual(upTo(500));
    expect(traffic.mostUnderWay).toBeGreaterThan(atFirst);
    expect(traffic.mostUnderWay).toBeLessThanOrEqual(100);
  });

  it("[STREAM-8] an answer makes room for whoever waits longest, and so does a failure, which its caller hears of", async () => {
    const traffic = new Traffic();
    traffic.call(...upTo(500));
    const next = traffic.begun.length + 1;
    await traffic.answer(3, false);
    expect(traffic.failed).toEqual([3]);
    expect(traffic.begun).toContain(next);
    const after = traffic.begun.length + 1;
    await traffic.answer(1);
    expect(traffic.done).toEqual([1]);
    expect(traffic.begun.slice(after - 1)[0]).toBe(after);
  });

  it("[STREAM-8] where nobody waits no timer runs, however long a call takes", async () => {
    const traffic = new Traffic();
    traffic.call(1, 2, 3);
    expect(traffic.pauses).toEqual([]);
    await traffic.answer(2);
    expect(traffic.pauses).toEqual([]);
  });

  it("[STREAM-8] the dead ones make room after a while, wherever they stand: all others are served within seconds", async () => {
    for (const isDead of [
      (name: number) => name <= 150,
      (name: number) => name % 2 === 0,
      (name: number) => name > 350,
      (name: number) => name !== 500,
    ]) {
      const traffic = new Traffic();
      traffic.call(...upTo(500));
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
      expect(waitedMs).toBeLessThan(3_000);
    }
  });

  it("[STREAM-8] a slow one that answers after all makes no more room than it had", async () => {
    const traffic = new Traffic();
    traffic.call(...upTo(500));
    const slow = [...traffic.begun];
    await traffic.endPause();
    expect(traffic.begun.length).toBeGreaterThan(slow.length);
    const begun = traffic.begun.length;
    for (const name of slow) await traffic.answer(name);
    expect(traffic.done).toEqual(slow);
    expect(traffic.begun).toHaveLength(begun);
  });

  it("[STREAM-8] nothing is left behind: after all that, the next group is served alike", async () => {
    const traffic = new Traffic();
    traffic.call(...upTo(300));
    await traffic.answerAllBut((name) => name % 3 === 0);
    while (traffic.done.length < 200) {
      await traffic.endPause();
      await traffic.answerAllBut((name) => name % 3 === 0);
    }
    await traffic.answerAllBut(() => false);
    while (traffic.pauses.length > 0) await traffic.endPause();
    const begun = traffic.begun.length;
    const names = upTo(300).map((name) => name + 1_000);
    traffic.call(...names);
    await traffic.answerAllBut(() => false);
    expect(traffic.begun.slice(begun)).toEqual(names);
    expect(traffic.mostUnderWay).toBeLessThanOrEqual(300);
  });

  it("[STREAM-8] begins with eight, gains one with each answer while there is traffic, and begins anew after it", async () => {
    const traffic = new Traffic();
    traffic.call(...upTo(12));
    expect(traffic.begun).toHaveLength(8);
    for (const name of [1, 2, 3]) await traffic.answer(name);
    expect(traffic.begun).toHaveLength(12);
    // Nine are under way, in eleven lanes: two more.
    traffic.call(...upTo(5).map((name) => name + 12));
    expect(traffic.begun).toHaveLength(14);
    await traffic.answerAllBut(() => false);
    traffic.call(...upTo(20).map((name) => name + 100));
    expect(traffic.begun).toHaveLength(17 + 8);
  });

  it("[STREAM-8] the dead ones make room in every crowd, not in the first alone", async () => {
    const traffic = new Traffic();
    for (const first of [0, 100]) {
      traffic.call(...upTo(20).map((name) => first + name));
      const begun = traffic.begun.length;
      expect(traffic.pauses).toHaveLength(1);
      await traffic.endPause();
      expect(traffic.begun.length).toBeGreaterThan(begun);
      await traffic.answerAllBut(() => false);
      while (traffic.pauses.length > 0) await traffic.endPause();
    }
  });
});
