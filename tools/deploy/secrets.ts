// The step that has a deployment's secrets in a file of their own before any of them is uploaded. Cloudflare never gives
// them back: whoever loses the file keeps what the Worker has, and can change nothing of it.
import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { readApnsKey } from "../../workers/push/apns-key.ts";
import { readFcmAccount } from "../../workers/push/fcm-account.ts";
import type { BadSecret } from "../../workers/push/parsed-once.ts";
import { ensureSecrets, readIdKeysFile, readKeysFile } from "../run/keys.ts";
import type { DeployedWorker } from "./deployed-worker.ts";
import type { Step } from "./step.ts";
import { Stop } from "./stop.ts";

/** Without these a deployment is not whole. */
export const requiredSecrets = ["SIGNING_KEYS", "ID_KEYS", "ADMIN_TOKEN"] as const;
/** What a file of secrets gets that lacks it. Without the last one there is no web push. */
const madeSecrets = [...requiredSecrets, "VAPID_KEYS"] as const;

/**
 * The variable in which a Worker says which keys it was given, by their time and ids, which are no secret: a file of an
 * earlier time, from another machine, must not take keys away.
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
    await mustBeUsable(given, options);
    const missing = madeSecrets.filter((name) => (given[name] ?? "") === "");
    const lost = missing.filter((name) => worker?.secrets.has(name) === true);
    if (lost.length > 0) throw new Stop(lostSecrets(options, lost));
    if (missing.length === 0) {
      // Who says so in the file has lost the keys of ids for good.
      if (given["IDS_WITHOUT_MAC"] !== "all") await mustBeTheNewest(options);
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

const shortestToken = 40;

/** @throws Stop for what the Worker would not take */
async function mustBeUsable(
  given: Readonly<Record<string, string | undefined>>,
  options: SecretsOptions,
): Promise<void> {
  const { file, fileName } = options;
  await keysIn(file).catch(() => {
    throw new Stop(
      `SIGNING_KEYS or ID_KEYS in ${fileName} are no JSON list of keys, as \`npm run keys\` makes it. Put them right first.`,
    );
  });
  const { ADMIN_TOKEN = "" } = given;
  if (ADMIN_TOKEN !== "" && ADMIN_TOKEN.length < shortestToken) {
    throw new Stop(
      `ADMIN_TOKEN in ${fileName} is shorter than ${shortestToken} characters, so no operator would get in. ` +
        "Delete its line: the next run makes one.",
    );
  }
  await Promise.all([readApnsKey(given["APNS_KEY"]), readFcmAccount(given["FCM_SERVICE_ACCOUNT"])]).catch(
    (error: BadSecret) => {
      throw new Stop(`${error.message}, in ${fileName}. Make it anew with \`npm run keys\`, or delete its line.`);
    },
  );
}

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

/** What the variable says of a file: when its newest signing key was made, and the ids of all keys of ids. */
export async function keysIn(file: string): Promise<string> {
  const [signing] = await readKeysFile(file);
  const ids = await readIdKeysFile(file);
  return [signing?.iat ?? 0, ...ids.map(({ kid }) => kid)].join(" ");
}

/**
 * Signing keys may be taken away, once there is a newer one; keys of ids never.
 *
 * @throws Stop when the Worker was given newer keys, or more keys of ids
 */
async function mustBeTheNewest({ file, fileName, worker }: SecretsOptions): Promise<void> {
  const deployed = worker?.variables[deployedKeys];
  if (deployed === undefined) return;
  const [madeAt, ...ids] = deployed.split(" ");
  const [madeHereAt, ...idsHere] = (await keysIn(file)).split(" ");
  const lacking = ids.filter((kid) => !idsHere.includes(kid));
  if (lacking.length === 0 && Number(madeHereAt) >= Number(madeAt)) return;
  const what =
    lacking.length === 0 ? "its signing key is an earlier one" : `it lacks the keys of ids ${lacking.join(", ")}`;
  throw new Stop(
    `${fileName} is older than what the Worker has: ${what}, and uploading it would take newer keys away. ` +
      "Copy the newest file here, or leave the secrets as they are with --keep-secrets.",
  );
}
