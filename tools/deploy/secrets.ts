// The step that has a deployment's secrets in a file of their own before any of them is uploaded. Cloudflare never gives
// them back: whoever loses the file keeps what the Worker has, and can change nothing of it.
import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { ensureSecrets, readIdKeysFile, readKeysFile } from "../run/keys.ts";
import type { DeployedWorker } from "./deployed-worker.ts";
import type { Step } from "./step.ts";
import { Stop } from "./stop.ts";

/** Without these a deployment is not whole. */
export const requiredSecrets = ["SIGNING_KEYS", "ID_KEYS", "ADMIN_TOKEN"] as const;

/**
 * The variable in which a Worker says which keys it was given, by their ids, which are no secret: a file of an earlier
 * time, from another machine, must not take keys away.
 */
export const deployedKeys = "DEPLOYED_KEYS";

interface SecretsOptions {
  /** Its path, and as people call it. */
  readonly file: string;
  readonly fileName: string;
  readonly worker: DeployedWorker | null;
  /** The Worker's secrets stay as they are. */
  readonly keep: boolean;
}

export const secretsStep = (options: SecretsOptions): Step => ({
  name: `secrets in ${options.fileName}`,
  look: async () => {
    if (options.keep) return keepThem(options);
    const { file, fileName, worker } = options;
    const given = await readSecrets(file);
    const missing = requiredSecrets.filter((name) => (given[name] ?? "") === "");
    const lost = missing.filter((name) => worker?.secrets.has(name) === true);
    if (lost.length > 0) throw new Stop(lostSecrets(options, lost));
    if (missing.length === 0) {
      await mustBeTheNewest(options);
      return { is: "are there" };
    }
    return {
      will: `make ${missing.join(", ")}`,
      act: async () => {
        await ensureSecrets(file);
        return `made ${missing.join(", ")}: keep ${fileName} safe, nobody can give it back to you`;
      },
    };
  },
});

/** @returns none, if there is no file */
export const readSecrets = async (file: string): Promise<Readonly<Record<string, string | undefined>>> =>
  parseEnv(
    await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    }),
  );

function keepThem({ worker }: SecretsOptions): { readonly is: string } {
  const missing = requiredSecrets.filter((name) => worker?.secrets.has(name) !== true);
  if (missing.length === 0) return { is: "stay as the Worker has them" };
  throw new Stop(
    `The Worker has no ${missing.join(", ")}, so there is nothing that --keep-secrets could keep. ` +
      "Deploy once without it, on the machine that is to have the file of secrets.",
  );
}

const lostSecrets = ({ fileName }: SecretsOptions, lost: readonly string[]): string =>
  `The Worker has secrets (${lost.join(", ")}) that are not in ${fileName}. They were made elsewhere, and Cloudflare does not ` +
  "give them back. New ID_KEYS would end every group's link and id, so none were made. Either\n" +
  `- copy ${fileName} here from the machine that made it, or from where you keep secrets;\n` +
  "- or leave the Worker's secrets as they are: `npm run deploy -- --keep-secrets` (also in a CI);\n" +
  '- or, if they are lost for good, see "Secrets that are lost" in docs/operations.md.';

/** The ids of the keys in the file, in the form of the variable. */
export async function keysIn(file: string): Promise<string> {
  const [signing] = await readKeysFile(file);
  const ids = await readIdKeysFile(file);
  return [signing?.kid ?? "", ...ids.map(({ kid }) => kid)].join(" ");
}

/** @throws Stop when the Worker was given keys that the file lacks */
async function mustBeTheNewest({ file, fileName, worker }: SecretsOptions): Promise<void> {
  const deployed = worker?.variables[deployedKeys] ?? "";
  const here = [...(await readKeysFile(file)), ...(await readIdKeysFile(file))].map(({ kid }) => kid);
  const lacking = deployed.split(" ").filter((kid) => kid !== "" && !here.includes(kid));
  if (lacking.length === 0) return;
  throw new Stop(
    `${fileName} is older than what the Worker has: it lacks the keys ${lacking.join(", ")}, and uploading it would take them ` +
      "away. Copy the newest file here, or leave the secrets as they are with --keep-secrets.",
  );
}
