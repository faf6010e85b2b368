// Presence over sockets and HTTP, between whole sessions.
import { env } from "cloudflare:workers";
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { Presence } from "../../schema/protocol/presence.ts";
import { newUsername, openLive, register } from "../support/people.ts";
import type { TestSocket } from "../support/test-socket.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const offline = { online: false, away: false, devices: [] };
const onWeb = { online: true, away: false, devices: ["web"] };

let late = 0;
beforeEach(() => {
  late = 0;
  const now = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => now.call(Date) + late);
});
afterEach(() => vi.restoreAllMocks());

/** So much time passes, and the session's alarm rings. */
async function passes(ms: number, ...people: readonly SessionResult[]): Promise<void> {
  late += ms;
  for (const { user } of people)
    await runDurableObjectAlarm(env.USER_SESSION.get(env.USER_SESSION.idFromName(user.id)));
}

const block = (who: SessionResult, userId: string, method: "PUT" | "DELETE" = "PUT"): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/blocks/${userId}`, token: who.accessToken });

const see = async (who: SessionResult, ...people: readonly { readonly user: { readonly id: string } }[]) => {
  const ids = people.map(({ user }) => user.id).join(",");
  const { body } = await callWorker({ method: "GET", path: `/api/presence?userIds=${ids}`, token: who.accessToken });
  return (body as { items: Presence[] }).items.map(({ userId: _of, ...seen }) => seen);
};

async function watch(socket: TestSocket, ...people: readonly SessionResult[]): Promise<void> {
  const requestId = crypto.randomUUID();
  socket.send({ type: "watch-presence", userIds: people.map(({ user }) => user.id), requestId });
  await socket.take("done", (frame) => frame.requestId === requestId);
}

/** How this one is, as the next frame says that is about them. */
async function shown(socket: TestSocket, { user }: SessionResult): Promise<Omit<Presence, "userId"> | undefined> {
  const frame = await socket.take("presence", ({ people }) => people.some(({ userId }) => userId === user.id));
  const found = frame.people.find(({ userId }) => userId === user.id);
  if (found === undefined) return undefined;
  const { userId: _of, ...seen } = found;
  return seen;
}

const people = async (...names: readonly string[]): Promise<SessionResult[]> =>
  Promise.all(names.map((name) => register(newUsername(name))));

describe("whoever watches somebody", () => {
  it("[PRESENCE-1] is told how they are, and then of each change", async () => {
    const [ada, bob] = (await people("ada", "bob")) as [SessionResult, SessionResult];
    const hers = await openLive(ada.accessToken);
    await watch(hers, bob);
    expect(await shown(hers, bob)).toEqual(offline);
    const his = await openLive(bob.accessToken);
    expect(await shown(hers, bob)).toEqual(onWeb);
    expect(await see(ada, bob, ada)).toEqual([onWeb, offline]);
    his.close();
    await vi.waitFor(async () => expect((await see(ada, bob))[0]).toEqual(onWeb));
    await passes(61_000, bob);
    expect(await shown(hers, bob)).toEqual({ ...offline, lastSeenAt: expect.any(Number) as number });
  });
});

export { block, codeOf, wireLimits };
export type { UserId };
