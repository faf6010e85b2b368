// Jobs about this user, stored from the commit of their fact until the queue has them. Off the message's way.
import { timeout, TimeoutStrategy } from "cockatiel";
import { envelopeVersion } from "../../schema/jobs/envelope.ts";
import type { Job, JobKind, JobPayload } from "../../schema/jobs/kinds.ts";
import { logError, logLine } from "./logger.ts";
import { utf8LengthExceeds } from "./text.ts";

/**
 * With more, the queue has been unavailable for long: further jobs are dropped, their facts are still stored. Records of
 * operators' acts are never dropped: users cannot cause them.
 */
export const maxWaitingJobs = 1_000;
/** The platform's limit is 128 KB. */
const maxJobBytes = 120_000;
/** The platform's limits are 100 messages and 256 KB. */
const maxBatchJobs = 100;
const maxBatchBytes = 240_000;
const sendDeadlineMs = 5_000;
/** When the alarm checks that the queue has them. After a crash they are sent then. */
const firstResendMs = 10_000;
const maxResendMs = 15 * 60_000;

const encoder = new TextEncoder();

type JobRow = { id: string; at: number; body: string };

export interface JobOutboxHost {
  readonly sql: SqlStorage;
  readonly queue: Pick<Queue, "sendBatch">;
  readonly now: () => number;
  /** Called when `dueAt` may be earlier now. The alarm that it sets commits with the writes around it. */
  readonly arm: () => void;
  /** How long a sent job stays here, in ms: 0 where the queue survives a crash. */
  readonly settleMs: number;
}

/** The pause until the next try, equal to the time that the oldest job has waited, within bounds: so it doubles. */
export const resendDelayMs = (waitedMs: number): number => Math.min(maxResendMs, Math.max(firstResendMs, waitedMs));

/** The first jobs that fit into one batch; at least one. */
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
  /** Those that wait, the oldest first: when they were added, by id. Null until the table was read for once. */
  #waiting: Map<string, number> | null = null;
  /** When jobs were sent that are not settled yet, by id. After a crash they are sent again, which consumers allow. */
  readonly #sentAt = new Map<string, number>();
  #sending = false;
  /** When waiting jobs are sent again; null if nothing waits or this instance has not sent any yet. */
  #resendAt: number | null = null;

  constructor(host: JobOutboxHost) {
    if (!(host.settleMs >= 0)) throw new Error("JOBS_SETTLE_MS must be 0 or more");
    this.#host = host;
  }

  /**
   * Adds a job, in the transaction of its fact. `start` must follow that transaction.
   *
   * @param id the same for the same fact: adding a job twice adds it once
   */
  add<K extends JobKind>(kind: K, payload: JobPayload<K>, id: string = crypto.randomUUID()): void {
    const at = this.#host.now();
    const body = JSON.stringify({ v: envelopeVersion, id, kind, at, payload } satisfies Job<K>);
    if (utf8LengthExceeds(body, maxJobBytes)) throw new RangeError(`job ${kind} is too large for a queue`);
    const waiting = this.#ids();
    if (waiting.size + this.#sentAt.size >= maxWaitingJobs && kind !== "operator-act") {
      logLine("error", "job outbox full", { jobId: id, kind });
      return;
    }
    this.#host.sql.exec("INSERT INTO job_outbox VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id, at, body);
    // If the transaction fails, no row will be found for it.
    if (!waiting.has(id) && !this.#sentAt.has(id)) waiting.set(id, at);
  }

  /**
   * Starts sending. Called without `await` after the transaction, so that the alarm commits with the jobs. Resolves
   * after one try.
   */
  start(): Promise<void> {
    this.#resendAt = this.#host.now() + firstResendMs;
    this.#host.arm();
    return this.flush();
  }

  /** When `flush` has something to do, ms since 1970; null if nothing waits. */
  dueAt(): number | null {
    const [oldestAt] = this.#ids().values();
    const [sentAt] = this.#sentAt.values();
    const times = [
      ...(oldestAt === undefined ? [] : [this.#resendAt ?? oldestAt + firstResendMs]),
      // The oldest sent job only: the others were sent later.
      ...(sentAt === undefined ? [] : [sentAt + this.#host.settleMs]),
    ];
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Sends waiting jobs; those that cannot be sent wait for the alarm. Never throws because of the queue. */
  async flush(): Promise<void> {
    // The running flush also sends what was added since.
    if (this.#sending) return;
    this.#sending = true;
    try {
      // No `await` after a look that found nothing: what is added during one would wait for the alarm.
      while (this.#ids().size > 0 && (await this.#sendNext()));
    } finally {
      this.#sending = false;
    }
    this.#settle();
  }

  /** False if nothing waits any more or the queue fails. */
  async #sendNext(): Promise<boolean> {
    const batch = takeBatch(this.#next());
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
    for (const { id } of batch) {
      this.#ids().delete(id);
      this.#sentAt.set(id, this.#host.now());
    }
    this.#settle();
    return true;
  }

  async #send(batch: readonly JobRow[]): Promise<void> {
    const messages = batch.map(({ body }) => ({ body: JSON.parse(body) as unknown, contentType: "json" as const }));
    // Aggressive: a call to a queue cannot be cancelled; if it succeeds late, the jobs arrive twice.
    const deadline = timeout(sendDeadlineMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
    await deadline.execute(() => this.#host.queue.sendBatch(messages));
  }

  /**
   * What an instance has not sent itself, it reads from the table once; from then on it knows. So a job costs the same
   * however many others wait or are kept until they settle.
   */
  #ids(): Map<string, number> {
    if (this.#waiting === null) {
      const query = "SELECT id, at FROM job_outbox ORDER BY at";
      const rows = this.#host.sql.exec<Pick<JobRow, "id" | "at">>(query).toArray();
      this.#waiting = new Map(rows.map(({ id, at }) => [id, at]));
    }
    return this.#waiting;
  }

  /** The oldest of those that wait, as many as a batch may hold. Forgets those whose transaction has failed. */
  #next(): readonly JobRow[] {
    const ids = [...this.#ids().keys()].slice(0, maxBatchJobs);
    if (ids.length === 0) return [];
    const query =
      "SELECT job.id, job.at, job.body FROM json_each(?) AS wanted CROSS JOIN job_outbox AS job ON job.id = wanted.value" +
      " ORDER BY wanted.key";
    const rows = this.#host.sql.exec<JobRow>(query, JSON.stringify(ids)).toArray();
    const found = new Set(rows.map(({ id }) => id));
    for (const id of ids) if (!found.has(id)) this.#ids().delete(id);
    return rows;
  }

  /** Deletes jobs that the queue can no longer lose. */
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
