// What a start needs in its state directory: bundle, databases, keys, and what wrangler.toml declares. A later start of the
// same code reuses all of it.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { buildWeb } from "../build/build-web.ts";
import { ensureSecrets } from "./keys.ts";
import { migrateDatabases } from "./local-databases.ts";
import { bundleDirOf, declaredFileOf, type Declared } from "./state-dir.ts";
import { bundleWorker, inRepository } from "./wrangler.ts";

interface Needed {
  readonly entry?: string;
  readonly web?: boolean;
  readonly secretsFile: string;
  /** There has been no server here yet. */
  readonly isNew: boolean;
}

type Files = ReadonlyMap<string, Buffer>;

/** By entry: a process that starts several servers bundles their sources once. */
const bundles = new Map<string | undefined, Promise<Files>>();

async function readBundle(bundleDir: string): Promise<Files> {
  const names = await readdir(bundleDir);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(bundleDir, name))] as const)));
}

async function writeBundle(bundleDir: string, entry: string | undefined): Promise<void> {
  const made = bundles.get(entry);
  if (made === undefined) {
    const making = bundleWorker(bundleDir, entry).then(() => readBundle(bundleDir));
    bundles.set(entry, making);
    await making;
    return;
  }
  await mkdir(bundleDir, { recursive: true });
  await Promise.all([...(await made)].map(([name, bytes]) => writeFile(join(bundleDir, name), bytes)));
}

/** @param stateDir exists */
export async function prepareState(stateDir: string, { entry, web, secretsFile, isNew }: Needed): Promise<void> {
  await Promise.all([
    writeBundle(bundleDirOf(stateDir), entry),
    ...(web === true ? [buildWeb()] : []),
    migrateDatabases(stateDir),
    ensureSecrets(secretsFile, isNew),
    writeFile(declaredFileOf(stateDir), JSON.stringify(readDeclared())),
  ]);
}

function readDeclared(): Declared {
  const config = inRepository("wrangler.toml");
  const { modulesRules: _, ...all } = unstable_getMiniflareWorkerOptions(config).workerOptions;
  const { assets: _assets, ...workerOptions }: typeof all & { readonly assets?: object } = all;
  const { vars, compatibility_date: compatibilityDate } = unstable_readConfig({ config });
  return { workerOptions, vars, ...(compatibilityDate === undefined ? {} : { compatibilityDate }) };
}
