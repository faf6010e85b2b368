// Guessing as a seeded story: attackers in many networks, an owner with known and new devices, names that exist or not.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attemptWindowMs } from "../../durable-objects/passwords/attempt-counters.ts";
import { Random } from "../../lab/kit/random.ts";
import { checkOf, hashMs, limits, networksOf, PasswordWorld, phone, right } from "../support/password-world.ts";

const seeds = [1, 2, 3, 4, 5, 6];
const stepMs = 2_000;
const steps = 1_500;
/** Where the owner's new device is: nobody else is in its /48. */
const home = networksOf(900 << 16);

interface Told {
  readonly atMs: number;
  readonly network: string;
  readonly code: string;
}

interface Story {
  /** What attackers were told. */
  readonly attackers: readonly Told[];
  readonly owner: readonly Told[];
  readonly newDevice: readonly Told[];
  readonly world: PasswordWorld;
}

/** @param passwordHash null: the name does not exist */
async function tell(seed: number, passwordHash: string | null): Promise<Story> {
  const random = new Random(seed);
  const world = new PasswordWorld();
  const attackers: Told[] = [];
  const owner: Told[] = [];
  const newDevice: Told[] = [];
  const doing: Promise<unknown>[] = [];
  const note = (to: Told[], network: string, code: Promise<string>) =>
    doing.push(code.then((told) => to.push({ atMs: Date.now(), network, code: told })));
  for (let step = 0; step < steps; step++) {
    // Some keep to one /64, some change it within a /48, some have the whole internet.
    const n = random.pickWeighted([
      [2, random.below(3)],
      [3, random.below(2_000)],
      [3, random.below(100) << 16],
    ]);
    const networks = networksOf(n);
    for (let parallel = random.below(4); parallel > 0; parallel--) {
      const password = `guess ${random.below(50)}`;
      note(attackers, networks[0] ?? "", world.try({ networks, password, passwordHash }));
    }
    if (random.chance(0.02)) note(owner, "phone", world.try({ knownDevice: phone, password: right, passwordHash }));
    if (random.chance(0.01))
      note(newDevice, "home", world.try({ networks: home, password: right, passwordHash, hasSolvedChallenge: true }));
    if (random.chance(0.01)) world.counters.forget();
    await vi.advanceTimersByTimeAsync(random.below(stepMs));
  }
  await vi.advanceTimersByTimeAsync(60_000);
  await Promise.all(doing);
  return { attackers, owner, newDevice, world };
}

const mostWithinWindow = (times: readonly number[]): number =>
  Math.max(0, ...times.map((end) => times.filter((at) => at > end - attemptWindowMs && at <= end).length));

beforeEach(() => vi.useFakeTimers({ now: 1_000_000_000 }));
afterEach(() => vi.useRealTimers());

describe.each(seeds)("guessing, seed %i", (seed) => {
  it("[AUTH-6] [AUTH-30] [AUTH-31] [AUTH-33] [AUTH-35] stays within the limits, and locks no owner out", async () => {
    const { attackers, owner, newDevice, world } = await tell(seed, checkOf().passwordHash);
    const answered = attackers.filter(({ code }) => code === "INVALID_CREDENTIALS");
    const ofNetwork = Map.groupBy(answered, ({ network }) => network);
    for (const told of ofNetwork.values()) {
      expect(mostWithinWindow(told.map(({ atMs }) => atMs))).toBeLessThanOrEqual(limits.LIMIT_LOGIN_FAILURES);
    }
    expect(mostWithinWindow(answered.map(({ atMs }) => atMs))).toBeLessThanOrEqual(
      limits.LIMIT_LOGIN_FAILURES_ANYWHERE,
    );
    // The story must reach both ends, else it shows nothing.
    expect(answered.length).toBeGreaterThanOrEqual(limits.LIMIT_LOGIN_FAILURES_ANYWHERE);
    expect(attackers.some(({ code }) => code === "CHALLENGE_REQUIRED")).toBe(true);
    expect(new Set(owner.map(({ code }) => code))).toEqual(new Set(["in"]));
    expect(new Set(newDevice.map(({ code }) => code))).toEqual(new Set(["in"]));
    expect(world.mostAtOnce).toBe(1);
    const gaps = world.hashedAt.slice(1).map((at, i) => at - (world.hashedAt[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4 * hashMs);
  });

  it("[AUTH-32] an unknown name is answered as a known one: the same codes at the same times", async () => {
    const known = await tell(seed, "hash of something else");
    vi.setSystemTime(1_000_000_000);
    const unknown = await tell(seed, null);
    expect(unknown.attackers).toEqual(known.attackers);
    expect(unknown.owner).toEqual(known.owner);
    expect(unknown.world.hashedAt).toEqual(known.world.hashedAt);
  });
});
