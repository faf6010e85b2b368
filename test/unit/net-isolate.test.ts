// What the Worker keeps of strangers' networks: names, refusals, and calls that are not reported yet.
import { expect, it } from "vitest";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { networksOf } from "../../workers/http/address.ts";
import { networkLimits } from "../../workers/strangers/network-limits.ts";
import { nameNetworks, type NamedNetworks } from "../../workers/strangers/network-names.ts";
import { RefusedNetworks } from "../../workers/strangers/refused-networks.ts";
import { Tally } from "../../workers/strangers/tally.ts";

const dayMs = 86_400_000;
function named(address: string, atMs = 0, secret = "one"): NamedNetworks {
  const networks = networksOf(address);
  if (networks === null) throw new Error(`no address: ${address}`);
  return nameNetworks(networks, { SIGNING_KEYS: secret }, atMs);
}

it("[NET-6] names networks by a secret and by the day", () => {
  const { names } = named("192.0.2.1");
  expect(names).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^[\w-]{22}$/);
  expect(named("192.0.2.1", dayMs - 1)).toEqual(named("192.0.2.1"));
  for (const other of [named("192.0.2.1", dayMs), named("192.0.2.1", 0, "two")]) {
    for (const name of other.names) expect(names).not.toContain(name);
  }
});

it("[NET-6] all networks of one widest network fall to one of 64 shards", () => {
  const shardOf = (address: string): number => named(address).shard;
  for (let i = 0; i < 100; i++) {
    expect(shardOf(`2001:db8:5:${i.toString(16)}::1`)).toBe(shardOf("2001:db8:5::"));
    expect(shardOf(`192.0.2.${i}`)).toBe(shardOf("192.0.2.255"));
  }
  const used = new Set(Array.from({ length: 2_000 }, (_, i) => shardOf(`10.${i >> 8}.${i & 255}.1`)));
  expect(used.size).toBe(64);
  expect(Math.min(...used)).toBe(0);
  expect(Math.max(...used)).toBe(63);
});

it("[NET-2] the wider the network, the greater its limits", () => {
  const minutes = (address: string, raised: boolean): unknown[] =>
    networkLimits("login", named(address), defaultLimits, raised).map(({ limits }) => limits);
  expect(minutes("2001:db8::1", false)).toEqual([{ minute: 10 }, { minute: 40 }, { minute: 160 }]);
  expect(minutes("192.0.2.1", false)).toEqual([{ minute: 10 }, { minute: 160 }]);
  expect(minutes("192.0.2.1", true)).toEqual([{ minute: 80 }, { minute: 1_280 }]);
  const [narrowest] = networkLimits("registration", named("192.0.2.1"), defaultLimits, false);
  expect(narrowest?.limits).toEqual({ minute: 10, hour: 20, day: 60 });
  const [call] = networkLimits("call", named("192.0.2.1"), defaultLimits, false);
  expect(call?.limits).toEqual({ minute: 300 });
});

it("[FAULT-2] forgets a refusal of a fast clock", () => {
  const refused = new RefusedNetworks();
  const over = { name: "wide", window: "minute", limit: 160, retryAfterMs: 30_000 } as const;
  refused.remember("login", over, dayMs);
  expect(refused.find("login", ["wide"], dayMs - 1_000)).toEqual(over);
  expect(refused.find("login", ["wide"], dayMs - 3_600_000)).toBeNull();
});

it("[NET-5] remembers a refusal until its end, for all within the network that refused", () => {
  const refused = new RefusedNetworks();
  const over = { name: "wide", window: "minute", limit: 160, retryAfterMs: 30_000 } as const;
  refused.remember("login", over, 1_000);
  expect(refused.find("login", ["other", "wide"], 11_000)).toEqual({ ...over, retryAfterMs: 20_000 });
  expect(refused.find("login", ["other"], 11_000)).toBeNull();
  expect(refused.find("registration", ["wide"], 11_000)).toBeNull();
  expect(refused.find("login", ["wide"], 31_000)).toBeNull();
});

it("[NET-5] forgets the oldest refusal when a flood brings more networks than it remembers", () => {
  const refused = new RefusedNetworks();
  const remember = (name: string): void =>
    refused.remember("login", { name, window: "minute", limit: 1, retryAfterMs: 60_000 }, 0);
  for (let i = 0; i <= 10_000; i++) remember(`network ${i}`);
  expect(refused.find("login", ["network 0"], 1)).toBeNull();
  expect(refused.find("login", ["network 1"], 1)).not.toBeNull();
});

it("[NET-5] reports cheap calls together, and forgets those of an earlier minute", () => {
  const tally = new Tally();
  const reported = Array.from({ length: 20 }, () => tally.add("one", 10, 0));
  expect(reported.filter((count) => count > 0)).toEqual([10, 10]);
  expect(reported.indexOf(10)).toBe(9);
  for (let i = 0; i < 9; i++) tally.add("one", 10, 0);
  expect(tally.add("other", 10, 0)).toBe(0);
  expect(tally.add("one", 10, 60_000)).toBe(0);
  expect(tally.add("one", 1, 60_000)).toBe(2);
});
