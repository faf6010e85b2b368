// `npm run deploy`: puts Klatch on a Cloudflare account, or brings it up to date. Interrupted anywhere, it goes on when it is
// run again.
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { inRepository } from "../run/wrangler.ts";
import { sayWhy } from "./advice.ts";
import { CloudflareApi } from "./cloudflare-api.ts";
import { lastWords } from "./last-words.ts";
import type { Deployment } from "./configuration.ts";
import { findAddress, findWorker } from "./deployed-worker.ts";
import { parseDeployOptions, usage, type DeployOptions } from "./deploy-options.ts";
import { domainSteps } from "./domain.ts";
import { findAccount, readCredentials } from "./login.ts";
import { migrationSteps } from "./migrations.ts";
import { namesOf } from "./names.ts";
import { readProject } from "./project.ts";
import { readyStep } from "./ready.ts";
import { resourceSteps } from "./resources.ts";
import { secretsStep } from "./secrets.ts";
import { carryOut, plan, type Planned, type Step } from "./step.ts";
import { uploadStep } from "./upload.ts";

const environment = process.env;
/** Of the deployments' files; another one for tests. */
const root = resolve(environment["KLATCH_DEPLOY_ROOT"] ?? inRepository());
const baseUrl = environment["CLOUDFLARE_API_BASE_URL"] ?? "https://api.cloudflare.com/client/v4";

const write = (text: string): boolean => process.stdout.write(`${text}\n`);

function stepsOf(api: CloudflareApi, deployment: Deployment, options: DeployOptions, address: string): readonly Step[] {
  const { accountId, names, project, worker } = deployment;
  const secretsFile = resolve(root, names.secretsFile);
  const { keepSecrets } = options;
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
      deployment,
      folder: resolve(root, ".klatch", "deploy", names.deployment),
      secretsFile,
      keepSecrets,
      onVersion: (id) => {
        version = id;
      },
    }),
    ...(isUpdate ? [] : domain),
    readyStep({ address, version: () => version, deadlineMs: domain.length > 0 ? 600_000 : 120_000, pauseMs: 1_000 }),
  ];
}

const width = 36;
const line = (mark: string, { step, found }: Planned, text = "is" in found ? found.is : found.will): void => {
  write(`  ${mark} ${step.name.padEnd(width)} ${text}`);
};

/** @returns the exit code */
async function deploy(options: DeployOptions): Promise<number> {
  const project = readProject();
  const names = namesOf(project.name, options.name);
  let accountId = environment["CLOUDFLARE_ACCOUNT_ID"] ?? project.account_id ?? "";
  try {
    const api = new CloudflareApi({ baseUrl, headers: await readCredentials(environment) });
    const account = await findAccount(api, accountId);
    accountId = account.id;
    const worker = await findWorker(api, accountId, names);
    const address = await findAddress(api, accountId, names, options.domain);
    const url = environment["KLATCH_DEPLOY_ADDRESS"] ?? `https://${address.host}`;
    write(`${names.worker} on the account "${account.name}", at https://${address.host}\n`);
    const deployment = { accountId, names, project, worker, address };
    const planned = await plan(stepsOf(api, deployment, options, url));
    if (options.dryRun) {
      for (const one of planned) line("is" in one.found ? "=" : "+", one);
      write("\nNothing was changed. Without --dry-run, what has a + is done, in this order.");
      return 0;
    }
    if (!(await confirmed(planned, options))) return 1;
    for (const one of planned) line("✓", one, await carryOut(one));
    write(lastWords(deployment));
    return 0;
  } catch (error) {
    process.stderr.write(`\n${sayWhy(error, accountId)}\n`);
    return 1;
  }
}

/** At a terminal, a person sees what will be done, and says whether it may be. */
async function confirmed(planned: readonly Planned[], { yes }: DeployOptions): Promise<boolean> {
  if (yes || !process.stdin.isTTY || !process.stdout.isTTY) return true;
  for (const one of planned) line("is" in one.found ? "=" : "+", one);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("\nGo on? [y/N] ").finally(() => terminal.close());
  const goesOn = /^y(es)?$/i.test(answer.trim());
  write(goesOn ? "" : "\nNothing was changed.");
  return goesOn;
}

const options = parseDeployOptions(process.argv.slice(2));
if (options === null) process.stderr.write(usage);
process.exit(options === null ? 1 : await deploy(options));
