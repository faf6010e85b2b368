// Jobs that facts about this user gave rise to, from their common commit until the queue has them. Off the message's way.
import { timeout, TimeoutStrategy } from "cockatiel";
import { envelopeVersion } from "../../schema/jobs/envelope.ts";
import type { Job, JobKind, JobPayload } from "../../schema/jobs/kinds.ts";
import { logError, logLine } from "./logger.ts";
import { utf8LengthExceeds } from "./text.ts";

/** More means that the queue has been away for long: newer jobs are not taken, the facts they would tell of stand. */
export const maxWaitingJobs = 1_000;
/** The platform's limit is 128 KB. */
const maxJobBytes = 120_000;
/** The platform's limits are 100 messages and 256 KB. */
const maxBatchJobs = 100;
const maxBatchBytes = 240_000;
const sendDeadlineMs = 5_000;
/** When the alarm looks whether the queue has them: after a crash, that is when they are sent. */
const firstResendMs = 10_000;
const maxResendMs = 15 * 60_000;

const encoder = new TextEncoder();

type JobRow = { id: string; at: number; body: string };

export interface JobOutboxHost {
  readonly sql: SqlStorage;
  readonly queue: Pick<Queue, "sendBatch">;
  readonly now: () => number;
  /** `dueAt` may be earlier now; what this sets commits with what is written around it. */
  readonly arm: () => void;
  /** How long a job that was sent stays here: 0 where the queue outlives a crash. */
  readonly settleMs: number;
}

/** As long as the oldest has waited already, within bounds: it doubles. */
export const resendDelayMs = (waitedMs: number): number => Math.min(maxResendMs, Math.max(firstResendMs, waitedMs));

/** The first jobs that fit into one batch, at least one. */
export function takeBatch<T extends { readonly body: string }>(rows: readonly T[]): readonly T[] {
  let bytes = 0;
  const end = rows.findIndex(({ body }, i) => {
    bytes += encoder.encode(body).byteLength;
    return i >= maxBatchJobs || bytes > maxBatchBytes;
  });
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}

export class JobOutbox {
  readonly #host: JobOutboxHost;
  /** Sent, but not settled: id → when. After a crash they are sent again, which a consumer does not mind. */
  readonly #sentAt = new Map<string, number>();
  #sending = false;
  /** When what waits is sent again; null: not known by this instance, or nothing waits. */
  #resendAt: number | null = null;

  constructor(host: JobOutboxHost) {
    if (!(host.settleMs >= 0)) throw new Error("JOBS_SETTLE_MS must be 0 or more");
    this.#host = host;
  }

  /**
   * Adds a job, in the transaction of the fact that it tells of. `start` must follow that transaction.
   *
   * @param id the same for the same fact: adding it twice is adding it once
   */
  add<K extends JobKind>(kind: K, payload: JobPayload<K>, id: string = crypto.randomUUID()): void {
    const at = this.#host.now();
    const body = JSON.stringify({ v: envelopeVersion, id, kind, at, payload } satisfies Job<K>);
    if (utf8LengthExceeds(body, maxJobBytes)) throw new RangeError(`job ${kind} is too large for a queue`);
    const { waiting } = this.#host.sql.exec<{ waiting: number }>("SELECT count(*) AS waiting FROM job_outbox").one();
    if (waiting < maxWaitingJobs) {
      this.#host.sql.exec("INSERT INTO job_outbox VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id, at, body);
    } else {
      logLine("error", "job outbox full", { jobId: id, kind });
    }
  }

  /** Called with no `await` since the transaction: the alarm commits with the jobs. Resolves when they were tried. */
  start(): Promise<void> {
    this.#resendAt = this.#host.now() + firstResendMs;
    this.#host.arm();
    return this.flush();
  }

  /** When `flush` has something to do, ms since 1970; null: nothing waits. */
  dueAt(): number | null {
    const [oldest] = this.#unsent(1);
    const [sentAt] = this.#sentAt.values();
    const times = [
      ...(oldest === undefined ? [] : [this.#resendAt ?? oldest.at + firstResendMs]),
      // In the order of sending: the others are newer.
      ...(sentAt === undefined ? [] : [sentAt + this.#host.settleMs]),
    ];
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Sends what waits; what cannot be sent waits for the alarm. Never fails for the queue's sake. */
  async flush(): Promise<void> {
    // What is being sent takes along what came since.
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (await this.#sendNext());
    } finally {
      this.#sending = false;
    }
    this.#settle();
  }

  /** False when nothing waits any more, or the queue does not take it. */
  async #sendNext(): Promise<boolean> {
    const batch = takeBatch(this.#unsent(maxBatchJobs));
    const [oldest] = batch;
    if (oldest === undefined) return false;
    try {
      await this.#send(batch);
    } catch (cause) {
      logError("jobs not sent", cause, { jobs: batch.length });
      const now = this.#host.now();
      this.#resendAt = now + resendDelayMs(now - oldest.at);
      this.#host.arm();
      return false;
    }
    for (const { id } of batch) this.#sentAt.set(id, this.#host.now());
    this.#settle();
    return true;
  }

  async #send(batch: readonly JobRow[]): Promise<void> {
    const messages = batch.map(({ body }) => ({ body: JSON.parse(body) as unknown, contentType: "json" as const }));
    // Aggressive: a call to a queue cannot be called back; if it comes through late, the jobs come twice.
    const deadline = timeout(sendDeadlineMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
    await deadline.execute(() => this.#host.queue.sendBatch(messages));
  }

  #unsent(limit: number): readonly JobRow[] {
    const rows = this.#host.sql.exec<JobRow>(
      "SELECT id, at, body FROM job_outbox ORDER BY at LIMIT ?",
      limit + this.#sentAt.size,
    );
    return rows.toArray().filter(({ id }) => !this.#sentAt.has(id));
  }

  /** Forgets what the queue will not lose any more. */
  #settle(): void {
    const now = this.#host.now();
    for (const [id, sentAt] of this.#sentAt) {
      const settledAt = sentAt + this.#host.settleMs;
      if (settledAt > now) return this.#host.arm();
      this.#host.sql.exec("DELETE FROM job_outbox WHERE id = ?", id);
      this.#sentAt.delete(id);
    }
  }
}
