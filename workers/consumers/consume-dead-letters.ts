// Consumer of the dead-letter queue: jobs that the platform moved there because their consumer could not store why they
// failed.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logError, logLine } from "../../durable-objects/runtime/logger.ts";
import { DeadLettersFull, insertDeadLetter } from "./dead-letters.ts";
import { parseJob } from "./parse-job.ts";
import { maxRetries, retryDelaySeconds } from "./retry-policy.ts";

/** An operator has to make room: with 100 tries, a job waits for as long as its queue keeps it. */
const fullDelaySeconds = 3_600;

/**
 * By name, because a message does not say which queue it is from: the dead-letter queue of every deployment ends like
 * this.
 */
export const isDeadLetterQueue = (queue: string): boolean => queue.endsWith("-dead");

export async function consumeDeadLetters({ messages }: MessageBatch, env: Env): Promise<void> {
  await Promise.all(messages.map((message) => keep(message, env)));
}

async function keep(message: Message, env: Env): Promise<void> {
  const { id, body, attempts } = message;
  const parsed = parseJob(body);
  const reason = "fault" in parsed ? parsed.fault : "failed";
  try {
    // `attempts` counts deliveries of this queue; the first queue has used up all of its own.
    await insertDeadLetter(env.DIRECTORY, message, {
      reason,
      error: null,
      attempts: maxRetries + 1,
      diedAt: Date.now(),
    });
    logLine("error", "job died", { messageId: id, reason, attempts: maxRetries + 1 });
    message.ack();
  } catch (cause) {
    logError("dead letter not kept", cause, { messageId: id, attempts });
    const isFull = cause instanceof DeadLettersFull;
    message.retry({ delaySeconds: isFull ? fullDelaySeconds : retryDelaySeconds(attempts, Math.random()) });
  }
}
