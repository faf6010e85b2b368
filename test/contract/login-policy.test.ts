// Which devices of a user may be signed in beside each other, over HTTP and sockets: the deployment decides.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Device, Platform, SessionResult } from "../../schema/protocol/http-auth.ts";
import type { AuditEvent } from "../../schema/jobs/audit.ts";
import { sessionObject } from "../support/actors.ts";
import { CaughtQueue, untilTold } from "../support/jobs-queue.ts";
import { newUsername, openLive, password, register } from "../support/people.ts";
import { callWorker, codeOf } from "../support/worker-http.ts";

/** Objects read it when they start. */
const variables = env as { LOGIN_POLICY?: string };
let queue: CaughtQueue;
beforeEach(() => {
  queue = new CaughtQueue();
});
afterEach(() => {
  queue.restore();
  delete variables.LOGIN_POLICY;
});

async function signIn({ user: { username } }: SessionResult, platform: Platform, id?: string): Promise<SessionResult> {
  const device = { platform, name: platform, ...(id === undefined ? {} : { id }) };
  const answer = await callWorker({ method: "POST", path: "/api/auth/login", body: { username, password, device } });
  expect(answer.status).toBe(200);
  return answer.body as SessionResult;
}

const call = ({ accessToken }: SessionResult, method: string, path: string) =>
  callWorker({ method, path, token: accessToken });
const refresh = ({ refreshToken }: SessionResult) =>
  callWorker({ method: "POST", path: "/api/auth/refresh", body: { refreshToken } });

async function platformsOf(who: SessionResult): Promise<Platform[]> {
  const { body } = await call(who, "GET", "/api/devices");
  return (body as { items: Device[] }).items.map(({ platform }) => platform).toSorted();
}

describe("[AUTH-72] by the policy of the deployment", () => {
  it("any devices are signed in beside each other where there is none", async () => {
    const first = await register(newUsername("ada"));
    for (const platform of ["web", "ios", "web"] as const) await signIn(first, platform);
    expect(await platformsOf(first)).toEqual(["ios", "web", "web", "web"]);
  });

  it("`exclusive`: a sign-in signs every other device out and tells it why", async () => {
    variables.LOGIN_POLICY = "exclusive";
    const first = await register(newUsername("ada"));
    const socket = await openLive(first.accessToken);
    const second = await signIn(first, "ios");
    expect(await socket.closed()).toEqual({ code: 4409, reason: "SIGNED_IN_ELSEWHERE" });
    expect(codeOf(await call(first, "GET", "/api/devices"))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await refresh(first))).toBe("DEVICE_SIGNED_OUT");
    expect(await platformsOf(second)).toEqual(["ios"]);
    const { user, device } = second;
    await untilTold(() => {
      const events = queue.of(user.id).map(({ payload }) => payload as AuditEvent);
      expect(events).toContainEqual({
        event: "signed-out",
        userId: user.id,
        deviceId: first.device.id,
        by: "login-policy",
        byDeviceId: device.id,
      });
    });
  });

  it("`exclusive`: the same device signs in again in its own place", async () => {
    variables.LOGIN_POLICY = "exclusive";
    const first = await register(newUsername("ada"));
    const again = await signIn(first, "web", first.device.id);
    expect(again.device).toEqual(first.device);
    expect(await platformsOf(again)).toEqual(["web"]);
  });

  it("`platform-exclusive`: it signs out those of its own platform", async () => {
    variables.LOGIN_POLICY = "platform-exclusive";
    const laptop = await register(newUsername("ada"));
    const phone = await signIn(laptop, "ios");
    const [web, app] = [await openLive(laptop.accessToken), await openLive(phone.accessToken)];
    const other = await signIn(laptop, "web");
    expect(await web.closed()).toEqual({ code: 4409, reason: "SIGNED_IN_ELSEWHERE" });
    expect(await platformsOf(other)).toEqual(["ios", "web"]);
    await app.sync();
  });

  it("[AUTH-73] of sign-ins that race exactly one stays", async () => {
    variables.LOGIN_POLICY = "exclusive";
    const first = await register(newUsername("ada"));
    const platforms = ["web", "ios", "android", "desktop"] as const;
    const raced = await Promise.all(platforms.map((platform) => signIn(first, platform)));
    const codes = await Promise.all(raced.map(async (one) => (await call(one, "GET", "/api/devices")).status));
    expect(codes.toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
    const rows = await runInDurableObject(sessionObject(first.user.id), (_session, { storage }) =>
      storage.sql.exec("SELECT id FROM device WHERE family <> ''").toArray(),
    );
    expect(rows).toHaveLength(1);
  });
});
