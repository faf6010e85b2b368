// Consumer of the job queue: calls the handler of each job and acks or retries each job separately.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logError, logLine } from "../../durable-objects/runtime/logger.ts";
import type { Job, JobKind } from "../../schema/jobs/kinds.ts";
import { insertDeadLetter, type DeadLetterRow } from "./dead-letters.ts";
import { describeThrown } from "../http/thrown.ts";
import { auditAccount } from "./account-audit.ts";
import { recordOperatorAct } from "./operator-act.ts";
import { parseJob } from "./parse-job.ts";
import { isLastAttempt, retryDelaySeconds } from "./retry-policy.ts";

/** Does the job, or throws so that it is delivered again. Called at least once, so it must be idempotent. */
type Handler<K extends JobKind> = (job: Job<K>, env: Env) => Promise<void>;

const handlers: { readonly [K in JobKind]: Handler<K> } = {
  "account-audit": auditAccount,
  "operator-act": recordOperatorAct,
};

const handle = <K extends JobKind>(job: Job<K>, env: Env): Promise<void> => handlers[job.kind](job, env);

type Failure = Pick<DeadLetterRow, "reason" | "error">;

/** A failed job neither fails nor delays the others of its batch. */
export async function consumeJobs({ messages }: MessageBatch, env: Env): Promise<void> {
  await Promise.all(messages.map((message) => consume(message, env)));
}

async function consume(message: Message, env: Env): Promise<void> {
  const failure = await attempt(message, env);
  if (failure === null) return message.ack();
  if (isLastAttempt(message.attempts)) return bury(message, failure, env);
  message.retry({ delaySeconds: retryDelaySeconds(message.attempts, Math.random()) });
}

async function attempt({ id, body, attempts }: Message, env: Env): Promise<Failure | null> {
  const parsed = parseJob(body);
  if ("fault" in parsed) {
    // The job may be from a newer version, which is about to be deployed here too.
    logLine("warn", "unknown job", { messageId: id, fault: parsed.fault, attempts });
    return { reason: parsed.fault, error: null };
  }
  const { job } = parsed;
  try {
    await handle(job, env);
    return null;
  } catch (cause) {
    logError("job failed", cause, { jobId: job.id, kind: job.kind, attempts });
    return { reason: "failed", error: describeThrown(cause) };
  }
}

/**
 * Stores why the job failed, which is known only here. If that fails, the platform moves the job to the dead letters
 * without a reason.
 */
async function bury(message: Message, failure: Failure, env: Env): Promise<void> {
  const { id, attempts } = message;
  try {
    await insertDeadLetter(env.DIRECTORY, message, { ...failure, attempts, diedAt: Date.now() });
    logLine("error", "job died", { messageId: id, reason: failure.reason, attempts });
    message.ack();
  } catch (cause) {
    logError("dead letter not kept", cause, { messageId: id, attempts });
    message.retry();
  }
}
