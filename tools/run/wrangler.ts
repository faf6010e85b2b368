// Runs wrangler for the scripts: from any directory, quiet, offline, without questions.
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Absolute path of a file in the repository, from its path below the root. */
export const inRepository = (...path: readonly string[]): string =>
  join(dirname(dirname(import.meta.dirname)), ...path);

/** Folder of all local state of `npm start` and `npm run dev`, from the root. */
export const localStateDir = ".klatch";

export const quietEnv = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  // Else its logs have the secrets that it uploads.
  WRANGLER_LOG_SANITIZE: "true",
  WRANGLER_SEND_METRICS: "false",
} as const;

/**
 * An environment of wrangler.toml, of which there is none: wrangler would give the Worker another name. Empty and not left
 * out, so that a file `.env` does not set it either.
 */
const noEnvironment = { CLOUDFLARE_ENV: "" } as const;

/** wrangler failed. Its message has the whole output. */
export class WranglerFailed extends Error {
  override readonly name = "WranglerFailed";
  readonly output: string;

  constructor(args: readonly string[], output: string) {
    super(`wrangler ${args.join(" ")} failed:\n${output}`);
    this.output = output;
  }
}

/**
 * Runs wrangler with this Node: started by its name it might find the system's Node, which is too old.
 * @returns its stdout
 * @throws WranglerFailed
 */
export function runWrangler(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const child = spawn(process.execPath, [inRepository("node_modules/wrangler/bin/wrangler.js"), ...args], {
    cwd: inRepository(),
    env: {
      ...process.env,
      ...environment,
      ...quietEnv,
      ...noEnvironment,
      CI: "1",
      NO_COLOR: "1",
      KLATCH_WEB: "as-it-is",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let written = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    written += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(stdout);
      else reject(new WranglerFailed(args, written));
    });
  });
}

/** Output folder of the web client's build. */
export const webDir = inRepository("dist", "web");

/**
 * Bundles the Worker as a deployment does, from wrangler.toml's entry or another one, without building the web client.
 */
export async function bundleWorker(outDir: string, entry?: string): Promise<string> {
  // wrangler needs this folder; if it is empty, there is no web client.
  await mkdir(webDir, { recursive: true });
  return runWrangler(["deploy", ...(entry === undefined ? [] : [entry]), "--dry-run", "--outdir", outDir]);
}
