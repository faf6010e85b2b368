// `npm run deploy` with the real wrangler against a stand-in of Cloudflare's API, which runs what is uploaded.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { summaryOf, type AccountSummary } from "../../lab/cloudflare/account-summary.ts";
import { Deployer } from "../../lab/cloudflare/deploy-process.ts";
import type { Call } from "../../lab/cloudflare/exchange.ts";
import { CloudflareStandIn } from "../../lab/cloudflare/stand-in.ts";
import { readinessShape } from "../../schema/protocol/http-service.ts";
import { buildWeb } from "../../tools/build/build-web.ts";

let clean: CloudflareStandIn;
let interrupted: CloudflareStandIn;
let ada: Deployer;
let bob: Deployer;
let afterCleanRun: AccountSummary;

beforeAll(async () => {
  await buildWeb();
  [clean, interrupted] = await Promise.all([CloudflareStandIn.start(), CloudflareStandIn.start()]);
  [ada, bob] = await Promise.all([Deployer.at(clean), Deployer.at(interrupted)]);
});

afterAll(async () => {
  await Promise.all([clean.stop(), interrupted.stop(), ada.remove(), bob.remove()]);
});

const secretsOf = async ({ root }: Deployer): Promise<Readonly<Record<string, string | undefined>>> =>
  parseEnv(await readFile(join(root, ".dev.vars.production"), "utf8"));

const ready = async ({ edgeUrl }: CloudflareStandIn) =>
  v.parse(readinessShape, await (await fetch(`${edgeUrl}/ready`)).json());

const bindingText = ({ account }: CloudflareStandIn, name: string): unknown =>
  account.scripts.get("klatch")?.bindings.find((binding) => binding.name === name)?.["text"];

it("[DEPLOY-3] [DEPLOY-6] says first what it would do, by questions only", async () => {
  const { code, output } = await ada.run(["--dry-run"]);
  expect(output).toMatch(/\+ D1 database klatch-history .*\n.*\n.*\n.*\n.*\n.*\+ secrets in \.dev\.vars\.production/);
  expect(code).toBe(0);
  expect(clean.requests.length).toBeGreaterThan(5);
  expect(clean.changes).toEqual([]);
  expect(existsSync(join(ada.root, ".dev.vars.production"))).toBe(false);
  expect(existsSync(join(ada.root, ".klatch"))).toBe(false);
});

it("[DEPLOY-3] [DEPLOY-16] puts everything on an empty account, and ends when what it uploaded says that it is ready", async () => {
  // Left over from something else that this person does with wrangler.
  const otherNames = { CLOUDFLARE_ENV: "staging", WRANGLER_CI_OVERRIDE_NAME: "other" };
  const allIsLogged = { WRANGLER_LOG: "debug", WRANGLER_LOG_SANITIZE: "false" };
  const { code, output } = await ada.run([], {}, { ...otherNames, ...allIsLogged });
  expect(output).toContain("Running: https://klatch.ada.workers.dev");
  expect(code).toBe(0);
  expect([...clean.account.scripts.keys()], "[DEPLOY-16]").toEqual(["klatch"]);
  const { status, version, checks } = await ready(clean);
  expect(status).toBe("ready");
  expect(version).toBe(clean.account.scripts.get("klatch")?.versionId);
  expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(["DIRECTORY", "HISTORY", "ARCHIVE", "ASSETS"]));
  afterCleanRun = summaryOf(clean.account);
  expect(afterCleanRun.queues).toMatchObject([
    { queue_name: "klatch-jobs", consumers: [{ script: "klatch", dead_letter_queue: "klatch-jobs-dead" }] },
    { queue_name: "klatch-jobs-dead", consumers: [{ script: "klatch" }] },
  ]);
  expect(bindingText(clean, "TOKEN_ISSUER")).toBe("klatch.ada.workers.dev");
  expect(bindingText(clean, "IDS_WITHOUT_MAC")).toBe("none");
});

it("[DEPLOY-8] keeps the secrets in a file that only its owner can read, uploads those, and prints none", async () => {
  const secrets = await secretsOf(ada);
  expect((await stat(join(ada.root, ".dev.vars.production"))).mode & 0o777).toBe(0o600);
  expect(existsSync(join(ada.root, ".klatch/deploy/production/secrets.json"))).toBe(false);
  for (const name of ["SIGNING_KEYS", "ID_KEYS", "ADMIN_TOKEN"]) expect(bindingText(clean, name)).toBe(secrets[name]);
  // Whatever wrangler wrote down of it.
  const logs = await readdir(join(ada.root, ".wrangler/logs"));
  expect(logs).not.toEqual([]);
  const logged = await Promise.all(logs.map((log) => readFile(join(ada.root, ".wrangler/logs", log), "utf8")));
  expect(logged.filter((log) => log.includes(secrets["ADMIN_TOKEN"] ?? "") || log.includes('"d":"'))).toEqual([]);
});

it("[DEPLOY-5] [DEPLOY-6] a second run would make nothing anew", async () => {
  clean.requests.length = 0;
  const { code, output } = await ada.run(["--dry-run"]);
  expect(output.match(/^ {2}\+ .*/gm)).toEqual([
    expect.stringMatching(/^ {2}\+ migrations of klatch-directory/),
    expect.stringMatching(/^ {2}\+ migrations of klatch-history/),
    expect.stringMatching(/^ {2}\+ Worker klatch +bring it up to date/),
    expect.stringMatching(/^ {2}\+ http.*\/ready/),
  ]);
  expect(code).toBe(0);
  expect(clean.changes).toEqual([]);
});

it("[DEPLOY-3] the first operator is made as the last lines say", async () => {
  const secrets = join(ada.root, ".dev.vars.production");
  const command = [
    inRepository("tools/operator/operator.ts"),
    "add",
    "ada",
    "--server",
    clean.edgeUrl,
    "--secrets",
    secrets,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  const token = /[\w-]{40,}/.exec(stdout)?.[0] ?? "";
  const me = await fetch(`${clean.edgeUrl}/api/admin/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await me.json()).toMatchObject({ name: "ada", role: "operator" });
});

it("[DEPLOY-15] what somebody changed in the dashboard is not undone, but shown", async () => {
  const { scripts } = clean.account;
  const script = scripts.get("klatch");
  if (script === undefined) throw new Error("no Worker");
  const bindings = script.bindings.map((binding) =>
    binding.name === "LOG_LEVEL" ? { ...binding, text: "debug" } : binding,
  );
  scripts.set("klatch", { ...script, bindings, lastDeployedFrom: "dash" });
  const { code, output } = await ada.run([]);
  expect(output).toMatch(/Somebody changed the Worker "klatch" elsewhere.*debug.*wrangler deploy --config/s);
  expect(code).toBe(1);
  expect(bindingText(clean, "LOG_LEVEL")).toBe("debug");
  scripts.set("klatch", script);
}, 120_000);

/** The n-th call of a kind. */
function nth(n: number, isOne: (call: Call) => boolean): (call: Call) => boolean {
  let count = 0;
  return (call) => isOne(call) && (count += 1) === n;
}

it("[DEPLOY-4] [DEPLOY-11] killed while it makes things and in the middle of the migrations, and without an answer to the upload, it goes on", async () => {
  const kills = [
    nth(2, ({ method, path }) => method === "POST" && path.endsWith("/d1/database")),
    nth(6, ({ path }) => path.endsWith("/query")),
  ];
  for (const kill of kills) expect((await bob.run([], { kill })).code).toBe(null);
  const loseAnswer = ({ method, path }: Call): boolean => method === "PUT" && path.endsWith("/workers/scripts/klatch");
  const unanswered = await bob.run([], { loseAnswer });
  expect(unanswered.output).toContain("may have arrived or not. Run this again: it ends right in both cases.");
  expect(unanswered.code).toBe(1);
  expect((await ready(interrupted)).status).toBe("ready");
}, 240_000);

it("[DEPLOY-4] [DEPLOY-5] [DEPLOY-8] the next run is an update: it ends in the same state, and keeps data and secrets", async () => {
  const { account } = interrupted;
  const [secrets, before] = [await secretsOf(bob), await ready(interrupted)];
  const person = { username: "grace_h", password: "correct horse" };
  const { user } = await new ApiClient(interrupted.edgeUrl).register(person);
  interrupted.requests.length = 0;
  const secretsFile = join(bob.root, ".dev.vars.production");
  // As a copy from elsewhere may be.
  await chmod(secretsFile, 0o644);
  const { code, output } = await bob.run([]);
  expect(output).toContain("Up to date: https://klatch.ada.workers.dev");
  expect(code).toBe(0);
  expect((await stat(secretsFile)).mode & 0o777, "[DEPLOY-8]").toBe(0o600);
  expect((await new ApiClient(interrupted.edgeUrl).login(person)).user.id).toBe(user.id);
  expect(summaryOf(account)).toEqual(afterCleanRun);
  // Only what wrangler does after an upload was still missing.
  const made = interrupted.changes.filter(({ path }) => /\/(d1\/database|r2\/buckets|queues)$/.test(path));
  expect(made).toEqual([]);
  const { status, version } = await ready(interrupted);
  expect(status).toBe("ready");
  expect(version).not.toBe(before.version);
  // Made once, by the second run of all, and never again.
  expect(await secretsOf(bob)).toEqual(secrets);
  for (const [name, secret] of Object.entries(secrets)) {
    expect(bindingText(interrupted, name)).toBe(secret);
    expect(output).not.toContain(secret);
  }
}, 120_000);
