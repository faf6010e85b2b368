// GET /ready: whether everything that the server needs answers. One round of checks for all callers of some seconds.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Readiness } from "../../schema/protocol/http-service.ts";
import { checkDeadlineMs, runCheck } from "./check.ts";
import { checksOf } from "./checks.ts";
import { KeptRound } from "./kept-round.ts";
import { packageVersion } from "./made.data.ts";

/** How long an isolate gives the same answer. */
const keptMs = 5_000;
const kept = new KeptRound<Readiness>(keptMs, checkDeadlineMs + 1_000);

/** Checks nothing while an earlier answer of this isolate is fresh; waits for the round that somebody else began. */
export const readinessOf = (env: Env): Promise<Readiness> => kept.get(() => checkReadiness(env));

/** Asks everything at once. Never throws. */
export async function checkReadiness(env: Env): Promise<Readiness> {
  const checks = await Promise.all(checksOf(env).map(runCheck));
  return { status: checks.every(({ ok }) => ok) ? "ready" : "not-ready", version: versionOf(env), checks };
}

/** Of the code that runs: the deployment's tag or id, else the package's version. */
const versionOf = ({ CF_VERSION_METADATA: deployed }: Pick<Env, "CF_VERSION_METADATA">): string =>
  deployed?.tag || deployed?.id || packageVersion;
