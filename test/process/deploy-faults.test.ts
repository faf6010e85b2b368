// What stops `npm run deploy`, and what it then says: each fault on the stand-in of Cloudflare's API.
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import * as v from "valibot";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Queue } from "../../lab/cloudflare/account-state.ts";
import { putForeignScript } from "../../lab/cloudflare/routes-workers.ts";
import { sayWhy } from "../../tools/deploy/advice.ts";
import { CloudflareApi } from "../../tools/deploy/cloudflare-api.ts";
import { allSecrets, DeployWorld, refusal } from "../support/deploy-world.ts";

let world: DeployWorld;

beforeEach(async () => {
  world = await DeployWorld.start();
});

afterEach(() => world.end());

const allow = (...rights: readonly ("Workers Scripts" | "D1" | "Workers R2 Storage" | "Queues" | "Zone")[]): void => {
  for (const token of world.standIn.account.tokens.keys()) world.standIn.account.tokens.set(token, new Set(rights));
};

it("[DEPLOY-11] nobody is logged in", async () => {
  const { code, output } = await world.deployer.run([], {}, { CLOUDFLARE_API_TOKEN: "" });
  expect(output).toContain("Nobody is logged in to Cloudflare.\nLog in with `npx wrangler login`");
  expect(output).toContain("CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID");
  expect(code).toBe(1);
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] the token is wrong, or lacks a right, which is named", async () => {
  const wrong = await world.deploy([], { CLOUDFLARE_API_TOKEN: "another" });
  expect(wrong.said).toContain("Cloudflare does not know these credentials");
  allow("Workers Scripts", "D1", "Workers R2 Storage");
  expect(await world.stopped()).toMatch(/no right to "Queues".*Add the right "Queues: Edit"/);
  allow("Workers Scripts", "D1", "Queues");
  expect(await world.stopped()).toMatch(/Add the right "Workers R2 Storage: Edit"/);
  allow("D1", "Workers R2 Storage", "Queues");
  expect(await world.stopped()).toMatch(/Add the right "Workers Scripts: Edit"/);
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-11] the account of another is named, or none and the token may list none", async () => {
  const other = await world.deploy([], { CLOUDFLARE_ACCOUNT_ID: randomUUID() });
  expect(other.said).toContain("on this account");
  allow("D1");
  const none = await world.deploy([], { CLOUDFLARE_ACCOUNT_ID: "" });
  expect(none.said).toContain('"Account Settings: Read"');
  expect(world.changed).toEqual([]);
});

it.each([
  { CLOUDFLARE_API_TOKEN: "abc\u2026def" },
  { CLOUDFLARE_API_TOKEN: "two\nlines" },
  { CLOUDFLARE_ACCOUNT_ID: "0123/../d1?x=" },
  { CLOUDFLARE_ACCOUNT_ID: " " },
])("[DEPLOY-11] what was copied is no token and no account's id: %j", async (environment) => {
  const { code, said } = await world.deploy([], environment);
  const [name] = Object.keys(environment);
  expect(said).toMatch(new RegExp(`${name} .*no .*Copy it again`));
  expect(said).not.toMatch(/abc|two/);
  expect(code).toBe(1);
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-11] the login is good for several accounts", async () => {
  const accounts = ["one", "two"].map((name) => ({ id: `id-of-${name}`, name }));
  const text = JSON.stringify({ success: true, errors: [], messages: [], result: accounts });
  world.standIn.interference = { before: ({ path }) => (path === "/accounts" ? { status: 200, text } : null) };
  const { code, said } = await world.deploy([], { CLOUDFLARE_ACCOUNT_ID: "" });
  expect(said).toContain("Set CLOUDFLARE_ACCOUNT_ID to one of them:\n  id-of-one  one\n  id-of-two  two");
  expect(code).toBe(1);
  world.standIn.interference = {};
  const only = await world.deploy(["--dry-run"], { CLOUDFLARE_ACCOUNT_ID: "" });
  expect(only.said).toContain('klatch on the account "Ada\'s account"');
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] R2 is not switched on", async () => {
  world.standIn.account.r2Enabled = false;
  expect(await world.stopped()).toMatch(
    /R2 is not switched on.*https:\/\/dash\.cloudflare\.com\/0123456789abcdef0123456789abcdef\/r2 once/,
  );
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] the account has no name under workers.dev, which a domain makes unnecessary", async () => {
  world.standIn.account.subdomain = null;
  world.standIn.account.zones.set("example.com", randomUUID());
  expect(await world.stopped()).toMatch(/no name under workers\.dev yet.*workers\/onboarding/s);
  expect((await world.deploy(["--domain", "chat.example.com", "--dry-run"])).said).toContain(
    "at https://chat.example.com",
  );
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] a Worker by that name is not Klatch", async () => {
  putForeignScript(world.standIn.account, "klatch");
  expect(await world.stopped()).toMatch(/a Worker "klatch" that is not Klatch; it was left alone.*--name NAME/);
  expect(world.changed).toEqual([]);
  expect((await world.deploy(["--name", "staging", "--dry-run"])).code).toBe(0);
});

function makeQueue(name: string, consumer: Partial<Queue["consumers"][number]>): void {
  world.standIn.account.queues.set(name, {
    queue_id: randomUUID(),
    queue_name: name,
    consumers: [{ consumer_id: randomUUID(), type: "worker", ...consumer }],
  });
}

it("[DEPLOY-11] [DEPLOY-7] a queue by that name is read by others, or has other dead letters", async () => {
  makeQueue("klatch-jobs", { script: "shop", dead_letter_queue: "klatch-jobs-dead" });
  expect(await world.stopped()).toMatch(
    /read by the Worker "shop", not by "klatch".*queues consumer worker remove klatch-jobs shop/,
  );
  makeQueue("klatch-jobs", { type: "http_pull" });
  expect(await world.stopped()).toMatch(/read by HTTP pull.*queues consumer http remove klatch-jobs`/);
  makeQueue("klatch-jobs", { script: "klatch", dead_letter_queue: "lost" });
  expect(await world.stopped()).toMatch(
    /go to "lost".*instead of "klatch-jobs-dead".*consumer worker remove klatch-jobs klatch/,
  );
  expect(world.changed).toEqual([]);
});

function makeDatabase(name: string, sql: string): string {
  const id = randomUUID();
  world.standIn.account.databases.set(name, id);
  world.standIn.account.databaseFiles.query(id, sql);
  return id;
}

it("[DEPLOY-11] a database by that name is somebody else's", async () => {
  const id = makeDatabase("klatch-directory", "CREATE TABLE orders (id)");
  expect(await world.stopped()).toMatch(
    /a database "klatch-directory" with tables that are not Klatch's; it was left alone/,
  );
  const tables = world.standIn.account.databaseFiles.query(id, "SELECT name FROM sqlite_master");
  expect(tables).toMatchObject([{ name: "orders" }]);
});

const appliedTo = (id: string): readonly unknown[] =>
  world.standIn.account.databaseFiles.query(id, "SELECT name FROM d1_migrations ORDER BY id").map(({ name }) => name);

it("[DEPLOY-13] [DEPLOY-11] a migration that the database refuses is not applied in part, and the next run goes on with it", async () => {
  const table =
    "CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP);";
  const migrations = "schema/tables/directory/migrations";
  const first = await readFile(`${migrations}/0001_accounts.sql`, "utf8");
  // The last of three tables that 0003 makes.
  const byHand = "CREATE TABLE history_archive (id);";
  const id = makeDatabase(
    "klatch-directory",
    `${table}${first};INSERT INTO d1_migrations (name) VALUES ('0001_accounts.sql');${byHand}`,
  );
  expect(await world.stopped()).toMatch(
    /refuses the migration 0003_history\.sql, and nothing of it was applied: .*history_archive already exists/,
  );
  expect(appliedTo(id)).toEqual(["0001_accounts.sql", "0002_jobs.sql"]);
  world.standIn.account.databaseFiles.query(id, "DROP TABLE history_archive");
  // What comes after these migrations is not the matter here.
  const history = world.standIn.account.databases.get("klatch-history") ?? "";
  world.standIn.interference = {
    before: ({ path }) => (path.includes(history) ? { status: 403, text: refusal(1, "enough") } : null),
  };
  expect(await world.stopped()).toContain("enough");
  expect(appliedTo(id)).toEqual((await readdir(migrations)).toSorted());
});

it("[DEPLOY-11] the account has as many databases as its plan allows; with room again, the next run goes on", async () => {
  world.standIn.account.maxDatabases = 1;
  expect(await world.stopped()).toMatch(
    /as many D1 databases as its plan allows.*databases per account \(1\).*wrangler d1 delete/,
  );
  expect([...world.standIn.account.databases.keys()]).toEqual(["klatch-directory"]);
});

it("[DEPLOY-12] too many calls are waited for as long as Cloudflare says", async () => {
  let refused = 0;
  world.standIn.interference = {
    before: ({ path }) => {
      if (!path.endsWith("/queues") || refused >= 2) return null;
      refused += 1;
      // The limit in front of the API answers with a page.
      return { status: 429, headers: { "retry-after": "0.05" }, text: "error code: 1015" };
    },
  };
  expect((await world.deploy(["--dry-run"])).code).toBe(0);
  expect(refused).toBe(2);
  world.standIn.interference = {
    before: () => ({ status: 429, headers: { "retry-after": "900" }, text: "error code: 1015" }),
  };
  expect(await world.stopped()).toMatch(/Too many calls.*again in 900 seconds: it goes on where it is/);
});

it("[DEPLOY-12] [DEPLOY-4] a change without an answer is looked at, and made once", async () => {
  world.standIn.interference = {
    before: ({ method, path }) =>
      method === "POST" && path.endsWith("/r2/buckets") ? { status: 403, text: refusal(1, "enough") } : null,
    after: ({ method, path }) => method === "POST" && path.endsWith("/d1/database"),
  };
  expect(await world.stopped()).toMatch(/Cloudflare refuses \(Workers R2 Storage\): enough \[code 1\]/);
  expect(world.standIn.account.databases.size).toBe(2);
  expect(world.standIn.changes.filter(({ path }) => path.endsWith("/d1/database"))).toHaveLength(2);
});

it("[DEPLOY-12] [DEPLOY-11] a question without an answer is asked four times", async () => {
  world.standIn.interference = { before: () => ({ status: 502, text: "<html>Bad gateway</html>" }) };
  const api = new CloudflareApi({ baseUrl: world.standIn.apiUrl, headers: {}, firstPauseMs: 1 });
  const fault: unknown = await api.get("/accounts", v.unknown()).catch((error: unknown) => error);
  expect(sayWhy(fault, "")).toMatch(/Cloudflare does not answer.*run this again: it goes on where it is/);
  expect(world.standIn.requests).toHaveLength(4);
});

it("[DEPLOY-11] [DEPLOY-7] a Worker of a later version than the checkout is left alone", async () => {
  world.putWorker(allSecrets, "v4711");
  expect(await world.stopped(["--keep-secrets"])).toMatch(
    /of a later version than this checkout.*classes v4711\. Deploy from the newest/,
  );
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-14] a person at a terminal sees what will be done, and may say no; --yes asks nothing", async () => {
  const { code, said } = await world.deploy([], {}, () => Promise.resolve(false));
  expect(said).toMatch(/\+ D1 database klatch-directory +make it[^]*Nothing was changed\.\n$/);
  expect(code).toBe(1);
  expect(world.changed).toEqual([]);
  world.standIn.account.maxDatabases = 0;
  const asked = (): Promise<boolean> => Promise.reject(new Error("asked"));
  expect((await world.deploy(["--yes"], {}, asked)).said).toContain("as many D1 databases");
});
