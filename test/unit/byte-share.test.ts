// Bytes of all users: whatever Workers there are, and however they ask, the deployment takes no more than its limit.
import { describe, expect, it } from "vitest";
import { takeNested, windowAt, type Counts } from "../../durable-objects/network-shard/nested-limits.ts";
import { Random } from "../../lab/kit/random.ts";
import { ByteShare } from "../../workers/files/byte-share.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";

const [dayMs, mib] = [86_400_000, 1_048_576];

/** The object that counts, and Workers that ask it. */
class Deployment {
  now = 1_795_046_400_000;
  limit = 1_000 * mib;
  calls = 0;
  isAway = false;
  readonly #counted = new Map<number, number>();

  get counted(): number {
    return this.#counted.get(windowAt("day", this.now)) ?? 0;
  }

  readonly bytesOfDay = () => ({
    limit: this.limit,
    now: () => this.now,
    count: async (amount: number) => {
      this.calls += 1;
      await Promise.resolve();
      if (this.isAway) throw new Error("the object did not answer");
      const counts: Counts = {
        used: () => this.counted,
        add: (_key, _within, more) => void this.#counted.set(windowAt("day", this.now), this.counted + more),
        save: () => {},
      };
      const networks = [{ name: "deployment", limits: { day: this.limit } }];
      return takeNested(counts, { kind: "file-bytes", networks, amount }, this.now);
    },
  });

  take(share: ByteShare, bytes: number) {
    return share.take(bytes, this.bytesOfDay());
  }
}

describe("[FILE-50] the bytes of all users in a day", () => {
  it("are never more than the limit, and no more are counted in vain than were taken", async () => {
    const start = firstSeed();
    for (let seed = start; seed < start + runsOr(200); seed++) {
      const random = new Random(seed);
      const world = new Deployment();
      world.limit = random.pick([3, 50, 400]) * mib;
      const shares = Array.from({ length: random.pick([1, 3, 12]) }, () => new ByteShare());
      let taken = 0;
      for (let step = 0; step < 60; step++) {
        world.isAway = random.chance(0.1);
        if (random.chance(0.03)) {
          world.now += dayMs;
          taken = 0;
        }
        const together = Array.from({ length: random.pick([1, 1, 4]) }, async () => {
          const bytes = random.pick([1, 40_000, mib, 8 * mib]);
          const over = await world.take(random.pick(shares), bytes).catch(() => "away" as const);
          if (over === null) taken += bytes;
        });
        await Promise.all(together);
        expect(taken, `FUZZ_SEED=${seed}`).toBeLessThanOrEqual(world.limit);
        expect(world.counted, `FUZZ_SEED=${seed}`).toBeLessThanOrEqual(2 * taken);
        expect(world.counted, `FUZZ_SEED=${seed}`).toBeGreaterThanOrEqual(taken);
      }
    }
  });

  it("cost few questions where there are many files, and one each where there are few", async () => {
    const world = new Deployment();
    const busy = new ByteShare();
    for (let file = 0; file < 900; file++) expect(await world.take(busy, mib)).toBeNull();
    // Shares double up to 64 MiB.
    expect(world.calls).toBeLessThan(25);
    world.calls = 0;
    await Promise.all(Array.from({ length: 20 }, () => world.take(new ByteShare(), 1_000)));
    expect(world.calls).toBe(20);
  });

  it("are refused until the next day, without another question for as many; what is smaller still fits", async () => {
    const world = new Deployment();
    const share = new ByteShare();
    world.limit = 10 * mib;
    expect(await world.take(share, 8 * mib)).toBeNull();
    world.now += 3_600_000;
    const over = await world.take(share, 8 * mib);
    expect(over).toMatchObject({ retryAfterMs: dayMs - (world.now % dayMs) });
    const { calls } = world;
    expect(await world.take(share, 9 * mib)).toMatchObject({ retryAfterMs: over?.retryAfterMs });
    expect(world.calls).toBe(calls);
    expect(await world.take(share, mib)).toBeNull();
    world.now += over?.retryAfterMs ?? 0;
    expect(await world.take(share, 8 * mib)).toBeNull();
  });

  it("are nobody's while they cannot be counted, and nothing is lost of a share by that", async () => {
    const world = new Deployment();
    const share = new ByteShare();
    await world.take(share, mib);
    await world.take(share, 1_000);
    world.isAway = true;
    await expect(world.take(share, 2 * mib)).rejects.toThrow("did not answer");
    world.isAway = false;
    const { calls } = world;
    expect(await world.take(share, mib - 1_000)).toBeNull();
    expect(world.calls).toBe(calls);
  });
});
