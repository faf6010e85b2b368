// Counting wrong passwords by network and known device, on SQLite in Node.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attemptWindowMs } from "../../durable-objects/passwords/attempt-counters.ts";
import { checkOf, networksOf, PasswordWorld, phone } from "../support/password-world.ts";

let world: PasswordWorld;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000 });
  world = new PasswordWorld();
});
afterEach(() => vi.useRealTimers());

const from = (n: number) => checkOf({ networks: networksOf(n) });
const codeOf = (check = checkOf()): string => world.counters.begin(check)?.refusal.code ?? "begun";
const fail = (times: number, check = checkOf()): string[] => Array.from({ length: times }, () => codeOf(check));

describe("a network", () => {
  it("[AUTH-6] is refused after 5 failures for an account, and told for how long", () => {
    expect(fail(5)).not.toContain("RATE_LIMITED");
    vi.advanceTimersByTime(1_000);
    expect(world.counters.begin(checkOf())).toEqual({
      refusal: { code: "RATE_LIMITED", retryAfterMs: attemptWindowMs - 1_000 },
    });
    vi.advanceTimersByTime(attemptWindowMs - 1_000);
    expect(codeOf()).toBe("begun");
  });

  it("[AUTH-6] is not let go on by what it is refused: the lock ends", () => {
    fail(5);
    vi.advanceTimersByTime(attemptWindowMs - 1);
    expect(new Set(fail(100))).toEqual(new Set(["RATE_LIMITED"]));
    vi.advanceTimersByTime(1);
    expect(codeOf()).toBe("begun");
  });

  it("[AUTH-6] counts across a restart", () => {
    fail(5);
    world.restart();
    expect(codeOf()).toBe("RATE_LIMITED");
  });

  it("[AUTH-6] has no more than 5 within any 15 minutes, however they are spread", () => {
    const at: number[] = [];
    for (let minute = 0; minute < 120; minute++) {
      if (codeOf() === "begun") at.push(minute);
      vi.advanceTimersByTime(60_000);
    }
    for (const end of at)
      expect(at.filter((minute) => minute > end - 15 && minute <= end).length).toBeLessThanOrEqual(5);
    expect(at.length).toBeGreaterThan(5);
  });

  it("[AUTH-6] keeps neither another network nor another account out", () => {
    fail(5);
    expect(codeOf(checkOf({ subject: "bob" }))).toBe("begun");
    expect(codeOf(from(65_536))).toBe("begun");
  });

  it("[AUTH-30] counts with the networks around it: twice as many in a /56, four times as many in a /48", () => {
    for (const n of [0, 1]) expect(fail(5, from(n))).not.toContain("RATE_LIMITED");
    expect(codeOf(from(2))).toBe("RATE_LIMITED");
    for (const n of [256, 257]) expect(fail(5, from(n))).not.toContain("RATE_LIMITED");
    expect(codeOf(from(512))).toBe("RATE_LIMITED");
    expect(codeOf(from(65_536))).toBe("begun");
  });

  it("[AUTH-30] stands for all where no address is known", () => {
    const nowhere = checkOf({ networks: [] });
    expect(fail(5, nowhere)).not.toContain("RATE_LIMITED");
    expect(codeOf(nowhere)).toBe("RATE_LIMITED");
  });
});

describe("a success", () => {
  it("[AUTH-6] clears its own network, and leaves what failed in others", () => {
    fail(4, from(0));
    fail(4, from(1));
    world.counters.begin(from(0));
    world.counters.succeed(from(0));
    expect(fail(5, from(0))).not.toContain("RATE_LIMITED");
    // The /56 has 4 + 5 by now, of 10.
    expect(fail(2, from(2))).toEqual(["begun", "RATE_LIMITED"]);
  });

  it("[AUTH-34] leaves no row of what it clears", () => {
    fail(4);
    world.counters.begin(checkOf());
    world.counters.succeed(checkOf());
    expect(world.rows).toBe(0);
  });
});

describe("all networks together", () => {
  it("[AUTH-31] ask an unknown device for a challenge, and let on who solved it", () => {
    for (let n = 0; n < 50; n++) expect(codeOf(from(n << 16))).toBe("begun");
    expect(codeOf(from(50 << 16))).toBe("CHALLENGE_REQUIRED");
    const solved = checkOf({ networks: networksOf(50 << 16), hasSolvedChallenge: true });
    expect(fail(6, solved)).toEqual([...Array.from({ length: 5 }, () => "begun"), "RATE_LIMITED"]);
  });

  it("[AUTH-31] [AUTH-35] do not concern a known device, which has a budget of its own", () => {
    for (let n = 0; n < 50; n++) fail(1, from(n << 16));
    const known = checkOf({ networks: networksOf(0), knownDevice: phone });
    expect(fail(6, known)).toEqual([...Array.from({ length: 5 }, () => "begun"), "RATE_LIMITED"]);
    world.counters.succeed(known);
    expect(codeOf(known)).toBe("begun");
  });

  it("[AUTH-35] are not used up by a known device", () => {
    const known = checkOf({ knownDevice: phone });
    fail(5, known);
    expect(fail(5)).not.toContain("RATE_LIMITED");
  });
});

describe("what is stored", () => {
  it("[AUTH-34] is nothing for a refusal", () => {
    fail(5);
    const before = world.rows;
    fail(100);
    fail(100, checkOf({ networks: networksOf(1) }));
    expect(world.rows).toBe(before);
  });

  it("[AUTH-34] is forgotten after the window", () => {
    fail(3);
    vi.advanceTimersByTime(attemptWindowMs - 1);
    expect(world.counters.forget()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(world.counters.forget()).toBe(false);
    expect(world.rows).toBe(0);
  });

  it("[AUTH-40] bounds how many passwords one sets within an hour", () => {
    for (let n = 0; n < 20; n++) expect(world.counters.countChange("ada")).toBeNull();
    vi.advanceTimersByTime(1_000);
    expect(world.counters.countChange("ada")).toEqual({ refusal: { code: "RATE_LIMITED", retryAfterMs: 3_599_000 } });
    expect(world.counters.countChange("bob")).toBeNull();
    vi.advanceTimersByTime(3_599_000);
    expect(world.counters.countChange("ada")).toBeNull();
  });
});
