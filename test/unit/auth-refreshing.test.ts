// The refresh-token families of the device registry, on SQLite in Node.
import { beforeEach, describe, expect, it } from "vitest";
import { DeviceRegistry, idOf, limits, phone } from "../support/device-registry.ts";

let registry: DeviceRegistry;
beforeEach(() => {
  registry = new DeviceRegistry();
});

describe("refreshing", () => {
  it("[AUTH-8] gives the next generation of the same family", () => {
    const first = registry.devices.signIn(phone).grant;
    const second = registry.devices.refresh(first);
    expect(second).toEqual({ grant: { ...first, generation: 2 }, signedOut: [] });
  });

  it("[AUTH-21] gives the same successor again within a minute, as long as nobody has used it", () => {
    const first = registry.devices.signIn(phone).grant;
    const second = registry.refreshed(first);
    registry.nowMs += 30_000;
    expect(registry.devices.refresh(first)).toEqual({ grant: second, signedOut: [] });
    registry.nowMs += 30_000;
    // The window begins at the rotation, not at the repeat.
    expect(registry.devices.refresh(first)).toEqual({ grant: second, signedOut: [] });
    registry.nowMs += 1;
    expect(registry.devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_TOKEN_REUSED" },
      signedOut: [first.deviceId],
    });
  });

  it("[AUTH-22] gives nothing and ends nothing within a minute, once the successor is used", () => {
    const first = registry.devices.signIn(phone).grant;
    const second = registry.refreshed(first);
    registry.devices.accept(second);
    registry.nowMs += 20_000;
    expect(registry.devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_SUPERSEDED", retryAfterMs: 40_001 },
      signedOut: [],
    });
    expect(registry.isSignedIn(first.deviceId)).toBe(true);
    registry.nowMs += 40_001;
    expect(registry.devices.refresh(first)).toMatchObject({ refusal: { code: "REFRESH_TOKEN_REUSED" } });
    expect(registry.isSignedIn(first.deviceId)).toBe(false);
  });

  it("[AUTH-22] an access token of the generation before does not count as use of the successor", () => {
    const first = registry.devices.signIn(phone).grant;
    const second = registry.refreshed(first);
    expect(registry.devices.accept(first)).toBe(first.family);
    expect(registry.devices.refresh(first)).toEqual({ grant: second, signedOut: [] });
  });

  it("[AUTH-23] an older generation ends the family, at any time", () => {
    const first = registry.devices.signIn(phone).grant;
    registry.refreshed(registry.refreshed(first));
    expect(registry.devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_TOKEN_REUSED" },
      signedOut: [first.deviceId],
    });
  });

  it("[AUTH-21] what was used survives a restart, and costs one row a refresh", () => {
    const first = registry.devices.signIn(phone).grant;
    const total = (): number => registry.storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n;
    const rowsOf = (work: () => unknown): number => {
      const before = total();
      work();
      return total() - before;
    };
    expect(rowsOf(() => registry.devices.accept(first))).toBe(0);
    const second = registry.refreshed(first);
    expect(rowsOf(() => registry.devices.accept(second))).toBe(1);
    registry.devices = registry.restart();
    expect(rowsOf(() => registry.devices.accept(second))).toBe(0);
    expect(registry.devices.refresh(first)).toMatchObject({ refusal: { code: "REFRESH_SUPERSEDED" } });
  });

  it("[AUTH-21] a clock that is set back by more than a minute opens no window", () => {
    const first = registry.devices.signIn(phone).grant;
    registry.refreshed(first);
    registry.nowMs -= 30_000;
    expect(registry.devices.refresh(first)).toHaveProperty("grant");
    registry.nowMs -= 31_000;
    expect(registry.devices.refresh(first)).toMatchObject({ refusal: { code: "REFRESH_TOKEN_REUSED" } });
  });

  it("[AUTH-24] a session ends at a fixed time after its sign-in, however often it is refreshed", () => {
    const first = registry.devices.signIn(phone).grant;
    const endsAt = registry.nowMs + limits.SESSION_SECONDS * 1_000;
    expect(first.endsAt).toBe(endsAt);
    registry.nowMs = endsAt - 2_000;
    const second = registry.refreshed(first);
    expect(second.endsAt).toBe(endsAt);
    expect(registry.devices.accept(second)).toBe(first.family);
    registry.nowMs = endsAt;
    expect(registry.devices.accept(second)).toBeNull();
    expect(registry.devices.isCurrent(second)).toBe(false);
    expect(registry.devices.list(first.deviceId)).toEqual([]);
    expect(registry.devices.refresh(second)).toEqual({
      refusal: { code: "DEVICE_SIGNED_OUT" },
      signedOut: [first.deviceId],
    });
    // The device may sign in again.
    const again = registry.devices.signIn({ ...phone, id: first.deviceId }).grant;
    expect(registry.devices.accept(again)).toBe(again.family);
  });

  it("[AUTH-24] what is stored of a device that never came back is deleted when another signs in", () => {
    registry.devices.signIn(phone);
    registry.nowMs += (limits.SESSION_SECONDS + 2 * limits.ACCESS_TOKEN_SECONDS) * 1_000 + 1;
    const { deviceId } = registry.devices.signIn(phone).grant;
    expect(registry.storage.sql.exec("SELECT id FROM device").toArray()).toEqual([{ id: deviceId }]);
  });

  it("[AUTH-24] a session of the version before, which kept no time, ends that long after its first refresh", () => {
    const first = registry.devices.signIn(phone).grant;
    registry.storage.sql.exec("UPDATE device SET signed_in_at = 0, rotated_at = 0, used_gen = 0");
    registry.nowMs += 10 * limits.SESSION_SECONDS * 1_000;
    expect(registry.devices.accept(first)).toBe(first.family);
    expect(registry.refreshed(first).endsAt).toBe(registry.nowMs + limits.SESSION_SECONDS * 1_000);
  });

  it("[AUTH-25] any generation ends its own family, and none but that", () => {
    const other = registry.devices.signIn(phone).grant;
    const first = registry.devices.signIn({ ...phone, id: idOf("d1") }).grant;
    registry.refreshed(registry.refreshed(first));
    expect(registry.devices.revoke({ ...first, family: other.family })).toEqual([]);
    expect(registry.devices.revoke(first)).toEqual(["d1"]);
    expect(registry.devices.revoke(first)).toEqual([]);
    expect(registry.isSignedIn(other.deviceId)).toBe(true);
    registry.nowMs += 10 * limits.ACCESS_TOKEN_SECONDS * 1_000;
    const again = registry.devices.signIn({ ...phone, id: idOf("d1") }).grant;
    expect(registry.devices.revoke(first)).toEqual([]);
    expect(registry.devices.accept(again)).toBe(again.family);
  });

  it("[AUTH-9] signs the device out when a generation is used twice, so that the newest is refused as well", () => {
    const first = registry.devices.signIn(phone).grant;
    const second = registry.refreshed(first);
    registry.nowMs += 60_001;
    expect(registry.devices.refresh(first)).toEqual({
      refusal: { code: "REFRESH_TOKEN_REUSED" },
      signedOut: [first.deviceId],
    });
    expect(registry.isSignedIn(first.deviceId)).toBe(false);
    expect(registry.devices.refresh(second)).toEqual({ refusal: { code: "DEVICE_SIGNED_OUT" }, signedOut: [] });
  });

  it("[AUTH-9] leaves the user's other devices alone when a token is reused", () => {
    const other = registry.devices.signIn(phone).grant;
    const first = registry.devices.signIn(phone).grant;
    registry.refreshed(first);
    registry.nowMs += 60_001;
    registry.devices.refresh(first);
    expect(registry.isSignedIn(first.deviceId)).toBe(false);
    expect(registry.isSignedIn(other.deviceId)).toBe(true);
    expect(registry.devices.refresh(other)).toHaveProperty("grant");
  });

  it("[DEVICE-6] refuses a device that was signed out, and one that never was signed in", () => {
    const grant = registry.devices.signIn(phone).grant;
    registry.devices.signOut(grant.deviceId);
    expect(registry.devices.refresh(grant)).toMatchObject({ refusal: { code: "DEVICE_SIGNED_OUT" } });
    expect(registry.devices.refresh({ ...grant, deviceId: idOf("stranger") })).toMatchObject({
      refusal: { code: "DEVICE_SIGNED_OUT" },
    });
  });
});
