// A user's devices over HTTP: listed, signed out, and out from that moment on.
import { describe, expect, it } from "vitest";
import type { Device, SessionResult } from "../../schema/protocol/http-auth.ts";
import { logIn, newUsername, openLive, password, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const call = (method: string, path: string, token: string): Promise<HttpAnswer> => callWorker({ method, path, token });

async function devicesOf({ accessToken }: SessionResult): Promise<readonly Device[]> {
  const { body } = await call("GET", "/api/devices", accessToken);
  return (body as { items: readonly Device[] }).items;
}

async function twoDevices(): Promise<{ phone: SessionResult; laptop: SessionResult; username: string }> {
  const username = newUsername("ada");
  return { username, phone: await register(username), laptop: await logIn(username) };
}

describe("devices", () => {
  it("[DEVICE-1] lists each device that is signed in and marks the caller's", async () => {
    const { phone, laptop } = await twoDevices();
    const devices = await devicesOf(laptop);
    expect(devices.map(({ id, current }) => [id, current])).toEqual([
      [laptop.device.id, true],
      [phone.device.id, false],
    ]);
  });

  it("[DEVICE-2] keeps the id and takes the new name of a device that logs in again", async () => {
    const username = newUsername("ada");
    const first = await register(username);
    const { body } = await callWorker({
      method: "POST",
      path: "/api/auth/login",
      body: { username, password, device: { id: first.device.id, platform: "ios", name: "Phone" } },
    });
    const again = body as SessionResult;
    expect(await devicesOf(again)).toMatchObject([{ id: first.device.id, platform: "ios", name: "Phone" }]);
  });

  it("[TEXT-34] has no name, if its name is blank", async () => {
    const device = { platform: "web", name: " \u200B\u3164" };
    const body = { username: newUsername("ada"), password, device };
    const { body: made } = await callWorker({ method: "POST", path: "/api/auth/register", body });
    expect(await devicesOf(made as SessionResult)).toMatchObject([{ platform: "web", name: "" }]);
  });

  it("[DEVICE-3] refuses an access token from before a sign-out, even after the device has signed in again", async () => {
    const { phone, laptop, username } = await twoDevices();
    await call("POST", "/api/auth/logout", phone.accessToken);
    await callWorker({
      method: "POST",
      path: "/api/auth/login",
      body: { username, password, device: { id: phone.device.id } },
    });
    expect(await devicesOf(laptop)).toHaveLength(2);
    expect(codeOf(await call("GET", "/api/devices", phone.accessToken))).toBe("DEVICE_SIGNED_OUT");
  });

  it("[DEVICE-4] signs out the least recently seen device when an eleventh signs in", async () => {
    const username = newUsername("ada");
    const first = await register(username);
    const second = await logIn(username);
    for (let i = 0; i < 8; i++) await logIn(username);
    // The first is in use, so it is the second that goes.
    expect(await devicesOf(first)).toHaveLength(10);
    const socket = await openLive(second.accessToken);
    expect(await devicesOf(first)).toHaveLength(10);
    const third = (await devicesOf(first)).at(-1);
    await logIn(username);
    const left = (await devicesOf(first)).map(({ id }) => id);
    expect(left).toHaveLength(10);
    expect(left).toContain(first.device.id);
    expect(left).toContain(second.device.id);
    expect(left).not.toContain(third?.id);
    socket.close();
  });
});

describe("signing out", () => {
  it("[DEVICE-6] ends the caller's own device with log-out, its socket at once", async () => {
    const { phone, laptop } = await twoDevices();
    const [ending, staying] = [await openLive(phone.accessToken), await openLive(laptop.accessToken)];
    const answer = await call("POST", "/api/auth/logout", phone.accessToken);
    expect(answer.status).toBe(204);
    expect(answer.body).toBeUndefined();
    expect((await ending.closed()).code).toBe(4401);
    expect(codeOf(await call("GET", "/api/devices", phone.accessToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await call("POST", "/api/auth/logout", phone.accessToken))).toBe("DEVICE_SIGNED_OUT");
    expect((await staying.drain()).length).toBe(0);
    staying.close();
  });

  it("[DEVICE-6] ends another device of the caller's by its id, its socket at once", async () => {
    const { phone, laptop } = await twoDevices();
    const socket = await openLive(phone.accessToken);
    expect((await call("DELETE", `/api/devices/${phone.device.id}`, laptop.accessToken)).status).toBe(204);
    expect(await socket.closed()).toEqual({ code: 4401, reason: "DEVICE_SIGNED_OUT" });
    expect(codeOf(await call("GET", "/api/devices", phone.accessToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await call("DELETE", `/api/devices/${phone.device.id}`, laptop.accessToken))).toBe("NOT_FOUND");
  });

  it("[DEVICE-7] ends all others and leaves the caller's", async () => {
    const { phone, laptop, username } = await twoDevices();
    const tablet = await logIn(username);
    expect((await call("DELETE", "/api/devices", laptop.accessToken)).status).toBe(204);
    expect((await devicesOf(laptop)).map(({ id }) => id)).toEqual([laptop.device.id]);
    for (const { accessToken } of [phone, tablet]) {
      expect(codeOf(await call("GET", "/api/devices", accessToken))).toBe("DEVICE_SIGNED_OUT");
    }
    expect((await call("DELETE", "/api/devices", laptop.accessToken)).status).toBe(204);
  });

  it("[AUTH-70] shows where each device last signed in or refreshed, coarsely, and only to its owner", async () => {
    const username = newUsername("ada");
    const from = (address: string, path: string, body: object): Promise<HttpAnswer> =>
      callWorker({ method: "POST", path, body, headers: { "cf-connecting-ip": address } });
    const phone = (await from("192.0.2.77", "/api/auth/register", { username, password })).body as SessionResult;
    const laptop = (await from("3fff:fe:7:8::9", "/api/auth/login", { username, password })).body as SessionResult;
    const networks = async (): Promise<object> =>
      Object.fromEntries((await devicesOf(laptop)).map(({ id, network }) => [id, network]));
    expect(await networks()).toEqual({ [phone.device.id]: "192.0.2.0/24", [laptop.device.id]: "3fff:fe:7::/48" });
    await from("198.51.100.3", "/api/auth/refresh", { refreshToken: phone.refreshToken });
    expect(await networks()).toEqual({ [phone.device.id]: "198.51.100.0/24", [laptop.device.id]: "3fff:fe:7::/48" });
  });

  it("[DEVICE-8] knows no device of anybody else", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    for (const id of [bob.device.id, "device_unknown", "a%2Fb", "%", "a".repeat(65)]) {
      const answer = await call("DELETE", `/api/devices/${id}`, ada.accessToken);
      expect(answer.status).toBe(404);
      expect(codeOf(answer)).toBe("NOT_FOUND");
    }
    expect(await devicesOf(bob)).toHaveLength(1);
  });
});
