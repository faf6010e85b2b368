// Consumer of `push`: asks users' sessions what their devices are to be told now, tells them, and says what came of it.
import { callActor, callActorOnce } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { pushKinds } from "../../schema/protocol/push.ts";
import {
  addressOf,
  type Clear,
  type NewsPush,
  type Push,
  type PushOutcome,
  type PushResult,
} from "../../schema/rpc/pushes.ts";
import { loadPeople } from "../accounts/people.ts";
import { clearNoticeOf, namedBy, newsNotificationOf, notificationOf } from "../push/notification.ts";
import { sendPushes, type ToSend } from "../push/send-pushes.ts";
import type { Postponed, Postponement } from "./postponed.ts";

type PushJob = Job<"push">;

interface Taken {
  readonly job: PushJob;
  readonly pushes: readonly Push[];
  readonly clears: readonly Clear[];
  readonly news: readonly NewsPush[];
}

type AnyTold = Push | NewsPush | Clear;

/** Sessions asked at the same time. */
const atOnce = 6;
/** A session asks its conversations, which may be slow. */
const takeDeadlineMs = 20_000;

/** Idempotent: what was told, or is being told, no session gives again. */
export async function tellDevices(jobs: readonly PushJob[], env: Env): Promise<Postponed> {
  const postponed = new Map<string, Postponement>();
  const taken: Taken[] = [];
  await eachInParallel(jobs, atOnce, async (job) => {
    try {
      const { pushes, clears = [], news = [], retryAfterMs } = await take(job, env);
      taken.push({ job, pushes, clears, news });
      if (retryAfterMs !== null) postponed.set(job.id, postponement("not all could be told now", retryAfterMs));
    } catch (cause) {
      logError("push not taken", cause, { jobId: job.id });
      postponed.set(job.id, { error: "the session did not say what to tell" });
    }
  });
  const outcomes = await send(taken, env);
  await eachInParallel(taken, atOnce, async ({ job, pushes, clears, news }) => {
    const told = [...pushes, ...news, ...clears];
    if (told.length === 0) return;
    try {
      const results = told.map((one) => resultOf(one, outcomes.get(one) ?? { kind: "unknown" }));
      const { retryAfterMs } = await settle(job, results, env);
      if (retryAfterMs !== null) postponed.set(job.id, postponement(whyNot(results), retryAfterMs));
    } catch (cause) {
      // The claims stay open; when they have run out, the session decides who may be told again.
      logError("push not settled", cause, { jobId: job.id });
      postponed.set(job.id, { error: "the session did not hear what was told" });
    }
  });
  return postponed;
}

/** Once: a repeat would find the claims of the first. */
const take = ({ id, payload: { userId } }: PushJob, env: Env) =>
  callActorOnce(
    () => userSessionStub(env, userId).takePushes({ jobId: id, kinds: pushKinds, clears: true }),
    takeDeadlineMs,
  );

const settle = ({ id, payload: { userId } }: PushJob, results: readonly PushResult[], env: Env) =>
  callActor(() => userSessionStub(env, userId).settlePushes({ jobId: id, results }));

async function send(taken: readonly Taken[], env: Env): Promise<ReadonlyMap<AnyTold, PushOutcome>> {
  const pushes = taken.flatMap((one) => one.pushes);
  const news = taken.flatMap((one) => one.news);
  const people = new Map((await loadPeople(env.DIRECTORY, namedBy(pushes, news))).map((user) => [user.id, user]));
  const outcomes = new Map<AnyTold, PushOutcome>();
  const asked = (told: AnyTold) => ({
    target: told.target,
    ended: (outcome: PushOutcome): void => void outcomes.set(told, outcome),
  });
  const told: readonly ToSend[] = [
    ...pushes.map((push) => ({ ...asked(push), notification: notificationOf(push, people) })),
    ...news.map((one) => ({ ...asked(one), notification: newsNotificationOf(one, people) })),
    ...taken.flatMap(({ clears }) => clears).map((clear) => ({ ...asked(clear), clear: clearNoticeOf(clear) })),
  ];
  await sendPushes(told, env);
  return outcomes;
}

const resultOf = (told: AnyTold, outcome: PushOutcome): PushResult => ({
  deviceId: told.deviceId,
  conversationId: told.conversationId,
  seq: told.seq,
  attempt: told.attempt,
  endpoint: addressOf(told.target),
  outcome,
  ...("cleared" in told && told.cleared !== undefined && { cleared: told.cleared }),
});

const postponement = (error: string, retryAfterMs: number): Postponement =>
  retryAfterMs === 0 ? { error } : { error, delaySeconds: Math.ceil(retryAfterMs / 1_000) };

const whyNot = (results: readonly PushResult[]): string =>
  `the push service: ${[...new Set(results.map(({ outcome }) => outcome.kind))].join(", ")}`;
