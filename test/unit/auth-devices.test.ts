// The device registry: devices that sign in and out, on SQLite in Node.
import { beforeEach, describe, expect, it } from "vitest";
import { DeviceRegistry, idOf, limits, phone } from "../support/device-registry.ts";

let registry: DeviceRegistry;
beforeEach(() => {
  registry = new DeviceRegistry();
});

describe("signing in", () => {
  it("[DEVICE-1] makes a new device when none is named", () => {
    const one = registry.devices.signIn(phone).grant.deviceId;
    const other = registry.devices.signIn(phone).grant.deviceId;
    expect(one).not.toBe(other);
    expect(registry.isSignedIn(one)).toBe(true);
    expect(registry.isSignedIn(other)).toBe(true);
  });

  it("[DEVICE-2] keeps the id, and the time it was made, of a device that signs in again", () => {
    const first = registry.devices.signIn({ ...phone, id: idOf("my-phone") }).grant;
    registry.nowMs += 5_000;
    const second = registry.devices.signIn({ ...phone, id: idOf("my-phone"), name: "renamed" }).grant;
    expect(second.deviceId).toBe(first.deviceId);
    expect(registry.devices.list(first.deviceId)).toEqual([
      {
        id: "my-phone",
        platform: "ios",
        name: "renamed",
        createdAt: 1_000_000,
        lastSeenAt: 1_005_000,
        network: null,
        current: true,
      },
    ]);
  });

  it("[DEVICE-2] ends the earlier token family of a device that signs in again, and only that", () => {
    const first = registry.devices.signIn({ ...phone, id: idOf("my-phone") }).grant;
    const second = registry.devices.signIn({ ...phone, id: idOf("my-phone") }).grant;
    expect(registry.devices.refresh(first)).toEqual({ refusal: { code: "DEVICE_SIGNED_OUT" }, signedOut: [] });
    expect(registry.devices.refresh(second)).toMatchObject({ grant: { deviceId: "my-phone", generation: 2 } });
  });

  it("[DEVICE-9] forgets a device that was signed out once none of its tokens can be valid", () => {
    const { deviceId } = registry.devices.signIn(phone).grant;
    registry.devices.signOut(deviceId);
    const rows = (): number => registry.storage.sql.exec("SELECT id FROM device").toArray().length;
    const dueAt = registry.nowMs + 2 * limits.ACCESS_TOKEN_SECONDS * 1_000 + 1;
    expect(registry.forgetAt).toEqual([[deviceId, dueAt]]);
    registry.devices.forgetSignedOut(dueAt - 1);
    expect(rows()).toBe(1);
    registry.devices.forgetSignedOut(dueAt);
    expect(rows()).toBe(0);
  });

  it("[DEVICE-3] does not give a device's id back while an access token from before its sign-out may be valid", () => {
    const id = idOf("my-phone");
    registry.devices.signIn({ ...phone, id });
    registry.devices.signOut(id);
    const early = registry.devices.signIn({ ...phone, id }).grant.deviceId;
    expect(early).not.toBe(id);
    expect(registry.isSignedIn(id)).toBe(false);
    registry.nowMs += 2 * limits.ACCESS_TOKEN_SECONDS * 1_000 + 1;
    expect(registry.devices.signIn({ ...phone, id }).grant.deviceId).toBe(id);
  });

  it("[DEVICE-4] signs the least recently seen device out beyond the limit", () => {
    const ids = [1, 2, 3].map((n) => {
      registry.nowMs += 1;
      return registry.devices.signIn({ ...phone, id: idOf(`d${n}`) }).grant.deviceId;
    });
    registry.nowMs += 1;
    // A request of d1: now d2 is the one that was not seen for longest.
    expect(registry.isSignedIn(idOf("d1"))).toBe(true);
    registry.nowMs += 1;
    const { grant, signedOut } = registry.devices.signIn(phone);
    expect(signedOut).toEqual(["d2"]);
    expect(ids.filter((id) => registry.isSignedIn(id))).toEqual(["d1", "d3"]);
    expect(registry.isSignedIn(grant.deviceId)).toBe(true);
  });

  it("[DEVICE-4] finds the least recently seen after a restart too, to the minute", () => {
    for (const id of ["d1", "d2", "d3"]) registry.devices.signIn({ ...phone, id: idOf(id) });
    registry.nowMs += 120_000;
    registry.devices.touch(idOf("d1"));
    registry.devices.touch(idOf("d3"));
    registry.devices = registry.restart();
    registry.nowMs += 1;
    expect(registry.devices.signIn(phone).signedOut).toEqual(["d2"]);
  });
});

describe("being seen", () => {
  it("[DEVICE-5] writes at most one row a minute for a device in use", () => {
    registry.devices.signIn({ ...phone, id: idOf("d1") });
    const stored = (): number =>
      registry.storage.sql.exec<{ at: number }>("SELECT last_seen_at AS at FROM device WHERE id = 'd1'").one().at;
    registry.nowMs += 59_999;
    registry.devices.touch(idOf("d1"));
    expect(stored()).toBe(1_000_000);
    expect(registry.devices.list(idOf("d1"))[0]?.lastSeenAt).toBe(1_059_999);
    registry.nowMs += 1;
    registry.devices.touch(idOf("d1"));
    expect(stored()).toBe(1_060_000);
  });
});

describe("signing out", () => {
  it("[DEVICE-6] signs one out, once", () => {
    const { deviceId } = registry.devices.signIn(phone).grant;
    expect(registry.devices.signOut(deviceId)).toEqual([deviceId]);
    expect(registry.devices.signOut(deviceId)).toEqual([]);
    expect(registry.isSignedIn(deviceId)).toBe(false);
    expect(registry.devices.list(deviceId)).toEqual([]);
  });

  it("[DEVICE-7] signs all others out", () => {
    const [one, two, three] = [phone, phone, phone].map((login) => registry.devices.signIn(login).grant.deviceId);
    if (one === undefined) throw new Error("no device");
    expect(new Set(registry.devices.signOutOthers(one))).toEqual(new Set([two, three]));
    expect(registry.devices.list(one).map((device) => device.id)).toEqual([one]);
  });
});

describe("the network of a device", () => {
  const [home, train] = ["192.0.2.0/24", "2001:db8:1::/48"];
  const networkOf = (deviceId: string): string | null | undefined =>
    registry.devices.list(undefined).find(({ id }) => id === deviceId)?.network;
  const stored = (): unknown[] => registry.storage.sql.exec("SELECT network FROM device").toArray();

  it("[AUTH-70] is that of its last sign-in or refresh, after the session slept too", () => {
    const first = registry.devices.signIn(phone, home).grant;
    expect(networkOf(first.deviceId)).toBe(home);
    const next = registry.devices.refresh(first, train);
    registry.devices = registry.restart();
    expect(networkOf(first.deviceId)).toBe(train);
    if (!("grant" in next)) throw new Error(next.refusal.code);
    registry.devices.refresh(next.grant, null);
    expect(networkOf(first.deviceId)).toBeNull();
    registry.devices.signIn({ ...phone, id: first.deviceId }, home);
    expect(networkOf(first.deviceId)).toBe(home);
  });

  it("[AUTH-70] stays as it was where a Worker of the version before refreshes", () => {
    const { grant } = registry.devices.signIn(phone, home);
    registry.devices.refresh(grant);
    expect(networkOf(grant.deviceId)).toBe(home);
  });

  it("[AUTH-71] costs no row of its own: a request and a repeated refresh write none", () => {
    const { grant } = registry.devices.signIn(phone, home);
    const next = registry.devices.refresh(grant, train);
    // Its answer was lost.
    expect(registry.devices.refresh(grant, home)).toEqual(next);
    registry.devices.touch(grant.deviceId);
    expect(networkOf(grant.deviceId)).toBe(train);
  });

  it.each<[string, (id: string) => unknown]>([
    ["by itself or another device", (id) => registry.devices.signOut(idOf(id))],
    ["with all others", () => registry.devices.signOutOthers(undefined)],
  ])("[AUTH-71] is erased when the device is signed out %s", (_, signOut) => {
    const { deviceId } = registry.devices.signIn(phone, home).grant;
    signOut(deviceId);
    expect(stored()).toEqual([{ network: null }]);
  });
});
