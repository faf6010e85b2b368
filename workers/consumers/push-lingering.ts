// After the first telling of a burst: a consumer whose pushes were all taken waits, settles them and takes what has followed in one
// call, and so on while something follows (decision 96). The queue has heard that the job is done: no other waits for this one.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import { ability, sessionsAtOnce, tellAll, type Taken, type Told } from "./push-telling.ts";

/** What follows later gets a job of its own: the platform ends what goes on for half a minute. */
const takesForMs = 15_000;
/** Then no request is begun any more. One takes up to eight seconds. */
const sendsForMs = 20_000;

/** Whether the session knows of it, and nothing is left of the job but to settle it: whatever failed waits for no other. */
export const canLinger = ({ lingerMs, retryAfterMs, results }: Told): boolean =>
  lingerMs !== undefined && retryAfterMs === null && results.every(({ outcome }) => outcome.kind === "taken");

/** Of a crash in it nothing is lost that the session's alarm does not ask for. Never rejects. */
export async function linger(first: readonly Told[], env: Env): Promise<void> {
  const begunAt = Date.now();
  let told = first;
  try {
    while (told.length > 0) {
      const lingering = told.filter((one) => canLinger(one));
      const failed = told.filter((one) => !canLinger(one));
      const [taken] = await Promise.all([
        takeMore(lingering, env, begunAt + takesForMs),
        settleAll(failed, env, false),
      ]);
      told = (await tellAll(taken, env, begunAt + sendsForMs)).filter(({ results }) => results.length > 0);
    }
  } catch (cause) {
    logError("push not settled", cause);
  }
}

async function takeMore(told: readonly Told[], env: Env, untilMs: number): Promise<readonly Taken[]> {
  if (told.length === 0) return [];
  // The clock may have been set back.
  const waits = told.map(({ takenAt, lingerMs = 0 }) => Math.min(lingerMs, takenAt + lingerMs - Date.now()));
  await scheduler.wait(Math.max(0, ...waits));
  return settleAll(told, env, Date.now() < untilMs);
}

/** @param takes what has followed, too */
async function settleAll(told: readonly Told[], env: Env, takes: boolean): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  await eachInParallel(told, sessionsAtOnce, async ({ job, results }) => {
    const request = { jobId: job.id, results, lingered: true, ...(takes && { take: ability }) } as const;
    try {
      const { userId } = job.payload;
      const { pushes = [], ...answer } = await callActor(() => userSessionStub(env, userId).settlePushes(request));
      taken.push({ ...answer, job, pushes, takenAt: Date.now() });
    } catch (cause) {
      // The claims stay open; when they have run out, the session's alarm asks for another job.
      logError("push not settled", cause, { jobId: job.id });
    }
  });
  return taken;
}
