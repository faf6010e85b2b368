// Everything that GET /ready checks: what the deployment's configuration must give this code.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { readSigningKeys } from "../../durable-objects/runtime/signing-keys.ts";
import { readIdKeys } from "../../durable-objects/runtime/id-keys.ts";
import { originOf, senderOf } from "../mail/mail-variables.ts";
import { readApnsKey } from "../push/apns-key.ts";
import { readFcmAccount } from "../push/fcm-account.ts";
import { readVapidKeys } from "../push/vapid-keys.ts";
import { actorChecks } from "./actors.ts";
import { CheckFailed, type Check } from "./check.ts";
import { databaseChecks } from "./databases.ts";

export const checksOf = (env: Env): readonly Check[] => [
  ["SIGNING_KEYS", () => askSecret(env.SIGNING_KEYS, () => readSigningKeys(env))],
  ["ID_KEYS", () => askSecret(env.ID_KEYS, async () => readIdKeys(env))],
  ...optional("VAPID_KEYS", env.VAPID_KEYS, () => readVapidKeys(env)),
  ...optional("APNS_KEY", env.APNS_KEY, () => readApnsKey(env.APNS_KEY)),
  ...optional("FCM_SERVICE_ACCOUNT", env.FCM_SERVICE_ACCOUNT, () => readFcmAccount(env.FCM_SERVICE_ACCOUNT)),
  ...mailChecks(env),
  ...databaseChecks(env),
  ["ARCHIVE", async () => void (await env.ARCHIVE.head(anyName))],
  ["JOBS", async () => askQueue(env.JOBS)],
  ["JOBS_DEAD", async () => askQueue(env.JOBS_DEAD)],
  ...actorChecks(env),
  ["LOGIN_BY_ADDRESS", async () => void (await env.LOGIN_BY_ADDRESS.limit({ key: anyName }))],
  ["STRANGERS_BY_NETWORK", async () => void (await env.STRANGERS_BY_NETWORK.limit({ key: anyName }))],
  ...assetChecks(env),
];

/** Without the secret there is no push of that kind, and nothing to check. */
const optional = (name: string, secret: string | undefined, parse: () => Promise<unknown>): readonly Check[] =>
  secret === undefined ? [] : [[name, () => askSecret(secret, parse)]];

/** A mail would be one: only whether there is all that one needs, in its form. */
const mailChecks = (env: Env): readonly Check[] =>
  env.MAILER === undefined
    ? []
    : [
        ["MAIL_FROM", async () => askVariable(env.MAIL_FROM, senderOf)],
        ["APP_URL", async () => askVariable(env.APP_URL, originOf)],
      ];

/** Of an object in R2 that is not there, and of a counter of calls that nobody else counts in. */
const anyName = "ready";

async function askSecret(secret: string | undefined, parse: () => Promise<unknown>): Promise<void> {
  if (secret === undefined || secret === "") throw new CheckFailed("NOT_CONFIGURED", "The secret is missing.");
  try {
    await parse();
  } catch (thrown) {
    const failed = new CheckFailed("MALFORMED", "The secret has not the form that `npm run keys` gives it.");
    // Never quotes the secret.
    failed.cause = thrown;
    throw failed;
  }
}

function askVariable(value: string | undefined, parse: (value: string) => unknown): void {
  if (value === undefined || value === "") throw new CheckFailed("NOT_CONFIGURED", "The variable is missing.");
  try {
    parse(value);
  } catch (thrown) {
    const failed = new CheckFailed(
      "MALFORMED",
      "The variable has not the form that docs/operations/variables.md gives it.",
    );
    failed.cause = thrown;
    throw failed;
  }
}

/** A message would be a job: only whether there is a queue to send one to. */
function askQueue(queue: Queue | undefined): void {
  if (queue === undefined) throw new CheckFailed("NOT_CONFIGURED", "The queue is not bound.");
}

/** Nothing to ask on a server without a web client. A file that is not there is an answer. */
function assetChecks({ ASSETS: assets }: Env): readonly Check[] {
  if (assets === undefined) return [];
  const ask = async (): Promise<void> => {
    const { status, body } = await assets.fetch("https://assets/index.html");
    await body?.cancel();
    if (status >= 500) throw new CheckFailed("FAILED", "The web client's files are not served.");
  };
  return [["ASSETS", ask]];
}
