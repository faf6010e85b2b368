// Command-line options of `npm run verify-history`.
import { parseArgs } from "node:util";
import { isServerAddress, secretsFileFor } from "./operator-token.ts";

export interface VerifyHistoryOptions {
  /** Empty: all conversations that have history. */
  readonly conversationIds: readonly string[];
  readonly server: string;
  readonly secretsFile: string | null;
}

export const usage = `Usage: npm run verify-history [-- CONVERSATION …]   compares history with the logs, event by event

  --server   where Klatch runs (http://localhost:8787)
  --secrets  a file that holds KLATCH_OPERATOR_TOKEN or ADMIN_TOKEN; the environment's goes first, for a server on this machine .dev.vars goes last

Exit code 1: something is wrong, or could not be checked.
`;

/** @returns null for invalid arguments */
export function parseVerifyHistoryOptions(args: readonly string[], defaultServer: string): VerifyHistoryOptions | null {
  try {
    const options = { server: { type: "string", default: defaultServer }, secrets: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const { server, secrets } = values;
    if (!isServerAddress(server)) return null;
    return { conversationIds: positionals, server, secretsFile: secretsFileFor(server, secrets) };
  } catch {
    return null;
  }
}
