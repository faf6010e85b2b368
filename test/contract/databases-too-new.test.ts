// Databases whose tables were made by migrations of a later release than the next.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findUnknownDatabase, KnownDatabases, knownDatabases } from "../../workers/http/known-databases.ts";
import worker from "../../workers/http/entry.ts";
import { neededByName } from "../../schema/versions/databases.ts";
import { directoryMigrations, historyMigrations } from "../../workers/readiness/made.data.ts";
import { checkReadiness } from "../../workers/readiness/readiness.ts";
import { callWorker } from "../support/worker-http.ts";

const { length: known } = directoryMigrations;

/** As if wrangler had applied a migration of this name. */
const apply = (database: D1Database, name: string): Promise<unknown> =>
  database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name).run();

afterEach(async () => {
  vi.restoreAllMocks();
  for (const database of [env.DIRECTORY, env.HISTORY])
    await database.prepare("DELETE FROM d1_migrations WHERE name LIKE '%later%'").run();
  await knownDatabases.look(env, Number.MAX_SAFE_INTEGER);
});

describe("the databases' tables", () => {
  it("[VERSION-4] a migration's name says how many code must know", () => {
    expect(["0001_accounts.sql", "0012_words_needs_7.sql", "0013_needs_of_people.sql"].map(neededByName)).toEqual([
      0, 7, 0,
    ]);
  });

  it("[VERSION-4] of the next release are known", async () => {
    await apply(env.DIRECTORY, `0098_later_needs_${known}.sql`);
    await apply(env.DIRECTORY, "0099_later.sql");
    expect(await findUnknownDatabase(env)).toBeNull();
  });

  it.each([
    ["DIRECTORY", known, known + 1],
    ["HISTORY", historyMigrations.length, historyMigrations.length + 4],
  ] as const)("[VERSION-5] of a later release are not: %s", async (binding, knows, needed) => {
    await apply(env[binding], `0098_later_needs_${needed}.sql`);
    expect(await findUnknownDatabase(env)).toEqual({ binding, known: knows, needed });
    const { checks } = await checkReadiness(env);
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ name: binding, error: { code: "TABLES_TOO_NEW" } }]);
  });

  it("[VERSION-5] then every call is UNAVAILABLE but that for health, and jobs wait, until they are known", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await apply(env.DIRECTORY, `0098_later_needs_${known + 1}.sql`);
    await knownDatabases.look(env, Number.MAX_SAFE_INTEGER - 120_000);
    const paths = ["/api/me", "/ws", "/.well-known/jwks.json", "/", "/api/admin/dead-letters", "/nowhere"];
    for (const path of paths) {
      const { status, body } = await callWorker({ method: "GET", path });
      expect([path, status, body]).toMatchObject([path, 503, { code: "UNAVAILABLE" }]);
    }
    expect((await callWorker({ method: "GET", path: "/health" })).status).toBe(200);
    const batch = createMessageBatch("klatch-jobs", [{ id: "a", timestamp: 1_000, attempts: 1, body: null }]);
    const context = createExecutionContext();
    await worker.queue(batch, env, context);
    expect(await getQueueResult(batch, context)).toMatchObject({ retryBatch: { retry: true }, ackAll: false });
  });

  it("[VERSION-5] an isolate looks once a minute, and a look that fails changes nothing", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const prepare = vi.spyOn(env.DIRECTORY, "prepare");
    const databases = new KnownDatabases();
    for (const at of [0, 1, 59_999]) await databases.look(env, at);
    expect(prepare).toHaveBeenCalledTimes(1);
    await apply(env.DIRECTORY, `0098_later_needs_${known + 1}.sql`);
    prepare.mockClear();
    await databases.look(env, 60_000);
    expect([databases.areTooNew, prepare.mock.calls.length]).toEqual([true, 1]);
    prepare.mockImplementation(() => {
      throw new Error("no answer");
    });
    await databases.look(env, 120_000);
    expect(databases.areTooNew).toBe(true);
  });
});
