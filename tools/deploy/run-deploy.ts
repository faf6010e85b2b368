// A whole run of `npm run deploy`: who and what, then each step, and in the end one sentence, good or bad.
import { resolve } from "node:path";
import { inRepository } from "../run/wrangler.ts";
import { sayWhy } from "./advice.ts";
import { CloudflareApi } from "./cloudflare-api.ts";
import { splitFile, type Deployment } from "./configuration.ts";
import { findAddress, findWorker } from "./deployed-worker.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { domainSteps } from "./domain.ts";
import { lastWords } from "./last-words.ts";
import { findAccount, readCredentials } from "./login.ts";
import { migrationSteps } from "./migrations.ts";
import { namesOf } from "./names.ts";
import { mustHaveNoRoutes, readProject } from "./project.ts";
import { readyStep } from "./ready.ts";
import { resourceSteps } from "./resources.ts";
import { readSecrets, secretsStep } from "./secrets.ts";
import { carryOut, plan, type Planned, type Step } from "./step.ts";
import { uploadStep } from "./upload.ts";
import { mustBeTaken } from "./variables.ts";

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Asks a person whether to go on; null: nobody is there. */
  readonly mayGoOn: (() => Promise<boolean>) | null;
}

/** @returns the exit code */
export async function runDeploy(options: DeployOptions, surroundings: Surroundings): Promise<number> {
  const { environment, write, warn } = surroundings;
  const project = readProject();
  let accountId = environment["CLOUDFLARE_ACCOUNT_ID"] ?? project.account_id ?? "";
  try {
    mustHaveNoRoutes(project);
    const names = namesOf(project.name, options.name);
    const root = rootOf(environment);
    const { variables } = splitFile(await readSecrets(resolve(root, names.secretsFile)), project);
    mustBeTaken({ ...project.vars, ...variables }, names.secretsFile);
    const baseUrl = environment["CLOUDFLARE_API_BASE_URL"] ?? "https://api.cloudflare.com/client/v4";
    const api = new CloudflareApi({ baseUrl, headers: await readCredentials(environment) });
    const account = await findAccount(api, accountId);
    accountId = account.id;
    const classMigrations = project.migrations.map(({ tag }) => tag);
    const worker = await findWorker(api, accountId, names, classMigrations);
    const address = await findAddress(api, accountId, names, options.domain);
    write(`${names.worker} on the account "${account.name}", at https://${address.host}\n`);
    const deployment = { accountId, names, project, worker, address };
    const planned = await plan(stepsOf(api, deployment, options, environment));
    return await goThrough(planned, options, deployment, surroundings);
  } catch (error) {
    warn(`\n${sayWhy(error, accountId)}`);
    return 1;
  }
}

/** Of the deployments' files; another one for tests. */
const rootOf = (environment: Surroundings["environment"]): string =>
  resolve(environment["KLATCH_DEPLOY_ROOT"] ?? inRepository());

/** In the order in which they are done. */
function stepsOf(
  api: CloudflareApi,
  deployment: Deployment,
  { keepSecrets }: DeployOptions,
  environment: Surroundings["environment"],
): readonly Step[] {
  const { accountId, names, project, worker, address } = deployment;
  const root = rootOf(environment);
  const secretsFile = resolve(root, names.secretsFile);
  const domain = domainSteps(api, deployment);
  const isUpdate = worker?.hasCode === true;
  let version: string | undefined;
  return [
    ...resourceSteps(api, accountId, names, project),
    secretsStep({ file: secretsFile, fileName: names.secretsFile, worker, keep: keepSecrets }),
    ...migrationSteps(api, accountId, names, project),
    // The update ends the address under workers.dev, so its successor is there before.
    ...(isUpdate ? domain : []),
    uploadStep({
      api,
      deployment,
      folder: resolve(root, ".klatch", "deploy", names.deployment),
      secretsFile,
      keepSecrets,
      environment,
      onVersion: (id) => {
        version = id;
      },
    }),
    ...(isUpdate ? [] : domain),
    readyStep({
      address: environment["KLATCH_DEPLOY_ADDRESS"] ?? `https://${address.host}`,
      version: () => version,
      // A certificate of a new domain takes some minutes.
      deadlineMs: domain.length > 0 ? 600_000 : 120_000,
      pauseMs: 1_000,
    }),
  ];
}

const width = 38;
const line = (mark: string, name: string, text: string): string => `  ${mark} ${name.padEnd(width)} ${text}`;
const planLine = ({ step, found }: Planned): string =>
  "is" in found ? line("=", step.name, found.is) : line("+", step.name, found.will);

/** @returns the exit code */
async function goThrough(
  planned: readonly Planned[],
  { dryRun, yes }: DeployOptions,
  deployment: Deployment,
  { write, mayGoOn }: Surroundings,
): Promise<number> {
  const asks = mayGoOn !== null && !yes;
  if (dryRun || asks) for (const one of planned) write(planLine(one));
  if (dryRun) {
    write("\nNothing was changed. Without --dry-run, what has a + is done, in this order.");
    return 0;
  }
  if (asks && !(await mayGoOn())) {
    write("\nNothing was changed.");
    return 1;
  }
  for (const one of planned) write(line("✓", one.step.name, await carryOut(one)));
  write(lastWords(deployment));
  return 0;
}
