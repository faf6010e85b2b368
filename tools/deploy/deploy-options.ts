// Command-line options of `npm run deploy`.
import { parseArgs } from "node:util";

export interface DeployOptions {
  /** Null: the deployment `production`, whose resources have no name of their own. */
  readonly name: string | null;
  /** A host name that the Worker is to answer at; null: as it is. */
  readonly domain: string | null;
  readonly dryRun: boolean;
  /** Asks nothing. */
  readonly yes: boolean;
  /** Leaves the Worker the secrets that it has, without a file of them. */
  readonly keepSecrets: boolean;
}

export const usage = `Usage: npm run deploy                       puts Klatch on your Cloudflare account, or brings it up to date
       npm run deploy -- --dry-run         shows what it would do, and changes nothing

  --name NAME      another deployment with everything apart, such as staging: a letter, then letters, digits and hyphens
  --domain HOST    the host name to answer at, of a zone on the account; stays until it is removed in the dashboard
  --yes            asks nothing
  --keep-secrets   leaves the secrets as they are; for machines that do not have their file, such as those of a CI
`;

/** Queues, buckets and workers.dev names have at most 63 characters. */
const namePattern = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const hostPattern = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** Of the deployment without `--name`: the name of its file of secrets. */
export const defaultName = "production";

/** @returns null for invalid arguments */
export function parseDeployOptions(args: readonly string[]): DeployOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        name: { type: "string" },
        domain: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        "keep-secrets": { type: "boolean", default: false },
      },
    });
    const { name = defaultName, yes, "dry-run": dryRun, "keep-secrets": keepSecrets } = values;
    const domain = values.domain?.toLowerCase() ?? null;
    if (!namePattern.test(name) || (domain !== null && !hostPattern.test(domain))) return null;
    return { name: name === defaultName ? null : name, domain, dryRun, yes, keepSecrets };
  } catch {
    return null;
  }
}
