// Which sign-ins of the device registry are in force: known in memory as they are stored, on SQLite in Node.
import { beforeEach, describe, expect, it } from "vitest";
import type { IssuedGrant } from "../../schema/rpc/user-session.ts";
import { Random } from "../../lab/kit/random.ts";
import { DeviceRegistry, limits, phone } from "../support/device-registry.ts";
import { standInFor } from "../support/stand-in-for.ts";

let registry: DeviceRegistry;
beforeEach(() => {
  registry = new DeviceRegistry();
});

describe("[DEVICE-11] which sign-ins are in force", () => {
  /** Statements that read or write devices during `act`. */
  function statements(act: () => void): number {
    const { sql } = registry.storage;
    let count = 0;
    const exec = (query: string, ...values: unknown[]): unknown => {
      count += 1;
      return sql.exec(query, ...values);
    };
    registry.storage = { ...registry.storage, sql: standInFor<SqlStorage>({ exec }) };
    registry.devices = registry.restart();
    act();
    return count;
  }

  it("is read once, however many frames and deliveries ask", () => {
    const grant = registry.devices.signIn(phone).grant;
    expect(
      statements(() => {
        for (let frame = 0; frame < 100; frame++) expect(registry.devices.isCurrent(grant)).toBe(true);
      }),
    ).toBe(1);
  });

  const ends: Readonly<Record<string, (grant: IssuedGrant) => void>> = {
    "its sign-out": ({ deviceId }) => registry.devices.signOut(deviceId),
    "the sign-out of all others": () => registry.devices.signOutOthers(undefined),
    "the end of its family": (grant) => registry.devices.revoke(grant),
    "a new sign-in of the device": ({ deviceId }) => registry.devices.signIn({ ...phone, id: deviceId }),
    "a token that comes again too late": (grant) => {
      registry.refreshed(grant);
      registry.nowMs += (limits.REFRESH_RETRY_SECONDS + 1) * 1_000;
      registry.devices.isCurrent(grant);
      registry.devices.refresh(grant);
    },
    "sign-ins beyond the limit": () => {
      for (let other = 0; other < limits.LIMIT_DEVICES; other++) {
        registry.nowMs += 1;
        registry.devices.signIn(phone);
      }
    },
    "the end of its session": () => (registry.nowMs += limits.SESSION_SECONDS * 1_000),
  };

  it.each(Object.keys(ends))("ends in memory, too, with %s", (name) => {
    const grant = registry.devices.signIn(phone).grant;
    expect(registry.devices.isCurrent(grant)).toBe(true);
    ends[name]?.(grant);
    expect(registry.devices.isCurrent(grant)).toBe(false);
  });

  it("is as before when what ended it is taken back", () => {
    const grant = registry.devices.signIn(phone).grant;
    expect(registry.devices.isCurrent(grant)).toBe(true);
    const signOut = (): void => {
      registry.devices.signOut(grant.deviceId);
      throw new Error("planted");
    };
    expect(() => registry.storage.transactionSync(signOut)).toThrow("planted");
    expect(registry.devices.isCurrent(grant)).toBe(true);
    registry.devices.signOut(grant.deviceId);
    expect(registry.devices.isCurrent(grant)).toBe(false);
  });

  it.each(Array.from({ length: 40 }, (_, n) => `sign-ins-${n}`))(
    "is what a session that has just woken reads, after any story: %s",
    (seed) => {
      const random = new Random(seed);
      const grants: IssuedGrant[] = [registry.devices.signIn(phone).grant];
      for (let step = 0; step < 100; step++) {
        const grant = random.pick(grants);
        random.pick([
          () =>
            grants.push(registry.devices.signIn(random.chance(0.5) ? phone : { ...phone, id: grant.deviceId }).grant),
          () => {
            const next = registry.devices.refresh(grant);
            if ("grant" in next) grants.push(next.grant);
          },
          () => registry.devices.accept(grant),
          () => registry.devices.touch(grant.deviceId),
          () => (random.chance(0.3) ? registry.devices.signOut(grant.deviceId) : registry.devices.revoke(grant)),
          () =>
            random.chance(0.2)
              ? registry.devices.signOutOthers(grant.deviceId)
              : registry.devices.forgetSignedOut(registry.nowMs),
          () => (registry.nowMs += random.between(0, 1_000 * limits.ACCESS_TOKEN_SECONDS)),
        ])();
        const woken = registry.restart();
        for (const one of grants) expect(registry.devices.isCurrent(one), `step ${step}`).toBe(woken.isCurrent(one));
      }
    },
  );
});
