// Nested limits by network: strangers of many networks against a list of all calls that were ever counted.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { leftNested, takeNested, windowAt } from "../../durable-objects/network-shard/nested-limits.ts";
import { ShardCounts } from "../../durable-objects/network-shard/shard-counts.ts";
import { windowMs, windows, type CountCall, type Window } from "../../schema/rpc/network-shard.ts";
import { parametersOf } from "../support/fuzz-runs.ts";

const limitsByWidth = [
  { minute: 3, hour: 5, day: 8 },
  { minute: 6, hour: 11, day: 17 },
  { minute: 12, hour: 24, day: 40 },
] as const;

/** Two networks of each width in each wider one: "0", "0.1", "0.1.0". */
const namesOf = (caller: number): readonly string[] => {
  const [wide, middle, narrow] = [caller >> 2, (caller >> 1) & 1, caller & 1];
  return [`${wide}.${middle}.${narrow}`, `${wide}.${middle}`, `${wide}`];
};

const callBy = (caller: number, kind: CountCall["kind"] = "registration", amount = 1): CountCall => ({
  kind,
  amount,
  networks: namesOf(caller).map((name, width) => ({ name, limits: limitsByWidth[width] ?? {} })),
});

function shard(rows = new Map<string, unknown>()) {
  const counts = new ShardCounts({
    get: (key) => structuredClone(rows.get(key)),
    put: (key, value) => void rows.set(key, structuredClone(value)),
  });
  return {
    rows,
    take: (call: CountCall, nowMs: number) => {
      const at = counts.at(nowMs);
      return takeNested(at, call, at.nowMs);
    },
    left: (call: CountCall, nowMs: number) => {
      const at = counts.at(nowMs);
      return leftNested(at, call, at.nowMs);
    },
  };
}

interface Counted {
  readonly names: readonly string[];
  readonly atMs: number;
}

const usedOf = (counted: readonly Counted[], name: string, window: Window, nowMs: number): number =>
  counted.filter(({ names, atMs }) => names.includes(name) && windowAt(window, atMs) === windowAt(window, nowMs))
    .length;

it("[NET-3] counts a call in all of its networks or in none, as a list of all calls would", () => {
  const steps = fc.array(
    fc.record({ caller: fc.nat(7), waitMs: fc.oneof(fc.constant(0), fc.nat(40_000), fc.nat(5_000_000)) }),
    { minLength: 1, maxLength: 150 },
  );
  fc.assert(
    fc.property(steps, fc.nat(86_400_000), (taken, beginMs) => {
      const { take } = shard();
      const counted: Counted[] = [];
      let nowMs = beginMs;
      for (const { caller, waitMs } of taken) {
        nowMs += waitMs;
        const names = namesOf(caller);
        const full = names.flatMap((name, width) =>
          windows
            .filter((window) => usedOf(counted, name, window, nowMs) >= (limitsByWidth[width]?.[window] ?? 0))
            .map((window) => ({ name, window, endsMs: (windowAt(window, nowMs) + 1) * windowMs[window] })),
        );
        const over = take(callBy(caller), nowMs);
        if (over === null) counted.push({ names, atMs: nowMs });
        const told = over === null ? [] : [{ name: over.name, window: over.window, endsMs: nowMs + over.retryAfterMs }];
        const longest = full.filter(({ endsMs }) => endsMs === Math.max(...full.map((one) => one.endsMs)));
        expect(told.length).toBe(Math.min(1, full.length));
        expect(longest).toEqual(expect.arrayContaining(told));
      }
    }),
    parametersOf(200),
  );
});

it("[NET-3] a network that asks without end leaves its neighbours their share of the wider one", () => {
  const { take } = shard();
  for (let i = 0; i < 1_000; i++) take(callBy(0), 0);
  const taken = [1, 2, 3].map((caller) => {
    let count = 0;
    while (take(callBy(caller), 0) === null) count += 1;
    return count;
  });
  // 12 a minute for all; 3 are the first one's, and no more than 6 are of its wider network.
  expect(taken).toEqual([3, 3, 3]);
});

it("[NET-3] names the widest network of those that refuse for the same time", () => {
  const { take } = shard();
  for (const caller of [0, 1, 2, 3]) for (let i = 0; i < 3; i++) expect(take(callBy(caller), 0)).toBeNull();
  expect(take(callBy(0), 10_000)).toEqual({ name: "0", window: "minute", limit: 12, retryAfterMs: 50_000 });
});

it("[NET-3] kinds of calls have counts of their own, and several calls count together", () => {
  const { take } = shard();
  for (let i = 0; i < 3; i++) take(callBy(0), 0);
  expect(take(callBy(0), 0)).not.toBeNull();
  expect(take(callBy(0, "login"), 0)).toBeNull();
  expect(take(callBy(0, "call", 4), 0)).not.toBeNull();
  expect(take(callBy(0, "call", 3), 0)).toBeNull();
  expect(take(callBy(0, "call"), 0)).not.toBeNull();
});

it("[NET-4] hours and days survive sleep, and a clock that is set back begins nothing anew", () => {
  const first = shard();
  const hour = windowMs.hour;
  for (let minute = 0; minute < 5; minute++) expect(first.take(callBy(0), minute * windowMs.minute)).toBeNull();
  const woken = shard(first.rows);
  expect(woken.take(callBy(0), 30 * windowMs.minute)).toMatchObject({ window: "hour", retryAfterMs: hour / 2 });
  for (let i = 0; i < 3; i++) expect(woken.take(callBy(0), hour)).toBeNull();
  expect(woken.take(callBy(0), 2 * hour)).toMatchObject({ window: "day", retryAfterMs: 22 * hour });
  expect(woken.take(callBy(0), 0)).toMatchObject({ window: "day" });
  expect(woken.take(callBy(0), windowMs.day)).toBeNull();
});

const logins = (name: string, limit: number): CountCall => ({
  kind: "login",
  amount: 1,
  networks: [{ name, limits: { minute: limit } }],
});

it("[NET-4] a minute goes on after a sleep where it was, and ends", () => {
  const rows = new Map<string, unknown>();
  // Ten quiet seconds at least come before each sleep.
  for (let second = 0; second < 60; second += 10) {
    const { take } = shard(rows);
    expect(take(logins("one", 6), second * 1_000)).toBeNull();
  }
  const { take } = shard(rows);
  expect(take(logins("one", 6), 59_999)).toMatchObject({ retryAfterMs: 1 });
  for (let i = 0; i < 6; i++) expect(take(logins("one", 6), 60_000)).toBeNull();
});

it("[NET-4] a clock that is set back gives no minute twice", () => {
  const { take } = shard();
  expect(take(logins("one", 1), 60_000)).toBeNull();
  for (const backMs of [59_999, 0, 60_000]) expect(take(logins("one", 1), backMs)).not.toBeNull();
  expect(take(logins("one", 1), 120_000)).toBeNull();
});

it.each(["minute", "hour", "day"] as const)(
  "[FAULT-2] a %s that a fast clock counted locks nobody out for longer",
  (window) => {
    const { take } = shard();
    const call: CountCall = { kind: "login", amount: 1, networks: [{ name: "one", limits: { [window]: 1 } }] };
    const start = 10 * windowMs.day;
    expect(take(call, start + windowMs.day)).toBeNull();
    expect(take(call, start + windowMs.day)).not.toBeNull();
    expect(take(call, start)).toBeNull();
    expect(take(call, start)).toMatchObject({ retryAfterMs: windowMs[window] });
  },
);

it("[NET-4] a sleep in a crowded minute forgets at most a thirty-second part of its counts", () => {
  const { rows, take } = shard();
  for (let i = 0; i < 3_200; i++) take(logins(`network ${i}`, 1), 0);
  let before = 0;
  while (take(logins("one", 1_000), 0) === null) before += 1;
  const woken = shard(rows);
  let after = 0;
  while (woken.take(logins("one", 1_000), 1_000) === null) after += 1;
  expect(before).toBe(1_000);
  expect(after).toBeLessThanOrEqual(Math.ceil(3_201 / 32));
});

it("[NET-5] a crowded minute is saved seldom, and not at all beyond what a row holds", () => {
  const { rows, take } = shard();
  let saves = 0;
  const put = rows.set.bind(rows);
  rows.set = (key, value) => {
    saves += 1;
    return put(key, value);
  };
  for (let i = 0; i < 10_000; i++) take(logins(`network ${i}`, 1), 0);
  expect(saves).toBeLessThan(300);
  const before = saves;
  for (let i = 0; i < 2_000; i++) take(logins(`other ${i}`, 1), 0);
  expect(saves).toBe(before);
  expect(JSON.stringify(rows.get("minute")).length).toBeLessThan(1_000_000);
});

it("[NET-5] a refusal writes nothing, a registration a row for each network, a login the minute's", () => {
  const { rows, take } = shard();
  take(callBy(0, "call", 99), 0);
  expect(rows.size).toBe(0);
  take({ ...callBy(0), kind: "login", networks: [{ name: "one", limits: { minute: 1 } }] }, 0);
  expect([...rows.keys()]).toEqual(["minute"]);
  for (let i = 0; i < 3; i++) take(callBy(0), 0);
  const before = structuredClone(rows);
  expect(before.size).toBe(4);
  expect(take(callBy(0), 0)).not.toBeNull();
  expect(rows).toEqual(before);
});

it("[BUDGET-43] what is left to a network is just what it gets, whatever its neighbours used before", () => {
  const neighbours = fc.array(fc.nat(7), { maxLength: 60 });
  fc.assert(
    fc.property(neighbours, fc.nat(7), fc.nat(86_400_000), (before, caller, nowMs) => {
      const { take, left } = shard();
      for (const other of before) take(callBy(other), nowMs);
      const told = left(callBy(caller), nowMs);
      let got = 0;
      let refusal = take(callBy(caller), nowMs);
      for (; refusal === null; refusal = take(callBy(caller), nowMs)) got += 1;
      expect(told).toMatchObject({ name: "network", left: got });
      // Then nothing is left until the refusal ends.
      expect(left(callBy(caller), nowMs)).toMatchObject({ left: 0, resetMs: refusal.retryAfterMs });
      expect(told?.quotas).toEqual(
        windows.map((window) => ({ limit: limitsByWidth[0][window], windowMs: windowMs[window] })),
      );
    }),
    parametersOf(200),
  );
});
