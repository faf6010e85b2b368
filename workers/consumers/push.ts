// Consumer of `push`: asks users' sessions what their devices are to be told now, tells them, and says what came of it: at once,
// or with the question for what has followed (push-lingering.ts).
import { callActor, callActorOnce } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { PushResult } from "../../schema/rpc/pushes.ts";
import type { AfterAck } from "./after-ack.ts";
import type { Postponed, Postponement } from "./postponed.ts";
import { canLinger, linger } from "./push-lingering.ts";
import { ability, sessionsAtOnce, tellAll, type PushJob, type Taken, type Told } from "./push-telling.ts";

/** A session asks its conversations, which may be slow. */
const takeDeadlineMs = 20_000;

/** Idempotent: what was told, or is being told, no session gives again. */
export async function tellDevices(jobs: readonly PushJob[], env: Env, afterAck: AfterAck): Promise<Postponed> {
  const postponed = new Map<string, Postponement>();
  const taken: Taken[] = [];
  await eachInParallel(jobs, sessionsAtOnce, async (job) => {
    try {
      const answer = await take(job, env);
      taken.push({ job, takenAt: Date.now(), ...answer });
      const { retryAfterMs } = answer;
      if (retryAfterMs !== null) postponed.set(job.id, postponement("not all could be told now", retryAfterMs));
    } catch (cause) {
      logError("push not taken", cause, { jobId: job.id });
      postponed.set(job.id, { error: "the session did not say what to tell" });
    }
  });
  const told = await tellAll(taken, env);
  const lingering = told.filter((one) => canLinger(one));
  await eachInParallel(told, sessionsAtOnce, async (one) => {
    if (one.results.length === 0 || lingering.includes(one)) return;
    try {
      const retryAfterMs = await settle(one, env);
      if (retryAfterMs !== null) postponed.set(one.job.id, postponement(whyNot(one.results), retryAfterMs));
    } catch (cause) {
      // The claims stay open; when they have run out, the session decides who may be told again.
      logError("push not settled", cause, { jobId: one.job.id });
      postponed.set(one.job.id, { error: "the session did not hear what was told" });
    }
  });
  if (lingering.length > 0) afterAck(() => linger(lingering, env));
  return postponed;
}

/** Once: a repeat would find the claims of the first. */
const take = ({ id, payload: { userId } }: PushJob, env: Env) =>
  callActorOnce(() => userSessionStub(env, userId).takePushes({ jobId: id, ...ability }), takeDeadlineMs);

async function settle({ job, results }: Told, env: Env): Promise<number | null> {
  const { userId } = job.payload;
  const settled = await callActor(() => userSessionStub(env, userId).settlePushes({ jobId: job.id, results }));
  return settled.retryAfterMs;
}

const postponement = (error: string, retryAfterMs: number): Postponement =>
  retryAfterMs === 0 ? { error } : { error, delaySeconds: Math.ceil(retryAfterMs / 1_000) };

const whyNot = (results: readonly PushResult[]): string =>
  `the push service: ${[...new Set(results.map(({ outcome }) => outcome.kind))].join(", ")}`;
