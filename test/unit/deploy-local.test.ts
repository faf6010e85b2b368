// What deploying must not change for those who run Klatch locally: the files of their databases, and how scripts start.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { inRepository } from "../../tools/run/wrangler.ts";

it("[DEPLOY-1] wrangler.toml has no id of a database, and local databases keep the files that their ids named", async () => {
  expect(await readFile(inRepository("wrangler.toml"), "utf8")).not.toMatch(/^\s*database_id\b/m);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(inRepository("wrangler.toml"));
  expect(workerOptions.d1Databases).toMatchObject({
    DIRECTORY: { id: "00000000-0000-0000-0000-000000000000" },
    HISTORY: { id: "00000000-0000-0000-0000-000000000001" },
  });
});

it("[DEPLOY-1] every queue that is consumed has a producer, so that wrangler makes it", async () => {
  const text = await readFile(inRepository("wrangler.toml"), "utf8");
  const queuesOf = (table: string): readonly string[] =>
    text
      .split("[[")
      .filter((part) => part.startsWith(table))
      .map((part) => /^queue = "(.+)"$/m.exec(part)?.[1] ?? "");
  expect(queuesOf("queues.producers").toSorted()).toEqual(queuesOf("queues.consumers").toSorted());
});

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "klatch-bootstrap-"));
});
afterEach(() => rm(root, { recursive: true }));

/** A checkout with one package, which is installed or not, and without a Node of its own. */
async function aCheckout(installed: boolean): Promise<string> {
  const packages = { "node_modules/one": { version: "1.0.0", integrity: "sha512-x" } };
  await mkdir(join(root, "tools", "run"), { recursive: true });
  await mkdir(join(root, "node_modules"), { recursive: true });
  const bootstrap = join(root, "tools", "run", "bootstrap.mjs");
  await cp(inRepository("tools/run/bootstrap.mjs"), bootstrap);
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages }));
  if (installed) await writeFile(join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
  await writeFile(join(root, "script.mjs"), "console.log(process.version)");
  return bootstrap;
}

it("[DEPLOY-2] a script runs with the Node that is there, if it is new enough and the packages bring none", async () => {
  const bootstrap = await aCheckout(true);
  const { stdout } = await promisify(execFile)(process.execPath, [bootstrap, join(root, "script.mjs")]);
  expect(stdout.trim()).toBe(process.version);
});

it("[DEPLOY-2] packages are never installed under a running wrangler", async () => {
  const bootstrap = await aCheckout(false);
  const env = { ...process.env, WRANGLER_COMMAND: "deploy" };
  const run = promisify(execFile)(process.execPath, [bootstrap, join(root, "script.mjs")], { env });
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("npm ci") as string });
});
