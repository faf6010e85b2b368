// One hash at a time, a pause after it, known devices first, a short queue; and what parallel attempts get.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attemptWindowMs } from "../../durable-objects/passwords/attempt-counters.ts";
import { HashQueue } from "../../durable-objects/passwords/hash-queue.ts";
import {
  checkOf,
  fakeClock,
  hashMs,
  inTime,
  networksOf,
  PasswordWorld,
  phone,
  right,
} from "../support/password-world.ts";

let world: PasswordWorld;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000 });
  world = new PasswordWorld();
});
afterEach(() => vi.useRealTimers());

const tally = (codes: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((other) => other === code).length]));

const stranger = { isKnown: false, network: null };

describe("the lane", () => {
  it("[AUTH-33] makes one hash at a time, and pauses three times as long after it", async () => {
    await inTime(Promise.all([1, 2, 3, 4].map((n) => world.try({ password: `guess ${n}` }))));
    expect(world.mostAtOnce).toBe(1);
    const gaps = world.hashedAt.slice(1).map((at, i) => at - (world.hashedAt[i] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(4 * hashMs);
  });

  it("[AUTH-33] is shared by the shards of a thread", async () => {
    const other = new HashQueue(world.lane, fakeClock);
    const hash = (queue: HashQueue) =>
      queue.run(stranger, async () => ({ is: await queue.hash(() => world.verify("x", null)) }));
    await inTime(Promise.all([hash(world.queue), hash(other), hash(world.queue), hash(other)]));
    expect(world.mostAtOnce).toBe(1);
    expect(Date.now() - 1_000_000_000).toBeGreaterThanOrEqual(13 * hashMs);
  });

  it("[AUTH-33] goes on after a hash that failed", async () => {
    const broken = world.queue
      .run(stranger, () => world.queue.hash((): Promise<object> => Promise.reject(new Error("no memory"))))
      .catch((cause: Error) => cause.message);
    expect(await inTime(broken)).toBe("no memory");
    expect(await inTime(world.try({ password: right }))).toBe("in");
  });
});

it("[AUTH-51] the known devices of one network leave those of others half of the places, too", async () => {
  await inTime(world.try({ password: "measured" }));
  // Of accounts of the attacker's own.
  const flood = Array.from({ length: 60 }, (_, n) =>
    world.try({ subject: `eve ${n}`, knownDevice: phone, password: `guess ${n}`, networks: networksOf(1) }),
  );
  const owner = world.try({ knownDevice: phone, password: right, networks: networksOf(65_536) });
  expect(await inTime(owner)).toBe("in");
  expect(tally(await inTime(Promise.all(flood)))["RATE_LIMITED"]).toBeGreaterThan(40);
});

describe("[AUTH-51] the shards of a thread", () => {
  /** Work in a shard of its own that makes a hash, and notes that it did. */
  const noting = (done: string[]) => (name: string, from: { isKnown: boolean; network: string | null }) => {
    const queue = new HashQueue(world.lane, fakeClock);
    return queue
      .run(from, async () => ({ is: await queue.hash(() => world.verify("x", null)) }))
      .then((outcome) => done.push("refusal" in outcome ? `${name} refused` : name));
  };

  it("take known devices of any shard first, and else who came first", async () => {
    const done: string[] = [];
    const hashOf = noting(done);
    const names = Array.from({ length: 12 }, (_, n) => `stranger ${n}`);
    const strangers = names.map((name) => hashOf(name, stranger));
    await vi.advanceTimersByTimeAsync(hashMs / 2);
    const owner = hashOf("owner", { isKnown: true, network: null });
    await inTime(Promise.all([...strangers, owner]));
    expect(done).toEqual(["stranger 0", "owner", ...names.slice(1)]);
  });

  it("refuse at once who would wait too long for all of them together, so that nobody waits in vain", async () => {
    await inTime(world.try({ password: "measured" }));
    const begunAt = Date.now();
    const done: string[] = [];
    const hashOf = noting(done);
    await inTime(Promise.all(Array.from({ length: 200 }, (_, n) => hashOf(`${n}`, stranger))));
    const refusals = done.filter((name) => name.endsWith("refused"));
    expect(refusals.length).toBeGreaterThan(170);
    expect(done.slice(0, refusals.length)).toEqual(refusals);
    expect(Date.now() - begunAt).toBeLessThan(10_000);
  });

  it.each([false, true])(
    "leave others half of the places, however many come from one network: known %j",
    async (isKnown) => {
      await inTime(world.try({ password: "measured" }));
      const done: string[] = [];
      const hashOf = noting(done);
      const flood = Array.from({ length: 200 }, () => hashOf("flood", { isKnown, network: "48 1" }));
      const others = ["48 2", "48 3"].map((network) => hashOf(network, { isKnown, network }));
      await inTime(Promise.all([...flood, ...others]));
      expect(done.filter((name) => name === "flood").length).toBeLessThanOrEqual(11);
      expect(done).toContain("48 2");
      expect(done).toContain("48 3");
    },
  );

  it("go on without one that was cut off while it waited", async () => {
    const never = { now: () => Date.now(), wait: () => new Promise<void>(() => {}) };
    const busy = world.try({ password: "measured" });
    await vi.advanceTimersByTimeAsync(hashMs / 2);
    const cutOff = new HashQueue(world.lane, never);
    void cutOff.run({ isKnown: true, network: null }, async () => ({}));
    await inTime(busy);
    const begunAt = Date.now();
    expect(await inTime(world.try({ password: right }))).toBe("in");
    expect(Date.now() - begunAt).toBeLessThan(3_000);
  });
});

describe("the queue", () => {
  it("[AUTH-33] takes known devices first, also one that comes last", async () => {
    const order: string[] = [];
    const strangers = [1, 2, 3].map(async (n) => {
      await world.try({ networks: networksOf(n << 16), password: `guess ${n}` });
      order.push(`stranger ${n}`);
    });
    await vi.advanceTimersByTimeAsync(hashMs / 2);
    const owner = world.try({ knownDevice: phone, password: right }).then((code) => order.push(`owner ${code}`));
    await inTime(Promise.all([...strangers, owner]));
    expect(order).toEqual(["stranger 1", "owner in", "stranger 2", "stranger 3"]);
  });

  it("[AUTH-33] refuses at once who would wait too long, and says when there is a place; a known device has one", async () => {
    await inTime(world.try({ password: "measured" }));
    const crowd = Array.from({ length: 40 }, (_, n) =>
      world.checks.check(checkOf({ subject: `name ${n}`, password: `guess ${n}`, networks: networksOf(n << 16) })),
    );
    const owner = world.try({ subject: "name 1", knownDevice: phone, password: right });
    const outcomes = await inTime(Promise.all(crowd));
    const refusals = outcomes.flatMap((outcome) =>
      "refusal" in outcome && outcome.refusal.code === "RATE_LIMITED" ? [outcome.refusal] : [],
    );
    expect(refusals.length).toBeGreaterThan(10);
    for (const { retryAfterMs = 0 } of refusals) expect(retryAfterMs).toBeGreaterThanOrEqual(8_000);
    expect(await inTime(owner)).toBe("in");
    expect(Date.now() - 1_000_000_000).toBeLessThan(12_000);
  });
});

describe("parallel attempts", () => {
  it("[AUTH-6] [AUTH-33] get no more than 5 answers when they are guesses, and cost no more than 5 hashes", async () => {
    const codes = await inTime(
      Promise.all(Array.from({ length: 20 }, (_, n) => world.try({ password: `guess ${n}` }))),
    );
    expect(tally(codes)).toEqual({ INVALID_CREDENTIALS: 5, RATE_LIMITED: 15 });
    expect(world.hashedAt).toHaveLength(5);
  });

  it("[AUTH-6] [AUTH-33] with the same wrong password get no more answers either, and share a hash", async () => {
    const codes = await inTime(Promise.all(Array.from({ length: 20 }, () => world.try({}))));
    expect(tally(codes)).toEqual({ INVALID_CREDENTIALS: 5, RATE_LIMITED: 15 });
    expect(world.hashedAt).toHaveLength(1);
  });

  it("[AUTH-7] all sign in with the right password, for one hash", async () => {
    const codes = await inTime(Promise.all(Array.from({ length: 100 }, () => world.try({ password: right }))));
    expect(tally(codes)).toEqual({ in: 100 });
    expect(world.hashedAt).toHaveLength(1);
    expect(world.rows).toBe(0);
  });

  it("[AUTH-6] get nothing from a network that is locked, be the password right", async () => {
    for (let n = 0; n < 5; n++) await inTime(world.try({ password: `guess ${n}` }));
    const [locked, elsewhere] = await inTime(
      Promise.all([world.try({ password: right }), world.try({ password: right, networks: networksOf(65_536) })]),
    );
    expect([locked, elsewhere]).toEqual(["RATE_LIMITED", "in"]);
  });

  it("[AUTH-6] count before their outcome is known: a crash during the hash leaves them counted", async () => {
    for (let n = 0; n < 4; n++) await inTime(world.try({ password: `guess ${n}` }));
    const cutOff = world.try({ password: "guess 5" });
    while (world.hashedAt.length < 5) await vi.advanceTimersByTimeAsync(5);
    world.restart();
    expect(world.counters.refusalOf(checkOf())?.refusal.code).toBe("RATE_LIMITED");
    await inTime(cutOff);
  });

  it("[AUTH-6] end their count 15 minutes after they failed, not after they began", async () => {
    for (let n = 0; n < 5; n++) await inTime(world.try({ password: `guess ${n}` }));
    const failedAt = Date.now();
    const { retryAfterMs = 0 } = world.counters.refusalOf(checkOf())?.refusal ?? {};
    expect(retryAfterMs).toBeGreaterThan(attemptWindowMs - hashMs / 2);
    vi.setSystemTime(failedAt + retryAfterMs);
    expect(world.counters.refusalOf(checkOf())).toBeNull();
  });

  it("[AUTH-32] write before a wrong answer for unknown names as for known ones, so that both wait for the disk", async () => {
    const writes: string[] = [];
    const exec = vi.spyOn(world.storage.sql, "exec");
    for (const passwordHash of [checkOf().passwordHash, null]) {
      const hashes = world.hashedAt.length;
      const trying = world.try({ passwordHash, subject: String(passwordHash) });
      while (world.hashedAt.length === hashes) await vi.advanceTimersByTimeAsync(5);
      exec.mockClear();
      await inTime(trying);
      writes.push(exec.mock.calls.map(([sql]) => sql.split(" ")[0]).join(" "));
    }
    expect(writes[0]).toContain("UPDATE");
    expect(writes[1]).toBe(writes[0]);
  });

  it("[JOBS-12] tell of a failure whether it locked the network", async () => {
    for (let n = 0; n < 7; n++) await inTime(world.try({ password: `guess ${n}` }));
    expect(world.failed.map(({ locked }) => locked)).toEqual([false, false, false, false, true]);
  });
});
