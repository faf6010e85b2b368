// Jobs on the real server: those that a kill took from its queue come back, those that died are dealt with by command.
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { inDatabase } from "../support/database-file.ts";
import { runOperatorTool, type CommandEnded } from "../support/operator-process.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});

afterAll(async () => {
  await server.stop();
});

async function killAndStartAgain(meanwhile = async (): Promise<void> => {}): Promise<void> {
  await server.kill();
  await meanwhile();
  await server.restart();
}

const people = (name: string, count: number): Promise<readonly SessionResult[]> =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      new ApiClient(server.url).register({ username: `${name}_${n}`, password: "correct horse" }),
    ),
  );

/** What is written of these people, event by event. */
async function auditOf(sessions: readonly SessionResult[]): Promise<readonly string[]> {
  const query = "SELECT user_id, event FROM audit_event";
  const rows = await inDatabase(server.stateDir, "DIRECTORY", { readOnly: true }, (database) =>
    database.prepare(query).all(),
  );
  const ids = new Set<unknown>(sessions.map(({ user }) => user.id));
  return rows.filter((row) => ids.has(row["user_id"])).map((row) => [row["user_id"], row["event"]].join(" "));
}

const registered = (sessions: readonly SessionResult[]): readonly string[] =>
  sessions.map(({ user }) => `${user.id} registered`).toSorted();

/** Whose socket the server says it is. */
function welcomedAs({ accessToken }: SessionResult): Promise<unknown> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`, ["klatch.v1", `bearer.${accessToken}`]);
  return new Promise((resolve, reject) => {
    socket.addEventListener("close", ({ code }) => reject(new Error(`closed with ${code}`)));
    socket.addEventListener("message", ({ data }) => {
      resolve((JSON.parse(String(data)) as { userId?: string }).userId);
      socket.close();
    });
  });
}

const jobs = (...args: readonly string[]): Promise<CommandEnded> =>
  runOperatorTool("jobs", [...args, "--server", server.url]);

it("[JOBS-5] what a kill took from the queue, or kept from it, is done once after the restart", async () => {
  const early = await people("early", 3);
  await expect.poll(() => auditOf(early), { timeout: 15_000 }).toHaveLength(3);
  // Some of these are on their way to the queue, some in it, none with the consumer: it waits a second for more.
  const late = await people("late", 5);
  await killAndStartAgain();
  expect(await auditOf(late)).toEqual([]);
  await expect.poll(() => auditOf(late), { timeout: 30_000 }).toHaveLength(5);
  // A session that was woken by its alarm serves its user like any other.
  const [first] = late;
  if (first === undefined) throw new Error("nobody");
  expect(await welcomedAs(first)).toBe(first.user.id);
  await new ApiClient(server.url).login({ username: "late_0", password: "correct horse" });
  await expect.poll(() => auditOf(late), { timeout: 15_000 }).toHaveLength(6);
  expect((await auditOf(late)).toSorted()).toEqual([...registered(late), `${first.user.id} signed-in`].toSorted());
  expect((await auditOf(early)).toSorted()).toEqual(registered(early));
});

it("[JOBS-8] jobs that died are listed, replayed and dropped by command", async () => {
  const [ada] = await people("ada", 1);
  if (ada === undefined) throw new Error("nobody");
  const payload = { event: "signed-in", userId: ada.user.id, deviceId: ada.device.id, platform: "web" };
  // What is told of longer ago than 90 days is not written.
  const diedAt = Date.now() - 60_000;
  const dead = ["first", "second", "third"].map((id, n) => {
    const job = JSON.stringify({ v: 1, id, kind: "account-audit", at: diedAt - 1_000 + n, payload });
    return `('${id}', 'account-audit', '${job}', 'failed', 'Error: \u009B31m planted', 9, ${diedAt + n})`;
  });
  await killAndStartAgain(async () => {
    await inDatabase(server.stateDir, "DIRECTORY", { readOnly: false }, (database) => {
      database.exec(`INSERT INTO dead_letter VALUES ${dead.join(", ")}`);
    });
  });
  const secrets = ["--secrets", join(server.stateDir, "secrets.env")];

  const listed = await jobs("list", ...secrets);
  expect(listed.code).toBe(0);
  const lines = listed.stdout.trimEnd().split("\n");
  expect(lines.map((line) => /(first|second|third) {2}account-audit/.exec(line)?.[1])).toEqual([
    "third",
    "second",
    "first",
    undefined,
  ]);
  expect(listed.stdout).not.toContain("\u009B");
  const objects = (await jobs("list", "--json", ...secrets)).stdout.trimEnd().split("\n");
  expect(objects.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { id: "third" },
    { id: "second" },
    { id: "first", reason: "failed", attempts: 9, diedAt, job: { id: "first", at: diedAt - 1_000, payload } },
  ]);

  expect(await jobs("drop", "first", ...secrets)).toMatchObject({ code: 0, stderr: "" });
  expect((await jobs("drop", "first", ...secrets)).code).toBe(1);
  expect(await jobs("replay", "second", ...secrets)).toMatchObject({ code: 0, stderr: "" });
  expect(await jobs("replay", "--all", ...secrets)).toMatchObject({
    code: 0,
    stdout: "1 sent to their queue again.\n",
  });
  await expect
    .poll(async () => (await auditOf([ada])).filter((row) => row.endsWith("signed-in")), { timeout: 15_000 })
    .toHaveLength(2);
  expect(await jobs("list", ...secrets)).toMatchObject({ code: 0, stdout: "No job has died.\n" });
});

it("[JOBS-9] the command gets nowhere without the operators' secret", async () => {
  const stranger = await jobs("list", "--secrets", join(server.stateDir, "nothing.env"));
  expect(stranger).toMatchObject({ code: 1, stdout: "" });
  const { accessToken } = await new ApiClient(server.url).login({ username: "ada_0", password: "correct horse" });
  const asUser = await fetch(`${server.url}/api/admin/dead-letters`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(asUser.status).toBe(401);
});
