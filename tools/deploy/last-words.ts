// What a person needs to know when a deployment is done.
import type { Deployment } from "./configuration.ts";

export function lastWords({ names, worker, address }: Deployment): string {
  const url = `https://${address.host}`;
  const isUpdate = worker?.hasCode === true;
  return isUpdate
    ? `\nUp to date: ${url}\n${reconnects}`
    : `\nRunning: ${url}\n${firstSteps(url, names.secretsFile)}\n${freePlan}`;
}

const reconnects = `
  Hibernating objects keep their sockets; busy ones are replaced within five minutes, and theirs close. Clients come back by
  themselves, spread over as long as 2,000 reconnects a second take: from 5 to 300 s (OPS-33), RECONNECT_DELAY_MS at least.`;

const firstSteps = (url: string, secretsFile: string): string => `
  The first operator    npm run operator -- add NAME --server ${url} --secrets ${secretsFile}
  Keep                  ${secretsFile}: nobody can give these secrets back to you
  An update             npm run deploy, from a newer checkout`;

const freePlan = `
  On the Workers Free plan: 100,000 requests a day to the Worker and as many to its objects, queues keep what waits for 24
  hours, D1 has 10 databases of 500 MB, and rows above a day's limit are errors. docs/operations.md says what costs what.`;
