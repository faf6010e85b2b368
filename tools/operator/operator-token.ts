// Finds the token for operators' commands: an operator's own, or the deployment's secret ADMIN_TOKEN.
import { resolve } from "node:path";
import { readVariable } from "../run/secrets-file.ts";
import { inRepository } from "../run/wrangler.ts";

const localHosts = ["localhost", "127.0.0.1", "[::1]"];

/** The more specific first: an operator's token names who acts. */
const names = ["KLATCH_OPERATOR_TOKEN", "ADMIN_TOKEN"] as const;

export const tokenMissing =
  "ADMIN_TOKEN or KLATCH_OPERATOR_TOKEN is missing: set it, or name the file that holds it with --secrets.\n";

export const isServerAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/**
 * The named file, or for a local server its own secrets file. Null for other servers: they must not get the local
 * secret.
 */
export function secretsFileFor(server: string, named: string | undefined): string | null {
  return named ?? (localHosts.includes(new URL(server).hostname) ? ".dev.vars" : null);
}

/** Reads it from the environment, else from the file. */
export async function readOperatorToken(secretsFile: string | null): Promise<string | undefined> {
  const given = names.map((name) => process.env[name]).find((token) => token !== undefined);
  if (given !== undefined || secretsFile === null) return given;
  const file = resolve(inRepository(), secretsFile);
  const [own, secret] = await Promise.all(names.map((name) => readVariable(file, name)));
  return own ?? secret;
}
