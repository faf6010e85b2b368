// Consumer of the job queue: calls the handler of each kind and acks or retries each job separately.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logError, logLine } from "../../durable-objects/runtime/logger.ts";
import type { Job, JobKind } from "../../schema/jobs/kinds.ts";
import { insertDeadLetter, type DeadLetterRow } from "./dead-letters.ts";
import { describeThrown } from "../http/thrown.ts";
import { auditAccounts } from "./account-audit.ts";
import type { AfterAck } from "./after-ack.ts";
import { copyChoices } from "./directory-choices.ts";
import { recordOperatorActs } from "./operator-act.ts";
import { sendMails } from "./mail.ts";
import { parseJob } from "./parse-job.ts";
import { tellDevices } from "./push.ts";
import type { Postponed, Postponement } from "./postponed.ts";
import { makePreviews } from "./preview-file.ts";
import { isLastAttempt, retryDelaySeconds } from "./retry-policy.ts";
import { scanFiles } from "./scan-file.ts";

/**
 * Does jobs of one kind that came in one batch, or throws so that each is done alone. Called at least once for a job, so
 * it must be idempotent.
 *
 * @returns those that are not done, where the others are
 */
type Handler<K extends JobKind> = (jobs: readonly Job<K>[], env: Env, afterAck: AfterAck) => Promise<void | Postponed>;

const handlers: { readonly [K in JobKind]: Handler<K> } = {
  "account-audit": auditAccounts,
  "operator-act": recordOperatorActs,
  "directory-choices": copyChoices,
  push: tellDevices,
  mail: sendMails,
  "scan-file": scanFiles,
  "preview-file": makePreviews,
};

/** `delaySeconds`: when it is tried again, if it is known better than by the usual delays. */
type Failure = Pick<DeadLetterRow, "reason" | "error"> & Pick<Postponement, "delaySeconds">;

/** What became of jobs that were done together. */
interface Outcome {
  readonly postponed: Postponed;
}

/** What handlers work with. */
interface How {
  readonly env: Env;
  readonly afterAck: AfterAck;
}

/** A job of a known shape, and what brought it. */
interface Delivered<K extends JobKind> {
  readonly message: Message;
  readonly job: Job<K>;
}

/** A failed job neither fails nor delays the others of its batch. */
export async function consumeJobs(
  { messages }: MessageBatch,
  env: Env,
  ctx: Pick<ExecutionContext, "waitUntil">,
): Promise<void> {
  const how: How = { env, afterAck: (work) => ctx.waitUntil(work()) };
  const byKind = new Map<JobKind, Delivered<JobKind>[]>();
  const malformed: Promise<void>[] = [];
  for (const message of messages) {
    const parsed = parseJob(message.body);
    if ("fault" in parsed) {
      // The job may be from a newer version, which is about to be deployed here too.
      logLine("warn", "unknown job", { messageId: message.id, fault: parsed.fault, attempts: message.attempts });
      malformed.push(settle(message, { reason: parsed.fault, error: null }, env));
    } else {
      const { job } = parsed;
      byKind.set(job.kind, [...(byKind.get(job.kind) ?? []), { message, job }]);
    }
  }
  const done = [...byKind].map(([kind, delivered]) => consume(kind, delivered, how));
  await Promise.all([...malformed, ...done]);
}

/** All together costs one call; if that fails, each is done alone, so that only those fail that cannot be done. */
async function consume<K extends JobKind>(kind: K, delivered: readonly Delivered<K>[], how: How): Promise<void> {
  const outcome = await attempt(kind, delivered, how);
  if ("reason" in outcome && delivered.length > 1) await Promise.all(delivered.map((one) => consume(kind, [one], how)));
  else
    await Promise.all(
      delivered.map(({ message, job }) =>
        settle(message, "reason" in outcome ? outcome : failureOf(outcome, job), how.env),
      ),
    );
}

function failureOf({ postponed }: Outcome, { id }: Pick<Job<JobKind>, "id">): Failure | null {
  const postponement = postponed.get(id);
  return postponement === undefined ? null : { reason: "failed", ...postponement };
}

async function attempt<K extends JobKind>(
  kind: K,
  delivered: readonly Delivered<K>[],
  { env, afterAck }: How,
): Promise<Outcome | Failure> {
  try {
    const postponed = await handlers[kind](
      delivered.map(({ job }) => job),
      env,
      afterAck,
    );
    return { postponed: postponed ?? new Map() };
  } catch (cause) {
    const [first] = delivered;
    logError("job failed", cause, {
      jobId: first?.job.id,
      kind,
      attempts: first?.message.attempts,
      jobs: delivered.length,
    });
    return { reason: "failed", error: describeThrown(cause) };
  }
}

async function settle(message: Message, failure: Failure | null, env: Env): Promise<void> {
  if (failure === null) return message.ack();
  if (isLastAttempt(message.attempts)) return bury(message, failure, env);
  const { delaySeconds = retryDelaySeconds(message.attempts, Math.random()) } = failure;
  message.retry({ delaySeconds });
}

/**
 * Stores why the job failed, which is known only here. If that fails, the platform moves the job to the dead letters
 * without a reason.
 */
async function bury(message: Message, { reason, error }: Failure, env: Env): Promise<void> {
  const { id, attempts } = message;
  try {
    await insertDeadLetter(env.DIRECTORY, message, { reason, error, attempts, diedAt: Date.now() });
    logLine("error", "job died", { messageId: id, reason, attempts });
    message.ack();
  } catch (cause) {
    logError("dead letter not kept", cause, { messageId: id, attempts });
    message.retry();
  }
}
