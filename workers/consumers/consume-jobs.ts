// The queue of work that may happen later. No kind of job exists yet: whatever comes is kept for people to look at.
import { logLine } from "../../durable-objects/logger.ts";

/** A job of unknown kind is tried again (a newer version may know it) and ends in the dead letters, never dropped. */
export function consumeJobs(batch: MessageBatch): void {
  for (const job of batch.messages) {
    logLine("warn", "unknown job", { queue: batch.queue, jobId: job.id, attempts: job.attempts });
    job.retry();
  }
}
