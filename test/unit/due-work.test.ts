// An actor's one alarm and the kinds of work that share it: each comes in time, whatever the others and the platform do.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { retryDelayMs } from "../../durable-objects/runtime/due-work.ts";
import { Random } from "../../lab/kit/random.ts";
import { AlarmPlatform, type LivingKind } from "../support/alarm-platform.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";

const start = 1_800_000_000_000;
const deadlineMs = 60_000;

type Behaviour = "works" | "is slow" | "fails" | "hangs" | "crashes";

/** A kind of work whose things are due at times that storage holds; done in order, one after the other. */
class Kind implements LivingKind {
  readonly deadlineMs = deadlineMs;
  behave: () => Behaviour = () => "works";
  cannotTell = false;
  readonly waiting: number[] = [];
  readonly done: { readonly dueAt: number; readonly at: number }[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  dueAt(): number | null {
    if (this.cannotTell) throw new Error("planted");
    return this.waiting.length === 0 ? null : Math.min(...this.waiting);
  }

  async run({ now, signal }: Parameters<LivingKind["run"]>[0], life: Parameters<LivingKind["run"]>[1]): Promise<void> {
    const due = this.waiting.filter((at) => at <= now);
    for (const dueAt of due.toSorted((a, b) => a - b)) {
      const behaviour = this.behave();
      if (behaviour === "fails") throw new Error("planted");
      if (behaviour === "hangs") await new Promise(() => {});
      if (behaviour === "crashes") life.die();
      if (behaviour === "is slow") await new Promise((resolve) => setTimeout(resolve, 3_000));
      if (life.isDead || signal.aborted) return;
      this.#finish(dueAt);
    }
  }

  #finish(dueAt: number): void {
    const index = this.waiting.indexOf(dueAt);
    // A run that hung may have been begun again meanwhile.
    if (index < 0) return;
    this.waiting.splice(index, 1);
    this.done.push({ dueAt, at: this.#now() });
  }
}

let kinds: { readonly first: Kind; readonly middle: Kind; readonly last: Kind };
let platform: AlarmPlatform;

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  vi.spyOn(console, "error").mockImplementation(() => {});
  const now = (): number => platform.now();
  kinds = { first: new Kind(now), middle: new Kind(now), last: new Kind(now) };
  const { first, middle, last } = kinds;
  const living = (kind: Kind): LivingKind => ({
    deadlineMs,
    dueAt: () => kind.dueAt(),
    run: (ring, life) => kind.run(ring, life),
  });
  platform = new AlarmPlatform({ first: living(first), middle: living(middle), last: living(last) });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const all = (): readonly Kind[] => Object.values(kinds);
const add = (kind: Kind, dueAt: number): Promise<void> => platform.wrote(() => void kind.waiting.push(dueAt));
const latenessMs = (kind: Kind): number[] => kind.done.map(({ dueAt, at }) => at - dueAt);

async function ringTimes(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await platform.ringNext();
}

describe("one alarm", () => {
  it("[ALARM-1] stands for the earliest of all kinds, and is set again only for something earlier", async () => {
    await add(kinds.first, start + 50_000);
    await add(kinds.last, start + 20_000);
    await add(kinds.middle, start + 70_000);
    expect([platform.alarmAt, platform.alarmsSet]).toEqual([start + 20_000, 2]);
    while (await platform.ringNext());
    expect(all().flatMap(latenessMs)).toEqual([0, 0, 0]);
    expect(platform.alarmsSet).toBe(4);
  });

  it("[ALARM-1] that an earlier life has set is not set anew, and one that was lost is", async () => {
    await add(kinds.first, start + 50_000);
    platform.evict();
    await add(kinds.last, start + 60_000);
    expect(platform.alarmsSet).toBe(1);
    platform.alarmAt = null;
    await vi.advanceTimersByTimeAsync(200_000);
    await add(kinds.middle, start + 300_000);
    expect(platform.alarmAt).toBe(start + 50_000);
    await ringTimes(2);
    expect(all().map(({ done }) => done.length)).toEqual([1, 1, 1]);
  });

  it("[ALARM-1] [FAULT-2] of a clock that was a day ahead does not keep what comes after the clock was mended", async () => {
    platform.skewMs = 86_400_000;
    await add(kinds.first, platform.now() + 10_000);
    platform.skewMs = 0;
    await add(kinds.last, start + 20_000);
    await platform.ringNext();
    expect(latenessMs(kinds.last)).toEqual([0]);
  });
});

describe("a ring", () => {
  it.each(["fails", "hangs"] as const)(
    "[ALARM-2] in which one kind %s does the work of the others, and the alarm goes on ringing for them",
    async (behaviour) => {
      kinds.middle.behave = () => behaviour;
      await add(kinds.middle, start + 10_000);
      for (let n = 1; n <= 20; n++) {
        await add(kinds.first, start + n * 10_000);
        await add(kinds.last, start + n * 10_000);
      }
      await ringTimes(60);
      for (const kind of [kinds.first, kinds.last]) {
        expect(kind.done).toHaveLength(20);
        expect(Math.max(...latenessMs(kind))).toBeLessThanOrEqual(deadlineMs);
      }
      expect(kinds.middle.waiting).toHaveLength(1);
      kinds.middle.behave = () => "works";
      await platform.ringNext();
      expect(kinds.middle.done).toHaveLength(1);
    },
  );

  it("[ALARM-2] tells a kind that its time is up", async () => {
    const told: boolean[] = [];
    const slow: LivingKind = {
      deadlineMs,
      dueAt: () => null,
      run: async ({ signal }) => {
        told.push(signal.aborted);
        await new Promise((resolve) => setTimeout(resolve, deadlineMs + 10));
        told.push(signal.aborted);
      },
    };
    await new AlarmPlatform({ slow }).ringOnce(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([false, true]);
  });

  it("[ALARM-3] that fails is tried again after pauses that double up to an hour, also with the clock set back", async () => {
    kinds.first.behave = () => "fails";
    await add(kinds.first, 0);
    await platform.ringNext();
    for (let failures = 1; failures <= 14; failures++) {
      expect((platform.alarmAt ?? 0) - platform.now()).toBe(retryDelayMs(failures));
      await platform.ringNext();
    }
    expect(retryDelayMs(14)).toBe(3_600_000);
    platform.skewMs = -86_400_000;
    await add(kinds.last, platform.now() + 7_200_000);
    expect((platform.alarmAt ?? 0) - platform.now()).toBeLessThanOrEqual(3_600_000);
  });

  it("[ALARM-2] never throws, though a kind cannot even tell when it is due", async () => {
    kinds.first.cannotTell = true;
    await add(kinds.last, start + 1_000);
    await ringTimes(2);
    expect(kinds.last.done).toHaveLength(1);
    kinds.first.cannotTell = false;
    kinds.first.waiting.push(start);
    await ringTimes(2);
    expect(kinds.first.done).toHaveLength(1);
  });

  it("[ALARM-4] that crashes the object every time neither ends the rings nor keeps the others from their turn", async () => {
    for (const broken of all()) {
      broken.behave = () => "crashes";
      for (const kind of all()) {
        if (kind !== broken) kind.behave = () => "is slow";
        await add(kind, platform.now() + 1_000);
      }
      await ringTimes(40);
      expect(all().map(({ waiting }) => waiting.length)).toEqual(all().map((kind) => (kind === broken ? 1 : 0)));
      broken.behave = () => "works";
      await ringTimes(3);
      expect(all().map(({ waiting }) => waiting.length)).toEqual([0, 0, 0]);
    }
  });

  it("[ALARM-1] that comes twice, or for nothing, does nothing twice and sets nothing", async () => {
    await add(kinds.first, start + 1_000);
    await platform.ringNext();
    const set = platform.alarmsSet;
    await platform.ringOnce(false);
    await platform.ringOnce(false);
    expect([kinds.first.done.length, platform.alarmsSet, platform.alarmAt]).toEqual([1, set, null]);
  });
});

describe("whatever happens", () => {
  const first = firstSeed();
  const seeds = Array.from({ length: runsOr(60) }, (_, index) => first + index);

  it.each(seeds)(
    "[ALARM-1] [ALARM-2] [ALARM-4] all work is done once, and none before its time (seed %d)",
    async (seed) => {
      const random = new Random(seed);
      vi.spyOn(Math, "random").mockImplementation(() => random.next());
      for (const kind of all())
        kind.behave = () => random.weighted({ works: 6, "is slow": 3, fails: 2, hangs: 1, crashes: 1 });
      let added = 0;
      for (let step = 0; step < 40; step++) {
        switch (random.weighted({ add: 8, ring: 8, wait: 2, evict: 2, twice: 1, clock: 1, lose: 1 })) {
          case "add":
            added += 1;
            await add(random.pick(all()), platform.now() + random.between(-5_000, 600_000));
            break;
          case "ring":
            await platform.ringNext();
            break;
          case "wait":
            await vi.advanceTimersByTimeAsync(random.between(0, 300_000));
            break;
          case "evict":
            platform.evict();
            break;
          case "twice":
            await platform.ringOnce(random.chance(0.5));
            break;
          case "clock":
            platform.skewMs += random.pick([-3_600_000, 3_600_000, 86_400_000, -86_400_000]);
            break;
          case "lose":
            platform.alarmAt = null;
            break;
        }
      }
      for (const kind of all()) kind.behave = () => "works";
      // Somebody comes by; then nothing but the alarm wakes the object.
      platform.evict();
      added += 1;
      await add(kinds.first, platform.now());
      for (let rings = 0; all().some(({ waiting }) => waiting.length > 0); rings++) {
        expect(platform.alarmAt, "an alarm stands while work waits").not.toBeNull();
        expect(rings).toBeLessThan(added + 5);
        await platform.ringNext();
      }
      const done = all().flatMap((kind) => kind.done);
      expect(done).toHaveLength(added);
      expect(done.filter(({ dueAt, at }) => at < dueAt)).toEqual([]);
    },
  );
});
