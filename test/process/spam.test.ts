// A new account, with the budgets that new accounts have, tries everything with everybody.
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { directConversationId } from "../../schema/protocol/ids.ts";
import type { HttpAnswer } from "../support/http-answer.ts";
import { callServer } from "../support/server-http.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ vars: { FIRST_CONTACT: "requests" } });
});

afterAll(async () => {
  await server.stop();
});

const register = (username: string): Promise<SessionResult> =>
  new ApiClient(server.url).register({ username, password: "correct horse" });

const call = (method: string, path: string, by: SessionResult, body?: unknown): Promise<HttpAnswer> =>
  callServer(server.url, { method, path, token: by.accessToken, body });

const listShape = v.object({ items: v.array(v.unknown()) });
const listed = async (path: string, by: SessionResult): Promise<readonly unknown[]> =>
  v.parse(listShape, (await call("GET", path, by)).body).items;

it("[CONTACT-7] a new account reaches at most as many strangers a day as its budget says, and each with one request", async () => {
  const strangers: SessionResult[] = [];
  for (let n = 0; n < 40; n++) strangers.push(await register(`stranger_${n}`));
  const spammer = await register("spammer");
  let calls = 0;
  const tries = async (method: string, path: string, body?: unknown): Promise<void> => {
    calls += 1;
    await call(method, path, spammer, body);
  };
  for (const { user } of strangers) {
    const path = `/api/conversations/${directConversationId(spammer.user.id, user.id)}`;
    await tries("POST", "/api/conversations", { kind: "direct", userId: user.id });
    for (const n of [1, 2, 3, 4, 5])
      await tries("POST", `${path}/messages`, {
        clientMsgId: crypto.randomUUID(),
        content: { type: "text", text: `Buy ${n}` },
      });
    await tries("PATCH", path, { ttlMs: 3_600_000 });
    await tries("POST", "/api/friend-requests", { userId: user.id, message: "Buy" });
  }
  const reached = await Promise.all(
    strangers.map(async (stranger) => ({
      entries: await listed("/api/conversations", stranger),
      asked: await listed("/api/friend-requests", stranger),
    })),
  );
  const direct = reached.filter(({ entries }) => entries.length > 0);
  expect(direct.length).toBeGreaterThan(0);
  expect(direct.length + reached.filter(({ asked }) => asked.length > 0).length).toBeLessThanOrEqual(20);
  for (const { entries, asked } of reached) {
    expect(entries.length).toBeLessThan(2);
    expect(asked.length).toBeLessThan(2);
    for (const entry of entries) expect(entry).toMatchObject({ kind: "direct", request: true, unread: 3 });
  }
  expect(calls).toBe(strangers.length * 8);
});
