// `npm run deploy:drill`: kills `npm run deploy` at every change that it makes on the stand-in's account, runs it again, and
// compares what is there with an account on which nothing went wrong. Then a domain, a second deployment, and, with
// --clone, a fresh clone of this repository.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs, promisify } from "node:util";
import { buildWeb } from "../../tools/build/build-web.ts";
import { inRepository, runWrangler } from "../../tools/run/wrangler.ts";
import { summaryOf, type AccountSummary } from "./account-summary.ts";
import { Deployer, type Ended } from "./deploy-process.ts";
import { CloudflareStandIn } from "./stand-in.ts";

const usage = `npm run deploy:drill -- [--clone] [--no-kills]

  --no-kills  without the kills, which take most of the time
  --clone     also from a fresh clone of the last commit, packages included; the time is printed
`;

const write = (line: string): boolean => process.stdout.write(`${line}\n`);
let failures = 0;

function check(isRight: boolean, what: string, details: () => string): void {
  if (!isRight) failures += 1;
  write(`${isRight ? "ok    " : "FAILED"} ${what}${isRight ? "" : `\n${details()}`}`);
}

async function onNewAccount<T>(act: (standIn: CloudflareStandIn, deployer: Deployer) => Promise<T>): Promise<T> {
  const standIn = await CloudflareStandIn.start();
  const deployer = await Deployer.at(standIn);
  try {
    return await act(standIn, deployer);
  } finally {
    await Promise.all([standIn.stop(), deployer.remove()]);
  }
}

interface CleanRun {
  readonly summary: AccountSummary;
  /** Method and path of each change, with ids left out. */
  readonly changes: readonly string[];
}

const inWords = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path.replace(/^\/accounts\/[^/]+/, "").replaceAll(/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f-]{20,}/g, "…")}`;

const succeeded = ({ code, output }: Ended, what: string): void => check(code === 0, what, () => output);

const cleanRun = (): Promise<CleanRun> =>
  onNewAccount(async (standIn, deployer) => {
    const started = Date.now();
    succeeded(await deployer.run([]), "an empty account");
    write(`       in ${Math.round((Date.now() - started) / 1_000)} s, ${standIn.changes.length} changes`);
    return { summary: summaryOf(standIn.account), changes: standIn.changes.map(inWords) };
  });

/** Killed at the n-th change of a run, and run again. */
async function killAndRepeat(
  deployer: Deployer,
  n: number,
  what: string,
  { summary, changes }: CleanRun,
): Promise<void> {
  let seen = 0;
  const kill = ({ method }: { readonly method: string }): boolean => method !== "GET" && (seen += 1) === n;
  const { code } = await deployer.run([], { kill });
  const again = await deployer.run([]);
  const isRight = code === null && again.code === 0 && isDeepStrictEqual(summaryOf(deployer.standIn.account), summary);
  check(isRight, `${what} killed at ${n} of ${changes.length}, ${changes[n - 1]}`, () => again.output);
}

const firstRunKilled = (n: number, clean: CleanRun): Promise<void> =>
  onNewAccount((_standIn, deployer) => killAndRepeat(deployer, n, "first run", clean));

/** All on one account, which is as it was after each. */
const updateKilled = ({ summary }: CleanRun): Promise<void> =>
  onNewAccount(async (standIn, deployer) => {
    succeeded(await deployer.run([]), "a deployment to bring up to date");
    standIn.requests.length = 0;
    succeeded(await deployer.run([]), "its update");
    const changes = standIn.changes.map(inWords);
    for (let n = 1; n <= changes.length; n += 1) await killAndRepeat(deployer, n, "update", { summary, changes });
  });

const domainAndStaging = (): Promise<void> =>
  onNewAccount(async (standIn, deployer) => {
    const { account } = standIn;
    account.zones.set("example.com", randomUUID());
    succeeded(await deployer.run(["--domain", "chat.example.com"]), "with a domain");
    check(
      account.scripts.get("klatch")?.workersDev === false,
      "the address under workers.dev is off",
      () => "it is on",
    );
    succeeded(await deployer.run([]), "again without naming it");
    check(account.domains.get("chat.example.com") === "klatch", "the domain is still there", () => "it is gone");
    const before = JSON.stringify(account.scripts.get("klatch"));
    succeeded(await deployer.run(["--name", "staging"]), "a second deployment on the account");
    check(JSON.stringify(account.scripts.get("klatch")) === before, "the first is as it was", () => "it has changed");
    check(account.databases.size === 4 && account.queues.size === 4, "nothing is shared", () => "something is");
  });

/** What this project does by itself, and what wrangler does, must be the same. */
const wranglersOwn = (): Promise<void> =>
  onNewAccount(async (standIn, deployer) => {
    succeeded(await deployer.run([]), "a deployment for wrangler to look at");
    for (const binding of ["DIRECTORY", "HISTORY"]) {
      const args = ["d1", "migrations", "list", binding, "--remote"];
      const said = await runWrangler(args, deployer.environment).catch(String);
      check(said.includes("No migrations to apply"), `wrangler finds all migrations of ${binding} applied`, () => said);
    }
    const { account } = standIn;
    const varsOf = (): string =>
      JSON.stringify(
        account.scripts.get("klatch")?.bindings.filter(({ name }) => /^(TOKEN_ISSUER|IDS_WITHOUT_MAC)$/.test(name)),
      );
    const began = varsOf();
    await runWrangler(["deploy"], deployer.environment).catch(String);
    check(varsOf() === began, "wrangler deploy alone signs nobody out", varsOf);
    for (const made of [account.databases, account.buckets, account.queues, account.scripts]) made.clear();
    const secrets = join(deployer.root, ".dev.vars.production");
    const said = await runWrangler(["deploy", "--secrets-file", secrets], deployer.environment).catch(String);
    const isMade = account.databases.size === 2 && account.buckets.size === 1 && account.queues.size === 2;
    check(isMade && account.scripts.size === 1, "wrangler deploy makes everything by name", () => said);
  });

/** The dashboard was used, and nothing that this project knows of was changed by that. */
const touchedElsewhere = (): Promise<void> =>
  onNewAccount(async ({ account }, deployer) => {
    succeeded(await deployer.run([]), "a deployment for somebody to touch");
    const script = account.scripts.get("klatch");
    if (script === undefined) throw new Error("no Worker");
    const secret = { type: "secret_text", name: "TURNSTILE_SECRET", text: "…" };
    account.scripts.set("klatch", { ...script, bindings: [...script.bindings, secret], lastDeployedFrom: "dash" });
    succeeded(await deployer.run([]), "a secret was added in the dashboard");
    const after = account.scripts.get("klatch")?.bindings ?? [];
    check(
      after.some(({ name }) => name === secret.name),
      "it is still there",
      () => "it is gone",
    );
  });

const fromClone = (): Promise<void> =>
  onNewAccount(async (_standIn, deployer) => {
    const folder = await mkdtemp(join(tmpdir(), "klatch-clone-"));
    const { KLATCH_WEB: _built, HOME: _home, XDG_CONFIG_HOME: _config, ...environment } = deployer.environment;
    const started = Date.now();
    try {
      await promisify(execFile)("git", ["clone", "--quiet", inRepository(), folder]);
      const options = { cwd: folder, env: { ...process.env, ...environment } };
      const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "deploy"], options);
      const seconds = Math.round((Date.now() - started) / 1_000);
      check(stdout.includes("Running: ") && seconds < 180, `a fresh clone, in ${seconds} s`, () => stdout);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

const { values } = parseArgs({
  allowNegative: true,
  options: {
    clone: { type: "boolean", default: false },
    kills: { type: "boolean", default: true },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  write(usage);
  process.exit(0);
}
await buildWeb();
if (values.clone) await fromClone();
const clean = await cleanRun();
for (let n = 1; values.kills && n <= clean.changes.length; n += 1) await firstRunKilled(n, clean);
if (values.kills) await updateKilled(clean);
await domainAndStaging();
await touchedElsewhere();
await wranglersOwn();
write(failures === 0 ? "All went right." : `${failures} went wrong.`);
process.exit(failures === 0 ? 0 : 1);
