// How many sockets the deployment has: from the sessions of sampled users to the `welcome` of the next socket.
import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { reportLivesMs } from "../../durable-objects/fleet/socket-counts.ts";
import { isSampled } from "../../durable-objects/sockets/socket-reports.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { newUserId, type UserId } from "../../schema/protocol/ids.ts";
import type { FleetRpc } from "../../schema/rpc/fleet.ts";
import { writeSocketCaller } from "../../schema/rpc/user-session.ts";
import { handleRequest } from "../../workers/http/router.ts";
import { sessionObject, TestUser } from "../support/actors.ts";
import { fakeActors, stubOf } from "../support/fake-actors.ts";
import { newUsername, register } from "../support/people.ts";
import { storedOf, storesNothing } from "../support/stored.ts";
import { TestSocket } from "../support/test-socket.ts";
import { origin, withAddress } from "../support/worker-http.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const { SOCKET_SAMPLE_ONE_IN: oneIn } = defaultLimits;
const fleetObject = (name = "fleet"): DurableObjectStub => env.FLEET.get(env.FLEET.idFromName(name));
const fleetNamed = (name: string): FleetRpc => env.FLEET.get(env.FLEET.idFromName(name));

/** What the Fleet knows of a user; null: nothing. */
const toldOf = (userId: UserId, name?: string): Promise<number | null> =>
  runInDurableObject(fleetObject(name), (_, { storage }) => {
    const tables = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'sampled_user'").toArray();
    if (tables.length === 0) return null;
    const rows = storage.sql
      .exec<{ sockets: number }>("SELECT sockets FROM sampled_user WHERE user_id = ?", userId)
      .toArray();
    return rows[0]?.sockets ?? null;
  });

function userWho(isOneOfTheSample: boolean): TestUser {
  for (;;) {
    const user = new TestUser();
    if (isSampled(user.id, oneIn) === isOneOfTheSample) return user;
  }
}

const tells = (user: TestUser, sockets: number | null): Promise<void> =>
  vi.waitFor(async () => expect(await toldOf(user.id)).toBe(sockets), { timeout: 10_000, interval: 50 });

/** The window that the first frame names, in ms. */
async function welcomedWith(socket: TestSocket): Promise<number> {
  const frame = await socket.next();
  if (typeof frame === "string" || frame.type !== "welcome") throw new Error("no welcome");
  return frame.reconnectDelayMs;
}

it("[OPS-30] the session of a sampled user tells of each socket that opens and closes, of any other nothing", async () => {
  const [sampled, other] = [userWho(true), userWho(false)];
  const ofOther = await other.live();
  const first = await sampled.live();
  await tells(sampled, 1);
  const second = await sampled.live();
  await tells(sampled, 2);
  first.close();
  await tells(sampled, 1);
  second.close();
  await tells(sampled, null);
  expect(await toldOf(other.id)).toBeNull();
  ofOther.close();
});

it("[OPS-30] [HIB-1] sockets that survived hibernation count, and a socket that the server closes does not", async () => {
  const user = userWho(true);
  const device = await user.signIn();
  const [first, second] = [await user.connect(device), await user.connect()];
  await Promise.all([first.sync(), second.sync()]);
  await tells(user, 2);
  await evictDurableObject(sessionObject(user.id));
  await user.ask(device, { kind: "sign-out", deviceId: device });
  expect((await first.closed()).code).toBe(4401);
  await tells(user, 1);
  second.close();
  await tells(user, null);
});

it("[OPS-33] `welcome` has the window for as many sockets as the Worker said", async () => {
  const user = new TestUser();
  const grant = user.grantOf(await user.signIn());
  const windowOf = async (headers: Record<string, string>): Promise<number> => {
    const { webSocket } = await user.session.fetch("https://klatch.test/ws", {
      headers: { upgrade: "websocket", ...headers },
    });
    if (!webSocket) throw new Error("the session did not upgrade");
    const socket = new TestSocket(webSocket);
    const reconnectDelayMs = await welcomedWith(socket);
    socket.close();
    return reconnectDelayMs;
  };
  const until = Number.MAX_SAFE_INTEGER;
  expect(await windowOf(writeSocketCaller(grant, until, 100_000))).toBe(50_000);
  expect(await windowOf(writeSocketCaller(grant, until, 1))).toBe(5_000);
  // A Worker of the version before.
  const { "klatch-fleet-sockets": _unknown, ...before } = writeSocketCaller(grant, until);
  expect(await windowOf(before)).toBe(5_000);
});

it("[OPS-34] no connect waits for the Fleet; the next one after its answer has the highest number", async () => {
  // No answer of another test is fresh then, however long ago that was.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 86_400_000 });
  const { accessToken } = await register(newUsername("ada"));
  let answer = (_: { now: number; highest: number }): void => {};
  const asked = vi.fn<() => Promise<unknown>>(() => new Promise((resolve) => (answer = resolve)));
  const fleet = fakeActors("FLEET", stubOf(asked));
  const windowOf = async (): Promise<{ ms: number; behind: Promise<void> }> => {
    const request = new Request(`${origin}/ws`, {
      headers: { upgrade: "websocket", authorization: `Bearer ${accessToken}` },
    });
    const ctx = createExecutionContext();
    const changed = { ...env, ...fleet };
    const { webSocket } = await handleRequest(withAddress(request), changed, ctx);
    if (!webSocket) throw new Error("no upgrade");
    const socket = new TestSocket(webSocket);
    const ms = await welcomedWith(socket);
    socket.close();
    return { ms, behind: waitOnExecutionContext(ctx) };
  };
  // The first of ten minutes, as far as this isolate knows.
  await windowOf();
  const first = await windowOf();
  expect(asked).toHaveBeenCalledTimes(1);
  answer({ now: 10, highest: 200_000 });
  await first.behind;
  expect((await windowOf()).ms).toBe(100_000);
  expect(asked).toHaveBeenCalledTimes(1);
});

it("[OPS-31] [HIB-17] the Fleet is made by the first report, and forgets at an alarm what counts no more", async () => {
  const name = `fleet-${crypto.randomUUID()}`;
  expect(await fleetNamed(name).sockets()).toEqual({ now: 0, highest: 0 });
  expect(await storedOf(fleetObject(name))).toEqual(storesNothing);
  const userId = newUserId();
  await fleetNamed(name).tellSockets({ userId, sockets: 2, oneIn });
  expect(await fleetNamed(name).sockets()).toEqual({ now: 2 * oneIn, highest: 2 * oneIn });
  const { alarm } = await storedOf(fleetObject(name));
  expect(alarm).toBeGreaterThan(Date.now());
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + reportLivesMs });
  expect(await runDurableObjectAlarm(fleetObject(name))).toBe(true);
  expect(await toldOf(userId, name)).toBeNull();
  expect((await storedOf(fleetObject(name))).alarm).toBeNull();
});
