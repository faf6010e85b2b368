// The variables that the code reads: their names, and which values the Worker would take. One that it does not take makes
// every call fail, so it ends the run before anything is changed.
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { defaultOperatorSettings } from "../../schema/operators/settings.ts";
import { webhookSecretPattern } from "../../schema/protocol/push.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { defaultSweepSettings } from "../../schema/versions/sweep-settings.ts";
import { originOf, senderOf } from "../../workers/mail/mail-variables.ts";
import { Stop } from "./stop.ts";

const numberNames: ReadonlySet<string> = new Set(
  [defaultLimits, defaultHistorySettings, defaultOperatorSettings, defaultSweepSettings].flatMap((group) =>
    Object.keys(group),
  ),
);

/** For tests on one machine: no deployment may have them. */
const localNames = ["PUSH_LOOPBACK"] as const;

/** Those that wrangler.toml need not name. */
export const variableNames: ReadonlySet<string> = new Set([
  ...numberNames,
  ...localNames,
  "TOKEN_ISSUER",
  "IDS_WITHOUT_MAC",
  "FIRST_CONTACT",
  "LOGIN_POLICY",
  "TURNSTILE_SITE_KEY",
  "TURNSTILE_URL",
  "SCANNER_URL",
  "APNS_URL",
  "FCM_URL",
  "MAIL_FROM",
  "APP_URL",
]);

/** Variables with few values, or one form. */
const forms: Readonly<Record<string, RegExp>> = {
  LOG_LEVEL: /^(debug|info|warn|error)$/,
  FIRST_CONTACT: /^(requests|open)$/,
  IDS_WITHOUT_MAC: /^(none|old|all)$/,
  CLIENT_ADDRESS_SOURCE: /^(cloudflare|none)$/,
  LOGIN_POLICY: /^(coexist|platform-exclusive|exclusive)$/,
  JOBS_SETTLE_MS: /^\d+$/,
  TOKEN_ISSUER: /./,
  SCANNER_URL: /^(https:\/\/|http:\/\/127\.\d+\.\d+\.\d+[:/]|$)/,
  APNS_URL: /^(https:\/\/|$)/,
  FCM_URL: /^(https:\/\/|$)/,
  SCANNER_SECRET: webhookSecretPattern,
  APP_URL: /^(https:\/\/|$)/,
};

/** Those that the Worker parses: throws for what it does not take. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = { MAIL_FROM: senderOf, APP_URL: originOf };

function isParsed(name: string, value: string): boolean {
  if (value === "") return true;
  try {
    parsers[name]?.(value);
    return true;
  } catch {
    return false;
  }
}

/** From 2 to 2^20. */
const isCost = (text: string): boolean => {
  const log = Math.log2(Number(text));
  return Number.isInteger(log) && log >= 1 && log <= 20;
};

const isPositive = (text: string): boolean => Number.isFinite(Number(text)) && Number(text) > 0;

const isUsable = ([name, value]: readonly [string, string]): boolean =>
  (!numberNames.has(name) || isPositive(value)) &&
  (name !== "SCRYPT_COST" || isCost(value)) &&
  (forms[name]?.test(value) ?? true) &&
  isParsed(name, value);

/**
 * @param given by wrangler.toml and the deployment's file
 * @throws Stop for values that the Worker would not take, and for variables that no deployment may have
 */
export function mustBeTaken(given: Readonly<Record<string, string>>, fileName: string): void {
  const local = localNames.filter((name) => (given[name] ?? "") !== "");
  if (local.length > 0)
    throw new Stop(`${local.join(", ")} is for tests on one machine. Delete it in ${fileName} or wrangler.toml.`);
  const wrong = Object.entries(given).filter((variable) => !isUsable(variable));
  if (wrong.length === 0) return;
  throw new Stop(
    `Every call would fail with ${wrong.map(([name, value]) => `${name}="${value}"`).join(", ")}. Put that right in ` +
      `${fileName} or wrangler.toml (docs/operations/variables.md), and run this again.`,
  );
}
