// The device registry and its refresh-token families, on SQLite in Node.
import { beforeEach, describe, expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Devices } from "../../durable-objects/user-session/account/devices.ts";
import type { DeviceLogin } from "../../schema/protocol/http-auth.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import type { DeviceGrant, IssuedGrant } from "../../schema/rpc/user-session.ts";
import { Random } from "../../lab/kit/random.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";
import { standInFor } from "../support/stand-in-for.ts";

const limits = { LIMIT_DEVICES: 3, ACCESS_TOKEN_SECONDS: 900, REFRESH_RETRY_SECONDS: 60, SESSION_SECONDS: 86_400 };
const phone: DeviceLogin = { platform: "ios", name: "phone" };
const idOf = (text: string): DeviceId => text as DeviceId;

let storage: SqliteStorage;
let nowMs: number;
let devices: Devices;
let forgetAt: [DeviceId, number][];
const isSignedIn = (deviceId: DeviceId): boolean => devices.accept({ deviceId }) !== null;
function refreshed(grant: DeviceGrant): IssuedGrant {
  const next = devices.refresh(grant);
  if (!("grant" in next)) throw new Error(next.refusal.code);
  return next.grant;
}
const restart = (): Devices =>
  new Devices(
    storage.sql,
    limits,
    () => nowMs,
    (id, dueAt) => forgetAt.push([id, dueAt]),
  );

beforeEach(() => {
  storage = openSqlite();
  migrate(storage, { "user-session": userSessionMigrations });
  nowMs = 1_000_000;
  forgetAt = [];
  devices = restart();
});

describe("signing in", () => {
  it("[DEVICE-1] makes a new device when none is named", () => {
    const one = devices.signIn(phone).grant.deviceId;
    const other = devices.signIn(phone).grant.deviceId;
    expect(one).not.toBe(other);
    expect(isSignedIn(one)).toBe(true);
    expect(isSignedIn(other)).toBe(true);
  });

  it("[DEVICE-2] keeps the id, and the time it was made, of a device that signs in again", () => {
    const first = devices.signIn({ ...phone, id: idOf("my-phone") }).grant;
    nowMs += 5_000;
    const second = devices.signIn({ ...phone, id: idOf("my-phone"), name: "renamed" }).grant;
    expect(second.deviceId).toBe(first.deviceId);
    expect(devices.list(first.deviceId)).toEqual([
      { id: "my-phone", platform: "ios", name: "renamed", createdAt: 1_000_000, lastSeenAt: 1_005_000, current: true },
    ]);
  });

  it("[DEVICE-2] ends the earlier token family of a device that signs in again, and only that", () => {
    const first = devices.signIn({ ...phone, id: idOf("my-phone") }).grant;
    const second = devices.signIn({ ...phone, id: idOf("my-phone") }).grant;
    expect(devices.refresh(first)).toEqual({ refusal: { code: "DEVICE_SIGNED_OUT" }, signedOut: [] });
    expect(devices.refresh(second)).toMatchObject({ grant: { deviceId: "my-phone", generation: 2 } });
  });

  it("[DEVICE-9] forgets a device that was signed out once none of its tokens can be valid", () => {
    const { deviceId } = devices.signIn(phone).grant;
    devices.signOut(deviceId);
    const rows = (): number => storage.sql.exec("SELECT id FROM device").toArray().length;
    const dueAt = nowMs + 2 * limits.ACCESS_TOKEN_SECONDS * 1_000 + 1;
    expect(forgetAt).toEqual([[deviceId, dueAt]]);
    devices.forgetSignedOut(dueAt - 1);
    expect(rows()).toBe(1);
    devices.forgetSignedOut(dueAt);
    expect(rows()).toBe(0);
  });

  it("[DEVICE-3] does not give a device's id back while an access token from before its sign-out may be valid", () => {
    const id = idOf("my-phone");
    devices.signIn({ ...phone, id });
    devices.signOut(id);
    const early = devices.signIn({ ...phone, id }).grant.deviceId;
    expect(early).not.toBe(id);
    expect(isSignedIn(id)).toBe(false);
    nowMs += 2 * limits.ACCESS_TOKEN_SECONDS * 1_000 + 1;
    expect(devices.signIn({ ...phone, id }).grant.deviceId).toBe(id);
  });

  it("[DEVICE-4] signs the least recently seen device out beyond the limit", () => {
    const ids = [1, 2, 3].map((n) => {
      nowMs += 1;
      return devices.signIn({ ...phone, id: idOf(`d${n}`) }).grant.deviceId;
    });
    nowMs += 1;
    // A request of d1: now d2 is the one that was not seen for longest.
    expect(isSignedIn(idOf("d1"))).toBe(true);
    nowMs += 1;
    const { grant, signedOut } = devices.signIn(phone);
    expect(signedOut).toEqual(["d2"]);
    expect(ids.filter(isSignedIn)).toEqual(["d1", "d3"]);
    expect(isSignedIn(grant.deviceId)).toBe(true);
  });

  it("[DEVICE-4] finds the least recently seen after a restart too, to the minute", () => {
    for (const id of ["d1", "d2", "d3"]) devices.signIn({ ...phone, id: idOf(id) });
    nowMs += 120_000;
    devices.touch(idOf("d1"));
    devices.touch(idOf("d3"));
    devices = restart();
    nowMs += 1;
    expect(devices.signIn(phone).signedOut).toEqual(["d2"]);
  });
});

describe("being seen", () => {
  it("[DEVICE-5] writes at most one row a minute for a device in use", () => {
    devices.signIn({ ...phone, id: idOf("d1") });
    const stored = (): number =>
      storage.sql.exec<{ at: number }>("SELECT last_seen_at AS at FROM device WHERE id = 'd1'").one().at;
    nowMs += 59_999;
    devices.touch(idOf("d1"));
    expect(stored()).toBe(1_000_000);
    expect(devices.list(idOf("d1"))[0]?.lastSeenAt).toBe(1_059_999);
    nowMs += 1;
    devices.touch(idOf("d1"));
    expect(stored()).toBe(1_060_000);
  });
});

describe("refreshing", () => {
  it("[AUTH-8] gives the next generation of the same family", () => {
    const first = devices.signIn(phone).grant;
    const second = devices.refresh(first);
    expect(second).toEqual({ grant: { ...first, generation: 2 }, signedOut: [] });
  });

  it("[AUTH-21] gives the same successor again within a minute, as long as nobody has used it", () => {
    const first = devices.signIn(phone).grant;
    const second = refreshed(first);
    nowMs += 30_000;
    expect(devices.refresh(first)).toEqual({ grant: second, signedOut: [] });
    nowMs += 30_000;
    // The window begins at the rotation, not at the repeat.
    expect(devices.refresh(first)).toEqual({ grant: second, signedOut: [] });
    nowMs += 1;
    expect(devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_TOKEN_REUSED" },
      signedOut: [first.deviceId],
    });
  });

  it("[AUTH-22] gives nothing and ends nothing within a minute, once the successor is used", () => {
    const first = devices.signIn(phone).grant;
    const second = refreshed(first);
    devices.accept(second);
    nowMs += 20_000;
    expect(devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_SUPERSEDED", retryAfterMs: 40_001 },
      signedOut: [],
    });
    expect(isSignedIn(first.deviceId)).toBe(true);
    nowMs += 40_001;
    expect(devices.refresh(first)).toMatchObject({ refusal: { code: "REFRESH_TOKEN_REUSED" } });
    expect(isSignedIn(first.deviceId)).toBe(false);
  });

  it("[AUTH-22] an access token of the generation before does not count as use of the successor", () => {
    const first = devices.signIn(phone).grant;
    const second = refreshed(first);
    expect(devices.accept(first)).toBe(first.family);
    expect(devices.refresh(first)).toEqual({ grant: second, signedOut: [] });
  });

  it("[AUTH-23] an older generation ends the family, at any time", () => {
    const first = devices.signIn(phone).grant;
    refreshed(refreshed(first));
    expect(devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_TOKEN_REUSED" },
      signedOut: [first.deviceId],
    });
  });

  it("[AUTH-21] what was used survives a restart, and costs one row a refresh", () => {
    const first = devices.signIn(phone).grant;
    const total = (): number => storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n;
    const rowsOf = (work: () => unknown): number => {
      const before = total();
      work();
      return total() - before;
    };
    expect(rowsOf(() => devices.accept(first))).toBe(0);
    const second = refreshed(first);
    expect(rowsOf(() => devices.accept(second))).toBe(1);
    devices = restart();
    expect(rowsOf(() => devices.accept(second))).toBe(0);
    expect(devices.refresh(first)).toMatchObject({ refusal: { code: "REFRESH_SUPERSEDED" } });
  });

  it("[AUTH-21] a clock that is set back by more than a minute opens no window", () => {
    const first = devices.signIn(phone).grant;
    refreshed(first);
    nowMs -= 30_000;
    expect(devices.refresh(first)).toHaveProperty("grant");
    nowMs -= 31_000;
    expect(devices.refresh(first)).toMatchObject({ refusal: { code: "REFRESH_TOKEN_REUSED" } });
  });

  it("[AUTH-24] a session ends at a fixed time after its sign-in, however often it is refreshed", () => {
    const first = devices.signIn(phone).grant;
    const endsAt = nowMs + limits.SESSION_SECONDS * 1_000;
    expect(first.endsAt).toBe(endsAt);
    nowMs = endsAt - 2_000;
    const second = refreshed(first);
    expect(second.endsAt).toBe(endsAt);
    expect(devices.accept(second)).toBe(first.family);
    nowMs = endsAt;
    expect(devices.accept(second)).toBeNull();
    expect(devices.isCurrent(second)).toBe(false);
    expect(devices.list(first.deviceId)).toEqual([]);
    expect(devices.refresh(second)).toEqual({
      refusal: { code: "DEVICE_SIGNED_OUT" },
      signedOut: [first.deviceId],
    });
    // The device may sign in again.
    const again = devices.signIn({ ...phone, id: first.deviceId }).grant;
    expect(devices.accept(again)).toBe(again.family);
  });

  it("[AUTH-24] what is stored of a device that never came back is deleted when another signs in", () => {
    devices.signIn(phone);
    nowMs += (limits.SESSION_SECONDS + 2 * limits.ACCESS_TOKEN_SECONDS) * 1_000 + 1;
    const { deviceId } = devices.signIn(phone).grant;
    expect(storage.sql.exec("SELECT id FROM device").toArray()).toEqual([{ id: deviceId }]);
  });

  it("[AUTH-24] a session of the version before, which kept no time, ends that long after its first refresh", () => {
    const first = devices.signIn(phone).grant;
    storage.sql.exec("UPDATE device SET signed_in_at = 0, rotated_at = 0, used_gen = 0");
    nowMs += 10 * limits.SESSION_SECONDS * 1_000;
    expect(devices.accept(first)).toBe(first.family);
    expect(refreshed(first).endsAt).toBe(nowMs + limits.SESSION_SECONDS * 1_000);
  });

  it("[AUTH-25] any generation ends its own family, and none but that", () => {
    const other = devices.signIn(phone).grant;
    const first = devices.signIn({ ...phone, id: idOf("d1") }).grant;
    refreshed(refreshed(first));
    expect(devices.revoke({ ...first, family: other.family })).toEqual([]);
    expect(devices.revoke(first)).toEqual(["d1"]);
    expect(devices.revoke(first)).toEqual([]);
    expect(isSignedIn(other.deviceId)).toBe(true);
    nowMs += 10 * limits.ACCESS_TOKEN_SECONDS * 1_000;
    const again = devices.signIn({ ...phone, id: idOf("d1") }).grant;
    expect(devices.revoke(first)).toEqual([]);
    expect(devices.accept(again)).toBe(again.family);
  });

  it("[AUTH-9] signs the device out when a generation is used twice, so that the newest is refused as well", () => {
    const first = devices.signIn(phone).grant;
    const second = refreshed(first);
    nowMs += 60_001;
    expect(devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_TOKEN_REUSED" },
      signedOut: [first.deviceId],
    });
    expect(isSignedIn(first.deviceId)).toBe(false);
    expect(devices.refresh(second)).toEqual({ refusal: { code: "DEVICE_SIGNED_OUT" }, signedOut: [] });
  });

  it("[AUTH-9] leaves the user's other devices alone when a token is reused", () => {
    const other = devices.signIn(phone).grant;
    const first = devices.signIn(phone).grant;
    refreshed(first);
    nowMs += 60_001;
    devices.refresh(first);
    expect(isSignedIn(first.deviceId)).toBe(false);
    expect(isSignedIn(other.deviceId)).toBe(true);
    expect(devices.refresh(other)).toHaveProperty("grant");
  });

  it("[DEVICE-6] refuses a device that was signed out, and one that never was signed in", () => {
    const grant = devices.signIn(phone).grant;
    devices.signOut(grant.deviceId);
    expect(devices.refresh(grant)).toMatchObject({ refusal: { code: "DEVICE_SIGNED_OUT" } });
    expect(devices.refresh({ ...grant, deviceId: idOf("stranger") })).toMatchObject({
      refusal: { code: "DEVICE_SIGNED_OUT" },
    });
  });
});

describe("signing out", () => {
  it("[DEVICE-6] signs one out, once", () => {
    const { deviceId } = devices.signIn(phone).grant;
    expect(devices.signOut(deviceId)).toEqual([deviceId]);
    expect(devices.signOut(deviceId)).toEqual([]);
    expect(isSignedIn(deviceId)).toBe(false);
    expect(devices.list(deviceId)).toEqual([]);
  });

  it("[DEVICE-7] signs all others out", () => {
    const [one, two, three] = [phone, phone, phone].map((login) => devices.signIn(login).grant.deviceId);
    if (one === undefined) throw new Error("no device");
    expect(new Set(devices.signOutOthers(one))).toEqual(new Set([two, three]));
    expect(devices.list(one).map((device) => device.id)).toEqual([one]);
  });
});

describe("[DEVICE-11] which sign-ins are in force", () => {
  /** Statements that read or write devices during `act`. */
  function statements(act: () => void): number {
    const { sql } = storage;
    let count = 0;
    const exec = (query: string, ...values: unknown[]): unknown => {
      count += 1;
      return sql.exec(query, ...values);
    };
    storage = { ...storage, sql: standInFor<SqlStorage>({ exec }) };
    devices = restart();
    act();
    return count;
  }

  it("is read once, however many frames and deliveries ask", () => {
    const grant = devices.signIn(phone).grant;
    expect(
      statements(() => {
        for (let frame = 0; frame < 100; frame++) expect(devices.isCurrent(grant)).toBe(true);
      }),
    ).toBe(1);
  });

  const ends: Readonly<Record<string, (grant: IssuedGrant) => void>> = {
    "its sign-out": ({ deviceId }) => devices.signOut(deviceId),
    "the sign-out of all others": () => devices.signOutOthers(undefined),
    "the end of its family": (grant) => devices.revoke(grant),
    "a new sign-in of the device": ({ deviceId }) => devices.signIn({ ...phone, id: deviceId }),
    "a token that comes again too late": (grant) => {
      refreshed(grant);
      nowMs += (limits.REFRESH_RETRY_SECONDS + 1) * 1_000;
      devices.isCurrent(grant);
      devices.refresh(grant);
    },
    "sign-ins beyond the limit": () => {
      for (let other = 0; other < limits.LIMIT_DEVICES; other++) {
        nowMs += 1;
        devices.signIn(phone);
      }
    },
    "the end of its session": () => (nowMs += limits.SESSION_SECONDS * 1_000),
  };

  it.each(Object.keys(ends))("ends in memory, too, with %s", (name) => {
    const grant = devices.signIn(phone).grant;
    expect(devices.isCurrent(grant)).toBe(true);
    ends[name]?.(grant);
    expect(devices.isCurrent(grant)).toBe(false);
  });

  it("is as before when what ended it is taken back", () => {
    const grant = devices.signIn(phone).grant;
    expect(devices.isCurrent(grant)).toBe(true);
    const signOut = (): void => {
      devices.signOut(grant.deviceId);
      throw new Error("planted");
    };
    expect(() => storage.transactionSync(signOut)).toThrow("planted");
    expect(devices.isCurrent(grant)).toBe(true);
    devices.signOut(grant.deviceId);
    expect(devices.isCurrent(grant)).toBe(false);
  });

  it.each(Array.from({ length: 40 }, (_, n) => `sign-ins-${n}`))(
    "is what a session that has just woken reads, after any story: %s",
    (seed) => {
      const random = new Random(seed);
      const grants: IssuedGrant[] = [devices.signIn(phone).grant];
      for (let step = 0; step < 100; step++) {
        const grant = random.pick(grants);
        random.pick([
          () => grants.push(devices.signIn(random.chance(0.5) ? phone : { ...phone, id: grant.deviceId }).grant),
          () => {
            const next = devices.refresh(grant);
            if ("grant" in next) grants.push(next.grant);
          },
          () => devices.accept(grant),
          () => devices.touch(grant.deviceId),
          () => (random.chance(0.3) ? devices.signOut(grant.deviceId) : devices.revoke(grant)),
          () => (random.chance(0.2) ? devices.signOutOthers(grant.deviceId) : devices.forgetSignedOut(nowMs)),
          () => (nowMs += random.between(0, 1_000 * limits.ACCESS_TOKEN_SECONDS)),
        ])();
        const woken = restart();
        for (const one of grants) expect(devices.isCurrent(one), `step ${step}`).toBe(woken.isCurrent(one));
      }
    },
  );
});
