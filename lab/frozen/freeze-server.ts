// Keeps the server of a release: its bundle as a deployment has it, and what it knew of tables and bindings. Later servers
// run beside it (`mixed-server.ts`).
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { unstable_readConfig } from "wrangler";
import type { KnownEntries } from "../../schema/versions/releases.ts";
import type * as locks from "../../tools/check/migrations-lock.ts";
import { currentClasses } from "../../tools/check/classes-lock.ts";
import { inRepository, quietEnv } from "../../tools/run/wrangler.ts";

const execute = promisify(execFile);

/** In `server.json`. */
export interface FrozenServer {
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** Of objects. */
  readonly classes: readonly string[];
  /** How many migrations of each module it knew. */
  readonly entries: KnownEntries;
}

/**
 * @param root of a checkout with its packages installed
 * @returns the files by name, as they are kept
 */
export async function packServer(root: string): Promise<ReadonlyMap<string, Buffer>> {
  const config = unstable_readConfig({ config: join(root, "wrangler.toml") });
  const file = pathToFileURL(resolve(root, "tools/check/migrations-lock.ts")).href;
  const { currentMigrations } = (await import(file)) as typeof locks;
  const counts = Object.entries(currentMigrations()).map(([module, entries]) => [module, entries.length] as const);
  const server: FrozenServer = {
    compatibilityDate: config.compatibility_date ?? "",
    compatibilityFlags: config.compatibility_flags,
    classes: currentClasses(root).bound,
    entries: Object.fromEntries(counts),
  };
  return new Map([
    ["server.mjs.gz", gzipSync(await bundle(root), { level: 9 })],
    ["server.json", Buffer.from(`${JSON.stringify(server, null, 2)}\n`)],
  ]);
}

async function bundle(root: string): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), "klatch-bundle-"));
  try {
    // wrangler needs this folder; if it is empty, there is no web client.
    await mkdir(join(root, "dist", "web"), { recursive: true });
    const wrangler = inRepository("node_modules/wrangler/bin/wrangler.js");
    await execute(process.execPath, [wrangler, "deploy", "--dry-run", "--minify", "--outdir", work], {
      cwd: root,
      env: { ...process.env, ...quietEnv, CI: "1", NO_COLOR: "1", KLATCH_WEB: "as-it-is" },
    });
    return await readFile(join(work, "entry.js"));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const releasesFile = inRepository("schema", "versions", "releases.ts");

/** Adds the release to those that code knows of. */
export async function appendRelease(name: string, entries: KnownEntries): Promise<void> {
  const text = await readFile(releasesFile, "utf8");
  const end = text.indexOf("\n];");
  if (end < 0) throw new Error(`no list in ${releasesFile}`);
  const release = `\n  ${JSON.stringify({ name, entries })},`;
  await writeFile(releasesFile, text.slice(0, end) + release + text.slice(end));
}
