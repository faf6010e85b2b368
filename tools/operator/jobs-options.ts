// Command-line options of `npm run jobs`.
import { parseArgs } from "node:util";
import { isServerAddress, secretsFileFor } from "./operator-token.ts";

export type JobsCommand =
  | { readonly name: "list"; readonly json: boolean }
  | { readonly name: "replay-all" }
  | { readonly name: "replay" | "drop"; readonly id: string };

export interface JobsOptions {
  readonly command: JobsCommand;
  /** For the audit log; undefined: none is given. */
  readonly reason: string | undefined;
  readonly server: string;
  /** The file to read ADMIN_TOKEN from if the environment has none; null: no file. */
  readonly secretsFile: string | null;
}

export const usage = `Usage: npm run jobs -- list [--json]       the jobs that died, the newest first
       npm run jobs -- replay ID | --all   sends them to their queue again, under the ids they had
       npm run jobs -- drop ID             forgets one for good

  --reason   why, for the audit log
  --server   where Klatch runs (http://localhost:8787)
  --secrets  a file that holds KLATCH_OPERATOR_TOKEN or ADMIN_TOKEN; the environment's goes first, for a server on this machine .dev.vars goes last
`;

/** @returns null for invalid arguments */
export function parseJobsOptions(args: readonly string[], defaultServer: string): JobsOptions | null {
  const parsed = parseArguments(args);
  if (parsed === null) return null;
  const { json, all, secrets, reason, server = defaultServer } = parsed.values;
  const command = commandOf(parsed.positionals, json, all);
  if (command === null || !isServerAddress(server)) return null;
  return { command, reason, server, secretsFile: secretsFileFor(server, secrets) };
}

function commandOf([name, id, ...rest]: readonly string[], json: boolean, all: boolean): JobsCommand | null {
  if (rest.length > 0) return null;
  if (name === "list" && id === undefined && !all) return { name, json };
  if (name === "replay" && id === undefined && all && !json) return { name: "replay-all" };
  return (name === "replay" || name === "drop") && id !== undefined && !all && !json ? { name, id } : null;
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        all: { type: "boolean", default: false },
        reason: { type: "string" },
        server: { type: "string" },
        secrets: { type: "string" },
      },
    });
  } catch {
    return null;
  }
}
