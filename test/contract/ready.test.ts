// GET /ready: what is checked, and what a check that fails tells whom.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { readinessShape, type Readiness } from "../../schema/protocol/http-service.ts";
import { packageVersion } from "../../workers/readiness/made.data.ts";
import { checkReadiness } from "../../workers/readiness/readiness.ts";
import { failing, hanging } from "../support/broken-directory.ts";
import { fakeActors, stubOf } from "../support/fake-actors.ts";
import { storedOf, storesNothing } from "../support/stored.ts";
import { callUnder, callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";
import { standInFor } from "../support/stand-in-for.ts";

const realTimeout = setTimeout;
const get = { method: "GET", path: "/ready" } as const;
const needed = [
  "SIGNING_KEYS",
  "ID_KEYS",
  "VAPID_KEYS",
  "MAIL_FROM",
  "APP_URL",
  "DIRECTORY",
  "HISTORY",
  "ARCHIVE",
  "JOBS",
  "JOBS_DEAD",
  "USER_SESSION",
  "CONVERSATION",
  "GROUP",
  "PASSWORD_SHARD",
  "NETWORK_SHARD",
  "FLEET",
  "LOGIN_BY_ADDRESS",
  "STRANGERS_BY_NETWORK",
  "ASSETS",
];

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const failedIn = ({ checks }: Readiness): readonly Readiness["checks"][number][] => checks.filter(({ ok }) => !ok);

/** The names of the failed checks with their codes, under these bindings. */
async function failuresUnder(changes: Partial<Env>): Promise<readonly (readonly [string, string | undefined])[]> {
  const readiness = await checkReadiness({ ...env, ...changes });
  expect(readiness.status).toBe(failedIn(readiness).length === 0 ? "ready" : "not-ready");
  return failedIn(readiness).map(({ name, error }) => [name, error?.code]);
}

/** A database that knows these names, as tables and as migrations. */
function databaseWith(tables: readonly string[], migrations: readonly string[]): D1Database {
  const answer = (names: readonly string[]) => ({ all: async () => ({ results: names.map((name) => ({ name })) }) });
  const prepare = (query: string) => answer(query.includes("d1_migrations") ? migrations : tables);
  return standInFor<D1Database>({ prepare });
}

async function namesIn(database: D1Database, query: string): Promise<string[]> {
  const { results } = await database.prepare(query).all<{ name: string }>();
  return results.map(({ name }) => name);
}
const tablesOf = (database: D1Database) => namesIn(database, "SELECT name FROM sqlite_master WHERE type = 'table'");
const migrationsOf = (database: D1Database) => namesIn(database, "SELECT name FROM d1_migrations");

describe("GET /ready", () => {
  it("[OPS-20] [OPS-21] [OPS-25] is 200 with every check and the version, where all is well", async () => {
    const { status, headers, body } = await callWorker(get);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    const readiness = v.parse(readinessShape, body);
    expect(readiness.status).toBe("ready");
    expect(readiness.checks.map(({ name }) => name).toSorted()).toEqual(needed.toSorted());
    expect(failedIn(readiness)).toEqual([]);
  });

  it("[OPS-20] is 503 with the same shape where something is not, and /health is up all the same", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    const changes = { ARCHIVE: standInFor<R2Bucket>({ head: () => failing(["a cause that is not for everybody"]) }) };
    const { status, body } = await callUnder(changes, get);
    expect(status).toBe(503);
    const readiness = v.parse(readinessShape, body);
    expect(readiness.status).toBe("not-ready");
    expect(failedIn(readiness)).toEqual([
      { name: "ARCHIVE", ok: false, ms: 0, error: { code: "FAILED", message: expect.any(String) } },
    ]);
    expect((await callUnder(changes, { method: "GET", path: "/health" })).status).toBe(200);
  });

  it("[OPS-23] makes one round for all who ask within five seconds, and another after them", async () => {
    const now = Date.now() + 7_200_000;
    vi.useFakeTimers({ toFake: ["Date"], now });
    let asked = 0;
    const assets = standInFor<Fetcher>({ fetch: async () => ((asked += 1), new Response("page")) });
    const ask = () => callUnder({ ASSETS: assets, LOG_LEVEL: "error" }, get);
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await ask();
    expect(asked).toBe(1);
    vi.setSystemTime(now + 5_000);
    await ask();
    expect(asked).toBe(2);
  });

  it("[OPS-23] counts as a stranger's call, and is answered where counting is what fails", async () => {
    const headers = { "cf-connecting-ip": "3fff:fe:1::1" };
    const under = { LIMIT_STRANGER_CALLS_PER_MINUTE: "1" };
    const codes = [];
    for (let call = 0; call < 4; call++) codes.push(codeOf(await callUnder(under, { ...get, headers })));
    expect(codes).toContain("RATE_LIMITED");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_800_000 });
    const { body } = await callUnder({ SIGNING_KEYS: "[]" }, get);
    expect(failedIn(v.parse(readinessShape, body)).map(({ name }) => name)).toEqual(["SIGNING_KEYS"]);
  });

  it.each([
    ["the shard", fakeActors("NETWORK_SHARD", stubOf(hanging)), "NETWORK_SHARD"],
    ["the platform's limit", { STRANGERS_BY_NETWORK: { limit: hanging } }, "STRANGERS_BY_NETWORK"],
  ] as const)("[OPS-23] waits two seconds at the most for the count: %s", async (_what, changes, name) => {
    const now = Date.now() + (name === "NETWORK_SHARD" ? 15e6 : 20e6);
    vi.useFakeTimers({ toFake: ["setTimeout", "Date"], now });
    const headers = { "cf-connecting-ip": "3fff:fe:2::1" };
    // Calls are reported a few at a time: with a limit of one each is.
    const asked = callUnder({ ...changes, LIMIT_STRANGER_CALLS_PER_MINUTE: "1" }, { ...get, headers });
    const answers: HttpAnswer[] = [];
    void asked.then((answer) => answers.push(answer));
    for (let seconds = 0; seconds < 20 && answers.length === 0; seconds++) {
      await vi.advanceTimersByTimeAsync(1_000);
      // The other checks wait for what is real, and have five seconds of this clock.
      await new Promise((resolve) => realTimeout(resolve, 250));
    }
    // The check has five seconds.
    expect(Date.now() - now).toBeLessThan(10_000);
    const { body } = await asked;
    expect(failedIn(v.parse(readinessShape, body))).toMatchObject([{ name, error: { code: "TIMEOUT" } }]);
  });

  it("[OPS-24] tells nobody what was thrown, and no secret; the log has the cause", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const secret = '[{"kty":"OKP","d":"the private part"}]';
    const readiness = await checkReadiness({
      ...env,
      SIGNING_KEYS: secret,
      HISTORY: standInFor<D1Database>({ prepare: () => ({ all: () => failing([]) }) }),
    });
    expect(failedIn(readiness).map(({ name }) => name)).toEqual(["SIGNING_KEYS", "HISTORY"]);
    expect(JSON.stringify(readiness)).not.toMatch(/D1_ERROR|private part/);
    const logged = JSON.stringify(log.mock.calls);
    expect(logged).toContain("D1_ERROR");
    expect(logged).not.toContain("private part");
  });

  it("[OPS-24] [HIB-17] stores nothing in the objects that it asks", async () => {
    expect((await checkReadiness(env)).status).toBe("ready");
    for (const namespace of [env.USER_SESSION, env.CONVERSATION, env.GROUP, env.PASSWORD_SHARD])
      expect(await storedOf(namespace.get(namespace.idFromName("ready")) as DurableObjectStub)).toEqual(storesNothing);
  });

  it("[OPS-25] the version is the deployment's tag, without one its id, without both the package's", async () => {
    const versionUnder = async (tag: string, id: string) =>
      (await checkReadiness({ ...env, CF_VERSION_METADATA: { tag, id, timestamp: "" } })).version;
    expect(await versionUnder("2026-12-01", "an-id")).toBe("2026-12-01");
    expect(await versionUnder("", "an-id")).toBe("an-id");
    expect(await versionUnder("", "")).toBe(packageVersion);
  });
});

describe("[OPS-21] /ready finds", () => {
  it.each([
    "",
    "not JSON",
    "[]",
    '[{"kty":"oct"}]',
    '[{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA","kid":"k","alg":"EdDSA"}]',
  ])("signing keys that are missing or no keys: %j", async (SIGNING_KEYS) => {
    const [[name, code] = []] = await failuresUnder({ SIGNING_KEYS });
    expect([name, code]).toEqual(["SIGNING_KEYS", SIGNING_KEYS === "" ? "NOT_CONFIGURED" : "MALFORMED"]);
  });

  it.each(["", "not JSON", "[]", '[{"kty":"oct","alg":"HS256","k":"short"}]'])(
    "keys of ids that are missing or no keys: %j",
    async (ID_KEYS) => {
      expect(await failuresUnder({ ID_KEYS })).toEqual([["ID_KEYS", ID_KEYS === "" ? "NOT_CONFIGURED" : "MALFORMED"]]);
    },
  );

  it("[MAIL-5] whose mails they are and where links lead, where mails are sent", async () => {
    expect(await failuresUnder({ MAIL_FROM: "Klatch" })).toEqual([["MAIL_FROM", "MALFORMED"]]);
    expect(await failuresUnder({ APP_URL: "http://chat.example" })).toEqual([["APP_URL", "MALFORMED"]]);
    expect(await failuresUnder({ MAILER: undefined, MAIL_FROM: "Klatch" } as never)).toEqual([]);
  });

  it("[PUSH-36] keys for push that are none; without the secret there is no web push, and nothing is wrong", async () => {
    for (const VAPID_KEYS of ["not JSON", "[]", '[{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}]'])
      expect(await failuresUnder({ VAPID_KEYS })).toEqual([["VAPID_KEYS", "MALFORMED"]]);
    for (const secret of ["not JSON", "{}"]) {
      expect(await failuresUnder({ APNS_KEY: secret })).toEqual([["APNS_KEY", "MALFORMED"]]);
      expect(await failuresUnder({ FCM_SERVICE_ACCOUNT: secret })).toEqual([["FCM_SERVICE_ACCOUNT", "MALFORMED"]]);
    }
    const { VAPID_KEYS: _none, ...without } = env;
    expect(failedIn(await checkReadiness(without))).toEqual([]);
  });

  it.each(["DIRECTORY", "HISTORY"] as const)("a migration of %s that was not applied, by its name", async (name) => {
    const [tables, migrations] = await Promise.all([tablesOf(env[name]), migrationsOf(env[name])]);
    const newest = migrations.toSorted().at(-1) ?? "";
    const behind = databaseWith(
      tables,
      migrations.filter((one) => one !== newest),
    );
    const [failed] = failedIn(await checkReadiness({ ...env, [name]: behind }));
    expect(failed).toMatchObject({ name, error: { code: "MIGRATION_MISSING" } });
    expect(failed?.error?.message).toContain(newest);
  });

  it("a database that nobody migrated, and no fault in one that is ahead", async () => {
    expect(await failuresUnder({ DIRECTORY: databaseWith([], []) })).toEqual([["DIRECTORY", "MIGRATION_MISSING"]]);
    const [tables, migrations] = await Promise.all([tablesOf(env.DIRECTORY), migrationsOf(env.DIRECTORY)]);
    const ahead = databaseWith([...tables, "of_a_newer_version"], [...migrations, "9999_later.sql"]);
    expect(await failuresUnder({ DIRECTORY: ahead })).toEqual([]);
  });

  it.each([
    ["DIRECTORY", "account"],
    ["HISTORY", "history_segment"],
  ] as const)("a table of %s that is missing: %s", async (name, missing) => {
    const [tables, migrations] = await Promise.all([tablesOf(env[name]), migrationsOf(env[name])]);
    expect(tables).toContain(missing);
    const others = tables.filter((table) => table !== missing);
    expect(await failuresUnder({ [name]: databaseWith(others, migrations) })).toEqual([[name, "TABLE_MISSING"]]);
  });

  it("a further database of history", async () => {
    expect(await failuresUnder({ HISTORY_2: env.HISTORY })).toEqual([]);
    expect(await failuresUnder({ HISTORY_2: databaseWith([], []) })).toEqual([["HISTORY_2", "MIGRATION_MISSING"]]);
  });

  it.each([
    ["DIRECTORY", "NOT_CONFIGURED"],
    ["HISTORY", "NOT_CONFIGURED"],
    ["JOBS", "NOT_CONFIGURED"],
    ["JOBS_DEAD", "NOT_CONFIGURED"],
    ["ARCHIVE", "FAILED"],
    ["USER_SESSION", "FAILED"],
    ["NETWORK_SHARD", "FAILED"],
    ["LOGIN_BY_ADDRESS", "FAILED"],
    ["STRANGERS_BY_NETWORK", "FAILED"],
    ["MAIL_FROM", "NOT_CONFIGURED"],
    ["APP_URL", "NOT_CONFIGURED"],
  ] as const)("that %s is not bound", async (name, code) => {
    expect(await failuresUnder({ [name]: undefined })).toEqual([[name, code]]);
  });

  it.each(["USER_SESSION", "CONVERSATION", "GROUP"] as const)("that objects of %s fail", async (name) => {
    const broken = fakeActors(
      name,
      stubOf(async () => Promise.reject(new Error("broken"))),
    );
    expect(await failuresUnder(broken)).toEqual([[name, "FAILED"]]);
  });

  it("no fault in an object that runs the version before, which has not the call", async () => {
    const before = stubOf(async () => {
      throw new TypeError('The RPC receiver does not implement the method "answer".');
    });
    expect(await failuresUnder(fakeActors("PASSWORD_SHARD", before))).toEqual([]);
  });

  it("[OPS-22] what hangs, after five seconds, while every other check has its answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const asked = failuresUnder({
      ...fakeActors("GROUP", stubOf(hanging)),
      ARCHIVE: standInFor<R2Bucket>({ head: hanging }),
      DIRECTORY: standInFor<D1Database>({ prepare: () => ({ all: hanging }) }),
    });
    await vi.advanceTimersByTimeAsync(4_999);
    const inTime = await Promise.race([asked.then(() => true), Promise.resolve(false)]);
    expect(inTime).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    const failures = await asked;
    expect(failures.filter(([name]) => ["GROUP", "ARCHIVE", "DIRECTORY"].includes(name))).toEqual([
      ["DIRECTORY", "TIMEOUT"],
      ["ARCHIVE", "TIMEOUT"],
      ["GROUP", "TIMEOUT"],
    ]);
  });

  it("files of the web client that are not served, and no fault where there is no web client", async () => {
    const assets = standInFor<Fetcher>({ fetch: async () => new Response("", { status: 500 }) });
    expect(await failuresUnder({ ASSETS: assets })).toEqual([["ASSETS", "FAILED"]]);
    expect(await failuresUnder({ ASSETS: undefined })).toEqual([]);
  });
});
