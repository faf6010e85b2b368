// A thousand invented ids against the real server: what is on its disk afterwards.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { budgetLimits } from "../../schema/protocol/budgets.ts";
import { directConversationId, newGroupId, newUserId, type UserId } from "../../schema/protocol/ids.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { TestServer } from "../support/test-server.ts";

const invented = 1_000;
/** Rates and budgets would end it early; what is shown here must hold without them. */
const rates = ["LIMIT_FRAMES_PER_SECOND", "LIMIT_FRAMES_BURST", ...Object.keys(budgetLimits)];
const quick = Object.fromEntries(rates.map((name) => [name, "1000000000"]));

let server: TestServer;
afterEach(async () => {
  await server.stop();
});

async function startServer(vars: Readonly<Record<string, string>> = {}): Promise<{ token: string; userId: UserId }> {
  server = await TestServer.start({ vars: { ...quick, ...vars } });
  const mallory = { username: "mallory", password: "correct horse" };
  const { accessToken, user } = await new ApiClient(server.url).register(mallory);
  return { token: accessToken, userId: user.id };
}

/** The databases of objects: bytes by path. */
async function databases(): Promise<Map<string, number>> {
  const directory = join(server.stateDir, "v3", "do");
  const paths = (await readdir(directory, { recursive: true })).filter((path) => path.endsWith(".sqlite"));
  const sizes = await Promise.all(paths.map(async (path) => [path, (await stat(join(directory, path))).size] as const));
  return new Map(sizes.filter(([path]) => !path.endsWith("metadata.sqlite")));
}

/** Ids of groups, links and conversations, each asked for by its route. */
async function askFor(token: string, userId: UserId, groupId: () => string): Promise<void> {
  const requests: readonly (() => { method: "GET" | "POST"; path: string; body?: object })[] = [
    () => ({ method: "GET", path: `/api/groups/${groupId()}` }),
    () => ({ method: "POST", path: `/api/groups/${groupId()}/join`, body: {} }),
    () => ({ method: "GET", path: `/api/group-links/${groupId()}.${"A".repeat(32)}` }),
    () => ({ method: "POST", path: "/api/conversations", body: { kind: "direct", userId: newUserId() } }),
    () => ({ method: "GET", path: `/api/conversations/${directConversationId(userId, newUserId())}/messages` }),
  ];
  const authorization = `Bearer ${token}`;
  const codes = new Set<string>();
  for (let n = 0; n < invented; n += 20) {
    const batch = Array.from({ length: 20 }, (_, at) => requests[at % requests.length]).map(async (request) => {
      if (request === undefined) throw new Error("a request for each place");
      const { method, path, body } = request();
      const json = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) };
      const response = await fetch(server.url + path, { method, headers, ...json });
      codes.add(v.parse(problemShape, await response.json()).code);
    });
    await Promise.all(batch);
  }
  expect(codes).toEqual(new Set(["CONVERSATION_NOT_FOUND", "LINK_NOT_VALID", "USER_NOT_FOUND"]));
}

it("[IDS-8] leave no file where all ids have a MAC", { timeout: 180_000 }, async () => {
  const { token, userId } = await startServer();
  const before = await databases();
  await askFor(token, userId, newGroupId);
  await askFor(token, userId, () => newGroupId().replace(/^group_./, "group_g"));
  expect([...(await databases()).keys()].toSorted()).toEqual([...before.keys()].toSorted());
});

it("[IDS-8] leave nothing but empty files where there may be ids without a MAC", { timeout: 180_000 }, async () => {
  const { token, userId } = await startServer({ IDS_WITHOUT_MAC: "old" });
  const before = await databases();
  await askFor(token, userId, newGroupId);
  await server.kill();
  const started = [...(await databases())].filter(([path]) => !before.has(path));
  expect(started).toHaveLength((invented * 3) / 5);
  // workerd opens a file for whatever starts: a page that has no table, which Cloudflare does not keep.
  expect(new Set(started.map(([, bytes]) => bytes))).toEqual(new Set([4_096]));
});
