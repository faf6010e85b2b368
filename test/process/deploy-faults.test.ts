// What stops `npm run deploy`, and what it then says: each fault on the stand-in of Cloudflare's API.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import * as v from "valibot";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Binding, Queue } from "../../lab/cloudflare/account-state.ts";
import { Deployer } from "../../lab/cloudflare/deploy-process.ts";
import { putForeignScript } from "../../lab/cloudflare/routes-workers.ts";
import { CloudflareStandIn } from "../../lab/cloudflare/stand-in.ts";
import { sayWhy } from "../../tools/deploy/advice.ts";
import { CloudflareApi } from "../../tools/deploy/cloudflare-api.ts";
import { ensureSecrets } from "../../tools/run/keys.ts";
import { parseDeployOptions } from "../../tools/deploy/deploy-options.ts";
import { runDeploy } from "../../tools/deploy/run-deploy.ts";
import { keysIn } from "../../tools/deploy/secrets.ts";

let standIn: CloudflareStandIn;
let ada: Deployer;

beforeEach(async () => {
  standIn = await CloudflareStandIn.start();
  ada = await Deployer.at(standIn);
});

afterEach(async () => {
  await Promise.all([standIn.stop(), ada.remove()]);
});

/** In this process, as far as it comes without wrangler. */
async function deploy(args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
  const options = parseDeployOptions(args);
  if (options === null) throw new Error("invalid arguments");
  let said = "";
  const write = (text: string): void => void (said += `${text}\n`);
  const surroundings = { environment: { ...ada.environment, ...environment }, write, warn: write, mayGoOn: null };
  return { code: await runDeploy(options, surroundings), said };
}

/** @returns what it says when it stops */
async function stopped(args?: readonly string[]): Promise<string> {
  const { code, said } = await deploy(args);
  expect(code).toBe(1);
  return said;
}

/** On the account, or in the folder. */
const changed = (): readonly unknown[] => [
  ...standIn.changes,
  ...[".dev.vars.production", ".klatch"].filter((file) => existsSync(join(ada.root, file))),
];

const allow = (...rights: readonly ("Workers Scripts" | "D1" | "Workers R2 Storage" | "Queues" | "Zone")[]): void => {
  for (const token of standIn.account.tokens.keys()) standIn.account.tokens.set(token, new Set(rights));
};

it("[DEPLOY-11] nobody is logged in", async () => {
  const { code, output } = await ada.run([], {}, { CLOUDFLARE_API_TOKEN: "" });
  expect(output).toContain("Nobody is logged in to Cloudflare.\nLog in with `npx wrangler login`");
  expect(output).toContain("CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID");
  expect(code).toBe(1);
  expect(changed()).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] the token is wrong, or lacks a right, which is named", async () => {
  const wrong = await deploy([], { CLOUDFLARE_API_TOKEN: "another" });
  expect(wrong.said).toContain("Cloudflare does not know these credentials");
  allow("Workers Scripts", "D1", "Workers R2 Storage");
  expect(await stopped()).toMatch(/no right to "Queues".*Add the right "Queues: Edit"/);
  allow("Workers Scripts", "D1", "Queues");
  expect(await stopped()).toMatch(/Add the right "Workers R2 Storage: Edit"/);
  allow("D1", "Workers R2 Storage", "Queues");
  expect(await stopped()).toMatch(/Add the right "Workers Scripts: Edit"/);
  expect(changed()).toEqual([]);
});

it("[DEPLOY-11] the account of another is named, or none and the token may list none", async () => {
  const other = await deploy([], { CLOUDFLARE_ACCOUNT_ID: randomUUID() });
  expect(other.said).toContain("on this account");
  allow("D1");
  const none = await deploy([], { CLOUDFLARE_ACCOUNT_ID: "" });
  expect(none.said).toContain('"Account Settings: Read"');
  expect(changed()).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] R2 is not switched on", async () => {
  standIn.account.r2Enabled = false;
  expect(await stopped()).toMatch(
    /R2 is not switched on.*https:\/\/dash\.cloudflare\.com\/0123456789abcdef0123456789abcdef\/r2 once/,
  );
  expect(changed()).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] the account has no name under workers.dev, which a domain makes unnecessary", async () => {
  standIn.account.subdomain = null;
  standIn.account.zones.set("example.com", randomUUID());
  expect(await stopped()).toMatch(/no name under workers\.dev yet.*workers\/onboarding/s);
  expect((await deploy(["--domain", "chat.example.com", "--dry-run"])).said).toContain("at https://chat.example.com");
  expect(changed()).toEqual([]);
});

it("[DEPLOY-11] [DEPLOY-7] a Worker by that name is not Klatch", async () => {
  putForeignScript(standIn.account, "klatch");
  expect(await stopped()).toMatch(/a Worker "klatch" that is not Klatch; it was left alone.*--name NAME/);
  expect(changed()).toEqual([]);
  expect((await deploy(["--name", "staging", "--dry-run"])).code).toBe(0);
});

function makeQueue(name: string, consumer: Partial<Queue["consumers"][number]>): void {
  standIn.account.queues.set(name, {
    queue_id: randomUUID(),
    queue_name: name,
    consumers: [{ consumer_id: randomUUID(), type: "worker", ...consumer }],
  });
}

it("[DEPLOY-11] [DEPLOY-7] a queue by that name is read by others, or has other dead letters", async () => {
  makeQueue("klatch-jobs", { script: "shop", dead_letter_queue: "klatch-jobs-dead" });
  expect(await stopped()).toMatch(
    /read by the Worker "shop", not by "klatch".*queues consumer worker remove klatch-jobs shop/,
  );
  makeQueue("klatch-jobs", { type: "http_pull" });
  expect(await stopped()).toMatch(/read by HTTP pull.*queues consumer http remove klatch-jobs`/);
  makeQueue("klatch-jobs", { script: "klatch", dead_letter_queue: "lost" });
  expect(await stopped()).toMatch(
    /go to "lost".*instead of "klatch-jobs-dead".*consumer worker remove klatch-jobs klatch/,
  );
  expect(changed()).toEqual([]);
});

function makeDatabase(name: string, sql: string): string {
  const id = randomUUID();
  standIn.account.databases.set(name, id);
  standIn.account.databaseFiles.query(id, sql);
  return id;
}

it("[DEPLOY-11] a database by that name is somebody else's", async () => {
  const id = makeDatabase("klatch-directory", "CREATE TABLE orders (id)");
  expect(await stopped()).toMatch(/a database "klatch-directory" with tables that are not Klatch's; it was left alone/);
  const tables = standIn.account.databaseFiles.query(id, "SELECT name FROM sqlite_master");
  expect(tables).toMatchObject([{ name: "orders" }]);
});

const appliedTo = (id: string): readonly unknown[] =>
  standIn.account.databaseFiles.query(id, "SELECT name FROM d1_migrations ORDER BY id").map(({ name }) => name);

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
  expect(await stopped()).toMatch(
    /refuses the migration 0003_history\.sql, and nothing of it was applied: .*history_archive already exists/,
  );
  expect(appliedTo(id)).toEqual(["0001_accounts.sql", "0002_jobs.sql"]);
  standIn.account.databaseFiles.query(id, "DROP TABLE history_archive");
  // What comes after these migrations is not the matter here.
  const history = standIn.account.databases.get("klatch-history") ?? "";
  standIn.interference = {
    before: ({ path }) => (path.includes(history) ? { status: 403, text: refusal(1, "enough") } : null),
  };
  expect(await stopped()).toContain("enough");
  expect(appliedTo(id)).toHaveLength(6);
});

const refusal = (code: number, message: string): string =>
  JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null });

it("[DEPLOY-11] the account has as many databases as its plan allows; with room again, the next run goes on", async () => {
  standIn.account.maxDatabases = 1;
  expect(await stopped()).toMatch(
    /as many D1 databases as its plan allows.*databases per account \(1\).*wrangler d1 delete/,
  );
  expect([...standIn.account.databases.keys()]).toEqual(["klatch-directory"]);
});

it("[DEPLOY-12] too many calls are waited for as long as Cloudflare says", async () => {
  let refused = 0;
  standIn.interference = {
    before: ({ path }) => {
      if (!path.endsWith("/queues") || refused >= 2) return null;
      refused += 1;
      // The limit in front of the API answers with a page.
      return { status: 429, headers: { "retry-after": "0.05" }, text: "error code: 1015" };
    },
  };
  expect((await deploy(["--dry-run"])).code).toBe(0);
  expect(refused).toBe(2);
  standIn.interference = {
    before: () => ({ status: 429, headers: { "retry-after": "900" }, text: "error code: 1015" }),
  };
  expect(await stopped()).toMatch(/Too many calls.*again in 900 seconds: it goes on where it is/);
});

it("[DEPLOY-12] [DEPLOY-4] a change without an answer is looked at, and made once", async () => {
  standIn.interference = {
    before: ({ method, path }) =>
      method === "POST" && path.endsWith("/r2/buckets") ? { status: 403, text: refusal(1, "enough") } : null,
    after: ({ method, path }) => method === "POST" && path.endsWith("/d1/database"),
  };
  expect(await stopped()).toMatch(/Cloudflare refuses \(Workers R2 Storage\): enough \[code 1\]/);
  expect(standIn.account.databases.size).toBe(2);
  expect(standIn.changes.filter(({ path }) => path.endsWith("/d1/database"))).toHaveLength(2);
});

it("[DEPLOY-12] [DEPLOY-11] a question without an answer is asked four times", async () => {
  standIn.interference = { before: () => ({ status: 502, text: "<html>Bad gateway</html>" }) };
  const api = new CloudflareApi({ baseUrl: standIn.apiUrl, headers: {}, firstPauseMs: 1 });
  const fault: unknown = await api.get("/accounts", v.unknown()).catch((error: unknown) => error);
  expect(sayWhy(fault, "")).toMatch(/Cloudflare does not answer.*run this again: it goes on where it is/);
  expect(standIn.requests).toHaveLength(4);
});

/** A Worker that was deployed before, as far as the account shows it. */
async function deployed(bindings: readonly Binding[]): Promise<void> {
  putForeignScript(standIn.account, "klatch");
  const script = standIn.account.scripts.get("klatch");
  if (script === undefined) throw new Error("no Worker");
  const objects = { type: "durable_object_namespace", name: "USER_SESSION", class_name: "UserSession" };
  standIn.account.scripts.set("klatch", { ...script, bindings: [objects, ...bindings] });
}
const secret = (name: string): Binding => ({ type: "secret_text", name, text: "…" });
const allSecrets = ["SIGNING_KEYS", "ID_KEYS", "ADMIN_TOKEN"].map(secret);

it("[DEPLOY-8] [DEPLOY-11] secrets that the Worker has and nobody has here are not made anew", async () => {
  await deployed(allSecrets);
  expect(await stopped()).toMatch(
    /secrets \(SIGNING_KEYS, ID_KEYS, ADMIN_TOKEN\) that are not in \.dev\.vars\.production.*--keep-secrets/s,
  );
  expect(changed()).toEqual([]);
  expect((await deploy(["--keep-secrets", "--dry-run"])).said).toContain("stay as the Worker has them");
});

it("[DEPLOY-8] --keep-secrets needs secrets that are there", async () => {
  expect(await stopped(["--keep-secrets"])).toMatch(/The Worker has no SIGNING_KEYS, ID_KEYS, ADMIN_TOKEN/);
  expect(changed()).toEqual([]);
});

it("[DEPLOY-8] [DEPLOY-11] a file that is older than the keys which the Worker was given is not uploaded", async () => {
  const file = join(ada.root, ".dev.vars.production");
  await ensureSecrets(file);
  const text = await readFile(file, "utf8");
  const [madeAt, id] = (await keysIn(file)).split(" ");
  const given = (keys: string): Promise<void> =>
    deployed([...allSecrets, { type: "plain_text", name: "DEPLOYED_KEYS", text: keys }]);
  await given(`${madeAt} 2027-01-01-abc ${id}`);
  expect(await stopped()).toMatch(/older than what the Worker has: it lacks the keys of ids 2027-01-01-abc,/);
  await given(`${Number(madeAt) + 1} ${id}`);
  expect(await stopped()).toMatch(/older than what the Worker has: its signing key is an earlier one,/);
  expect(standIn.changes).toEqual([]);
  expect(await readFile(file, "utf8")).toBe(text);
  // Lost for good.
  await given(`${madeAt} 2027-01-01-abc`);
  await writeFile(file, `${text}IDS_WITHOUT_MAC='all'\n`);
  expect((await deploy(["--dry-run"])).code).toBe(0);
  // A signing key that must not be used any more is gone, and a newer one is there.
  await writeFile(file, text);
  await given(`${Number(madeAt) - 1} ${id}`);
  expect((await deploy(["--dry-run"])).code).toBe(0);
});

it("[DEPLOY-8] [DEPLOY-11] a file whose secrets the Worker would not take is not uploaded", async () => {
  const file = join(ada.root, ".dev.vars.production");
  await writeFile(file, "ID_KEYS='[{'\n");
  expect(await stopped()).toMatch(/in \.dev\.vars\.production are no JSON list of keys/);
  await writeFile(file, "ADMIN_TOKEN='short'\n");
  expect(await stopped()).toMatch(/shorter than 40 characters.*Delete its line/);
  expect(standIn.changes).toEqual([]);
});

it("[DEPLOY-8] what is missing in a file is added, and what is there stays", async () => {
  const file = join(ada.root, ".dev.vars.production");
  await writeFile(file, "ADMIN_TOKEN='an-old-secret-of-more-than-forty-characters-in-all'\nTURNSTILE_SECRET='t'\n");
  standIn.interference = {
    before: ({ path }) => (path.endsWith("/query") ? { status: 403, text: refusal(1, "enough") } : null),
  };
  const { said } = await deploy();
  expect(said).toContain("made SIGNING_KEYS, ID_KEYS: keep .dev.vars.production safe");
  const made = parseEnv(await readFile(file, "utf8"));
  expect(made).toMatchObject({
    ADMIN_TOKEN: "an-old-secret-of-more-than-forty-characters-in-all",
    TURNSTILE_SECRET: "t",
  });
  for (const name of ["SIGNING_KEYS", "ID_KEYS", "ADMIN_TOKEN"]) expect(said).not.toContain(made[name]);
});

it("[DEPLOY-10] [DEPLOY-11] a domain of another Worker, in no zone, or with records of its own stays as it is", async () => {
  await deployed(allSecrets);
  standIn.account.domains.set("shop.example.com", "shop");
  expect(await stopped(["--domain", "shop.example.com"])).toMatch(
    /shop\.example\.com leads to the Worker "shop" of this account, and still does/,
  );
  expect(await stopped(["--domain", "chat.example.org"])).toMatch(/chat\.example\.org is in no domain of this account/);
  expect(standIn.changes).toEqual([]);
  standIn.account.zones.set("example.com", randomUUID());
  standIn.account.dnsRecords.add("www.example.com");
  expect(await stopped(["--domain", "www.example.com", "--keep-secrets"])).toMatch(
    /The domain is in use: .*externally managed DNS records.*Nothing was changed there/,
  );
  expect([...standIn.account.domains]).toEqual([["shop.example.com", "shop"]]);
  // It comes before the upload, which would have turned the address under workers.dev off.
  expect(standIn.account.scripts.get("klatch")?.workersDev).toBe(true);
});

it("[DEPLOY-10] a domain that the Worker has stays without being named", async () => {
  await deployed(allSecrets);
  standIn.account.domains.set("chat.example.com", "klatch");
  const { said } = await deploy(["--dry-run", "--keep-secrets"]);
  expect(said).toContain("at https://chat.example.com");
  expect(said).not.toContain("lead it to the Worker");
});
