// The step that builds the web client and the Worker, and has wrangler upload them together with the secrets.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { buildWeb } from "../build/build-web.ts";
import { ownersOnlyFile } from "../run/owners-only.ts";
import { runWrangler, webDir, WranglerFailed } from "../run/wrangler.ts";
import { adviceForOutput } from "./advice.ts";
import type { CloudflareApi } from "./cloudflare-api.ts";
import { configurationOf, splitFile, type Deployment } from "./configuration.ts";
import { databaseIdOf } from "./resources.ts";
import { keysIn, readSecrets } from "./secrets.ts";
import type { Step } from "./step.ts";
import { Stop } from "./stop.ts";

interface UploadOptions {
  readonly api: CloudflareApi;
  readonly deployment: Deployment;
  /** For what is made of wrangler.toml. Nothing in it is read by a later run. */
  readonly folder: string;
  readonly secretsFile: string;
  readonly keepSecrets: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told the id of the version. */
  readonly onVersion: (version: string | undefined) => void;
}

export const uploadStep = (options: UploadOptions): Step => ({
  name: `Worker ${options.deployment.names.worker}`,
  look: () =>
    Promise.resolve({
      will: options.deployment.worker?.hasCode === true ? "bring it up to date" : "upload it for the first time",
      act: () => upload(options),
    }),
});

async function upload(options: UploadOptions): Promise<string> {
  const { deployment, folder, secretsFile, keepSecrets, environment } = options;
  const isBuilt = environment["KLATCH_WEB"] === "as-it-is";
  if (!isBuilt) await buildWeb();
  if (!existsSync(join(webDir, "index.html"))) throw new Stop(noWebClient);
  // Whoever copied it here may have let others read it.
  if (existsSync(secretsFile)) await ownersOnlyFile(secretsFile);
  const { variables, secrets } = splitFile(await readSecrets(secretsFile), deployment.project);
  const keys = keepSecrets ? null : await keysIn(secretsFile);
  const databaseIds = await findDatabases(options);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [configuration, uploaded] = [join(folder, "wrangler.json"), join(folder, "secrets.json")];
  await writeFile(
    configuration,
    `${JSON.stringify(configurationOf(deployment, { variables, keys, databaseIds }), null, 2)}\n`,
  );
  try {
    if (!keepSecrets) await writeFile(uploaded, JSON.stringify(secrets), { mode: 0o600 });
    // Strict: what somebody changed in the dashboard since is not undone without a word.
    const args = [
      "deploy",
      "--config",
      configuration,
      "--strict",
      ...(keepSecrets ? [] : ["--secrets-file", uploaded]),
    ];
    const output = await runWrangler(args, {
      ...environment,
      CLOUDFLARE_ACCOUNT_ID: deployment.accountId,
      // In a build of Cloudflare's the name of another Worker, at which nothing else here would look.
      WRANGLER_CI_OVERRIDE_NAME: deployment.names.worker,
    });
    const version = /Current Version ID: (\S+)/.exec(output)?.[1];
    options.onVersion(version);
    const what = isBuilt ? "uploaded, with the web client as it was built (KLATCH_WEB)" : "uploaded";
    return version === undefined ? what : `${what}, version ${version}`;
  } catch (error) {
    throw error instanceof WranglerFailed ? new Stop(failure(error, deployment, configuration)) : error;
  } finally {
    await rm(uploaded, { force: true });
  }
}

/** By their names. */
async function findDatabases({ api, deployment }: UploadOptions): Promise<ReadonlyMap<string, string>> {
  const { accountId, names, project } = deployment;
  const found = project.d1_databases.map(async ({ database_name }) => {
    const name = names.of(database_name);
    return [name, await databaseIdOf(api, accountId, name)] as const;
  });
  return new Map(await Promise.all(found));
}

const noWebClient =
  "There is no web client in dist/web, and KLATCH_WEB=as-it-is says that none is built. Unset KLATCH_WEB, and run this again.";

function failure(failed: WranglerFailed, { accountId, names }: Deployment, configuration: string): string {
  const output = stripVTControlCharacters(failed.output);
  const advice = adviceForOutput(output, accountId);
  if (advice !== null) return advice;
  if (/fetch failed|socket hang up|ECONNRESET/.test(output)) {
    return "The connection to Cloudflare broke during the upload: it may have arrived or not. Run this again: it ends right in both cases.";
  }
  const from = output.search(/^\S* ?\[(?:ERROR|WARNING)\]/m);
  const words = output.slice(Math.max(from, 0)).trim();
  if (output.includes("because of conflicts")) {
    return (
      `Somebody changed the Worker "${names.worker}" elsewhere, and this would undo it; nothing was uploaded:\n\n${words}\n\n` +
      `Put what is to stay into wrangler.toml or ${names.secretsFile}, or undo it there, and run this again. To overwrite it ` +
      `once: npx wrangler deploy --config ${configuration}`
    );
  }
  return `wrangler did not upload the Worker:\n\n${words}\n\nRun this again when that is put right.`;
}
