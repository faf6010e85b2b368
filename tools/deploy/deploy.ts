// `npm run deploy`: puts Klatch on a Cloudflare account, or brings it up to date. Interrupted anywhere, it goes on when it is
// run again.
import { createInterface } from "node:readline/promises";
import { parseDeployOptions, usage } from "./deploy-options.ts";
import { runDeploy } from "./run-deploy.ts";

async function askPerson(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("\nGo on? [y/N] ").finally(() => terminal.close());
  return /^y(es)?$/i.test(answer.trim());
}

const options = parseDeployOptions(process.argv.slice(2));
if (options === null) process.stderr.write(usage);
const surroundings = {
  environment: process.env,
  write: (text: string): void => void process.stdout.write(`${text}\n`),
  warn: (text: string): void => void process.stderr.write(`${text}\n`),
  mayGoOn: process.stdin.isTTY && process.stdout.isTTY ? askPerson : null,
};
process.exitCode = options === null ? 1 : await runDeploy(options, surroundings);
