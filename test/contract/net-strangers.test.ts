// Calls without an account, limited by the networks of the caller.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { NetworkShard } from "../../durable-objects/network-shard/network-shard.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { networksOf } from "../../workers/http/address.ts";
import { nameNetworks } from "../../workers/strangers/network-names.ts";
import { countingSessions, countingShards } from "../support/counting-shards.ts";
import { newUsername, password, register } from "../support/people.ts";
import { callUnder, callWorker, codeOf, type HttpAnswer, type HttpCall } from "../support/worker-http.ts";

type Changes = Partial<Env>;
const from = (address: string, call: HttpCall, changes: Changes = {}): Promise<HttpAnswer> =>
  callUnder(changes, { ...call, headers: { "cf-connecting-ip": address, ...call.headers } });
const registering = (address: string, changes: Changes = {}): Promise<HttpAnswer> =>
  from(
    address,
    { method: "POST", path: "/api/auth/register", body: { username: newUsername("ada"), password } },
    changes,
  );
const guessing = (address: string, changes: Changes = {}): Promise<HttpAnswer> =>
  from(address, { method: "POST", path: "/api/auth/login", body: { username: newUsername("who"), password } }, changes);

/** A /48 of IPv6 that no other caller has. */
let sites = 0;
const newSite = (): string => `3fff:ff:${(sites++).toString(16)}`;

const shardOf = (address: string): DurableObjectStub => {
  const networks = networksOf(address);
  if (networks === null) throw new Error("no address");
  const { shard } = nameNetworks(networks, env, Date.now());
  return env.NETWORK_SHARD.get(env.NETWORK_SHARD.idFromName(String(shard)));
};

/** As many times as it takes, until a minute has not turned meanwhile. */
async function withinOneMinute<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    const minute = Math.floor(Date.now() / 60_000);
    const result = await act();
    if (Math.floor(Date.now() / 60_000) === minute) return result;
  }
}

const countOf = (codes: readonly (string | null)[], code: string | null): number =>
  codes.filter((one) => one === code).length;

describe("logins", () => {
  it("[AUTH-10] [NET-2] limits logins by network and minute, whichever account they try", async () => {
    const codes = await withinOneMinute(async () => {
      const site = newSite();
      const tried: (string | null)[] = [];
      for (let i = 0; i < 11; i++) tried.push(codeOf(await guessing(`${site}:1::${i}`)));
      return [...tried, codeOf(await guessing(`${site}:2::1`))];
    });
    expect(codes).toEqual([
      ...Array.from({ length: 10 }, () => "INVALID_CREDENTIALS"),
      "RATE_LIMITED",
      "INVALID_CREDENTIALS",
    ]);
  });

  it("[NET-3] lets no parallel call past the limits of any of its networks", async () => {
    const limits = { LIMIT_LOGINS_PER_MINUTE: "3", LIMIT_FACTOR_56: "2", LIMIT_FACTOR_48: "3" };
    const answers = await withinOneMinute(() => {
      const site = newSite();
      // Four /64 in two /56 of one /48, five calls each: 3 of each, 6 of a /56, 9 of the /48.
      const addresses = ["0", "1", "100", "101"].flatMap((net) => Array.from({ length: 5 }, () => `${site}:${net}::1`));
      return Promise.all(addresses.map((address) => guessing(address, limits)));
    });
    // Those who passed may still find the queue of hashes full.
    const byNetwork = answers.filter(({ headers }) => headers.get("ratelimit-policy")?.startsWith('"network"'));
    expect(byNetwork.map(codeOf)).toEqual(Array.from({ length: 11 }, () => "RATE_LIMITED"));
  });

  it("[NET-7] says in the headers of a refusal which limit was reached and when it ends", async () => {
    const { status, headers, body } = await withinOneMinute(async () => {
      const site = newSite();
      const changes = { LIMIT_LOGINS_PER_MINUTE: "1" };
      await guessing(`${site}::1`, changes);
      return guessing(`${site}::1`, changes);
    });
    expect(status).toBe(429);
    const seconds = Number(headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(body).toMatchObject({ code: "RATE_LIMITED", limit: "network" });
    expect(headers.get("ratelimit-policy")).toBe('"network";q=1;w=60');
    expect(headers.get("ratelimit")).toBe(`"network";r=0;t=${seconds}`);
  });

  it("[NET-5] asks the shard at most once a minute about a network that is refused", async () => {
    const { asked, NETWORK_SHARD } = countingShards();
    const changes = { NETWORK_SHARD, LIMIT_LOGINS_PER_MINUTE: "2", LIMIT_FACTOR_48: "2", LIMIT_FACTOR_56: "2" };
    const { codes, asks } = await withinOneMinute(async () => {
      const before = asked();
      const site = newSite();
      const tried: (string | null)[] = [];
      // From many /64 of one /48, so that neither their own limits nor the platform's stop them.
      for (let i = 0; i < 60; i++) tried.push(codeOf(await guessing(`${site}:${i}::1`, changes)));
      return { codes: tried, asks: asked() - before };
    });
    expect(asks).toBe(5);
    expect(countOf(codes, "INVALID_CREDENTIALS")).toBe(4);
    expect(countOf(codes, "RATE_LIMITED")).toBe(56);
  });

  it("[NET-5] stops a flood of one network by the platform's own limit, before anything is asked", async () => {
    const { asked, NETWORK_SHARD } = countingShards();
    const LOGIN_BY_ADDRESS = { limit: async () => ({ success: false }) };
    const answer = await guessing(`${newSite()}::1`, { NETWORK_SHARD, LOGIN_BY_ADDRESS });
    expect(codeOf(answer)).toBe("RATE_LIMITED");
    expect(answer.headers.get("retry-after")).toBe("60");
    expect(asked()).toBe(0);
  });

  it("[NET-4] refuses a login whose network cannot be counted", async () => {
    const { NETWORK_SHARD } = env;
    const away = new Proxy(NETWORK_SHARD, {
      get: (target, name) =>
        name === "get"
          ? () => ({ count: () => Promise.reject(Object.assign(new Error("overloaded"), { overloaded: true })) })
          : (Reflect.get(target, name, target) as (...args: unknown[]) => unknown).bind(target),
    });
    expect(codeOf(await guessing(`${newSite()}::1`, { NETWORK_SHARD: away }))).toBe("UNAVAILABLE");
    // What costs nothing is not kept from anyone.
    const call = { method: "GET", path: "/api/nothing" };
    const changes = { NETWORK_SHARD: away, LIMIT_STRANGER_CALLS_PER_MINUTE: "1" };
    expect(codeOf(await from(`${newSite()}::1`, call, changes))).toBe("NOT_FOUND");
  });
});

describe("registrations", () => {
  it("[AUTH-10] [NET-2] refuses to register beyond the hour's limit, a /64 of IPv6 counting as one address", async () => {
    const changes = { LIMIT_REGISTRATIONS_PER_HOUR: "2" };
    const site = newSite();
    expect((await registering(`${site}:1::1`, changes)).status).toBe(201);
    expect((await registering(`${site}:1::2`, changes)).status).toBe(201);
    const refused = await registering(`${site}:1:9::9`, changes);
    expect(codeOf(refused)).toBe("RATE_LIMITED");
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(3_600);
    expect(refused.headers.get("ratelimit-policy")).toBe('"network";q=2;w=3600');
    expect((await registering(`${site}:2::1`, changes)).status).toBe(201);
  });

  it("[NET-5] writes no row of the directory or of a shard for a refusal", async () => {
    const site = newSite();
    const changes = { LIMIT_REGISTRATIONS_PER_DAY: "1" };
    expect((await registering(`${site}::1`, changes)).status).toBe(201);
    const rows = () =>
      runInDurableObject(shardOf(`${site}::1`), (_, { storage }) =>
        [...storage.kv.list()].filter(([key]) => key.startsWith("day/")),
      );
    const before = await rows();
    const directory = new Proxy(env.DIRECTORY, {
      get: () => () => {
        throw new Error("the directory was asked");
      },
    });
    for (let i = 0; i < 5; i++) {
      expect(codeOf(await registering(`${site}::1`, { ...changes, DIRECTORY: directory }))).toBe("RATE_LIMITED");
    }
    expect(await rows()).toEqual(before);
    const { results } = await env.DIRECTORY.prepare("SELECT * FROM registration").all();
    expect(results).toEqual([]);
  });

  it("[NET-6] [AUTH-10] stores no address, and nothing when the day is over", async () => {
    await registering("198.51.100.23");
    const shard = shardOf("198.51.100.23");
    await runInDurableObject(shard, async (_, { storage }) => {
      const stored = JSON.stringify([...storage.kv.list()]);
      expect(stored).toContain("day/");
      expect(stored).not.toContain("198.51");
      const day = 86_400_000;
      expect(await storage.getAlarm()).toBe((Math.floor(Date.now() / day) + 1) * day);
      // As if they had been counted yesterday.
      for (const [key, row] of [...storage.kv.list()]) {
        storage.kv.delete(key);
        if (key.startsWith("day/")) storage.kv.put(key.replace(/^day\/\d+/, "day/1"), row);
      }
    });
    await registering("198.51.100.23");
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    await runInDurableObject(shard, async (_, { storage }) => {
      const keys = [...storage.kv.list()].map(([key]) => key);
      expect(keys.filter((key) => key.startsWith("day/1/"))).toEqual([]);
      // Today's are kept: two networks.
      expect(keys.filter((key) => key.startsWith("day/"))).toHaveLength(2);
      expect(await storage.getAlarm()).not.toBeNull();
    });
  });
});

it("[NET-6] a shard whose alarm could not be set sets it at the next count", async () => {
  const address = `${newSite()}::1`;
  const shard = shardOf(address);
  await runInDurableObject(shard, async (instance, { storage }) => {
    if (!(instance instanceof NetworkShard)) throw new Error("another actor");
    await storage.deleteAll();
    await instance.alarm();
    await storage.deleteAlarm();
    const broken = vi.spyOn(storage, "getAlarm").mockRejectedValueOnce(new Error("planted"));
    const call = { kind: "registration", networks: [{ name: "n", limits: { day: 5 } }], amount: 1 } as const;
    await expect(instance.count(call)).rejects.toThrow("planted");
    broken.mockRestore();
    await instance.count(call);
    expect(await storage.getAlarm()).not.toBeNull();
  });
});

describe("other calls", () => {
  const changes = { LIMIT_STRANGER_CALLS_PER_MINUTE: "3", LIMIT_FACTOR_56: "1", LIMIT_FACTOR_48: "1" };
  const strangers: readonly (readonly [string, string, HttpCall])[] = [
    ["a request without a token", "NOT_AUTHENTICATED", { method: "GET", path: "/api/devices" }],
    ["one whose token is no good", "NOT_AUTHENTICATED", { method: "GET", path: "/api/devices", token: "x.y.z" }],
    ["an operator's call without the secret", "NOT_AUTHENTICATED", { method: "GET", path: "/api/admin/dead-letters" }],
    [
      "a refresh with a bad token",
      "NOT_AUTHENTICATED",
      { method: "POST", path: "/api/auth/refresh", body: { refreshToken: "x.y.z" } },
    ],
    ["a path that nothing is at", "NOT_FOUND", { method: "GET", path: "/api/nothing" }],
    ["a method that is not known there", "METHOD_NOT_ALLOWED", { method: "DELETE", path: "/api/auth/login" }],
    [
      "an upgrade without a token",
      "NOT_AUTHENTICATED",
      { method: "GET", path: "/ws", headers: { upgrade: "websocket" } },
    ],
  ];

  it.each(strangers)("[NET-2] limits %s", async (_, code, call) => {
    const codes = await withinOneMinute(async () => {
      const site = newSite();
      const tried: (string | null)[] = [];
      for (let i = 0; i < 4; i++) tried.push(codeOf(await from(`${site}::1`, call, changes)));
      return tried;
    });
    expect(codes).toEqual([code, code, code, "RATE_LIMITED"]);
  });

  it("[NET-2] limits what is open to anyone, but not the page and its files", async () => {
    const call = { method: "GET", path: "/.well-known/jwks.json" };
    const statuses = await withinOneMinute(async () => {
      const site = newSite();
      const got: number[] = [];
      for (let i = 0; i < 4; i++) got.push((await from(`${site}::1`, call, changes)).status);
      return got;
    });
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it("[NET-2] counts no request whose token is good", async () => {
    const { accessToken } = await register(newUsername("ada"));
    const site = newSite();
    for (let i = 0; i < 6; i++) {
      const call = { method: "GET", path: "/api/devices", token: accessToken };
      expect((await from(`${site}::1`, call, changes)).status).toBe(200);
    }
  });

  it("[NET-2] limits sign-outs by a refresh token in the body, whatever the token", async () => {
    const call = { method: "POST", path: "/api/auth/logout", body: { refreshToken: "x.y.z" } };
    const statuses = await withinOneMinute(async () => {
      const site = newSite();
      const got: number[] = [];
      for (let i = 0; i < 4; i++) got.push((await from(`${site}::1`, call, changes)).status);
      return got;
    });
    expect(statuses).toEqual([204, 204, 204, 429]);
  });

  it.each(["a request", "an upgrade", "a refresh"])(
    "[NET-20] limits the tokens of a sign-in that has ended, and asks the session about them once a minute: %s",
    async (what) => {
      const { accessToken, refreshToken } = await register(newUsername("ada"));
      await callWorker({ method: "POST", path: "/api/auth/logout", token: accessToken });
      const call: HttpCall =
        what === "a refresh"
          ? { method: "POST", path: "/api/auth/refresh", body: { refreshToken } }
          : what === "an upgrade"
            ? { method: "GET", path: "/ws", token: accessToken, headers: { upgrade: "websocket" } }
            : { method: "GET", path: "/api/devices", token: accessToken };
      const { asked, USER_SESSION } = countingSessions();
      const codes = await withinOneMinute(async () => {
        const site = newSite();
        const tried: (string | null)[] = [];
        for (let i = 0; i < 4; i++) tried.push(codeOf(await from(`${site}::1`, call, { ...changes, USER_SESSION })));
        return tried;
      });
      expect(codes).toEqual(["DEVICE_SIGNED_OUT", "DEVICE_SIGNED_OUT", "DEVICE_SIGNED_OUT", "RATE_LIMITED"]);
      expect(asked()).toBe(1);
    },
  );

  it("[NET-5] reports cheap calls to the shard ten at a time", async () => {
    const { asked, NETWORK_SHARD } = countingShards();
    const codes = await withinOneMinute(async () => {
      const before = asked();
      const site = newSite();
      const tried: (string | null)[] = [];
      for (let i = 0; i < 40; i++) {
        const limits = {
          NETWORK_SHARD,
          LIMIT_STRANGER_CALLS_PER_MINUTE: "100",
          LIMIT_FACTOR_56: "0.2",
          LIMIT_FACTOR_48: "0.2",
        };
        tried.push(codeOf(await from(`${site}::1`, { method: "GET", path: "/api/devices" }, limits)));
      }
      // Two reports were allowed, the third refused; the rest is known.
      expect(asked() - before).toBe(3);
      return tried;
    });
    expect(countOf(codes, "NOT_AUTHENTICATED")).toBe(29);
    expect(countOf(codes, "RATE_LIMITED")).toBe(11);
  });

  it.each(strangers)("[NET-1] refuses %s that carries no address", async (_, __, call) => {
    const answer = await from("", call);
    expect(answer.status).toBe(403);
    expect(codeOf(answer)).toBe("FORBIDDEN");
  });

  it.each(["", "nonsense", "192.0.2.1, 192.0.2.2"])(
    "[NET-1] refuses to register or sign in from the address %j",
    async (address) => {
      for (const answer of [await registering(address), await guessing(address)]) {
        expect(answer.status).toBe(403);
        expect(codeOf(answer)).toBe("FORBIDDEN");
      }
    },
  );

  it("[NET-1] asks no address of a caller whose token is good, nor where none is promised", async () => {
    const { accessToken } = await register(newUsername("ada"));
    expect((await from("", { method: "GET", path: "/api/devices", token: accessToken })).status).toBe(200);
    expect(codeOf(await guessing("", { CLIENT_ADDRESS_SOURCE: "none" }))).toBe("INVALID_CREDENTIALS");
    expect((await callWorker({ method: "GET", path: "/health" })).status).toBe(200);
  });
});
