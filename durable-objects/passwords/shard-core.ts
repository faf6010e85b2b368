// What a shard of passwords stores, once an attempt was counted there: counts, and what the audit is told of them.
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { AccountCheck } from "../../schema/rpc/password-shard.ts";
import { passwordShardMigrations } from "../../schema/tables/password-shard/migrations.ts";
import { DueWork } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import { JobOutbox } from "../runtime/job-outbox.ts";
import { readLimits } from "../runtime/limits.ts";
import type { Modules } from "../runtime/migrate.ts";
import { AccountChecks } from "./account-checks.ts";
import { AttemptCounters, attemptWindowMs } from "./attempt-counters.ts";
import { FailedSignIns } from "./failed-sign-ins.ts";
import type { HashQueue } from "./hash-queue.ts";
import { verifyPassword } from "./password-hash.ts";

const workDeadlineMs = 60_000;

export const passwordShardModules: Modules = { "password-shard": passwordShardMigrations };

export class ShardCore {
  readonly #counters: AttemptCounters;
  readonly #checks: AccountChecks;
  readonly #dueWork: DueWork;
  readonly #now: () => number;
  /** When counts that have ended are deleted, ms since 1970. */
  #forgetAt: number | null;

  /** The object has its tables. */
  constructor(storage: DurableObjectStorage, env: Env, queue: HashQueue, now: () => number) {
    const { sql } = storage;
    const counters = new AttemptCounters(sql, readLimits(env), now);
    const jobs = new JobOutbox({
      sql,
      queue: env.JOBS,
      now,
      arm: () => this.#dueWork.arm(),
      settleMs: Number(env.JOBS_SETTLE_MS),
    });
    const failed = new FailedSignIns(sql, jobs, now);
    this.#now = now;
    this.#counters = counters;
    this.#forgetAt = counters.hasAny() ? now() + attemptWindowMs : null;
    this.#dueWork = new DueWork(
      storage,
      {
        failed: {
          deadlineMs: workDeadlineMs,
          dueAt: () => failed.dueAt(),
          run: ({ now: dueNow }) => {
            if ((failed.dueAt() ?? Infinity) <= dueNow) storage.transactionSync(() => failed.tell());
          },
        },
        jobs: { deadlineMs: workDeadlineMs, dueAt: () => jobs.dueAt(), run: () => jobs.flush() },
        forget: {
          deadlineMs: workDeadlineMs,
          dueAt: () => this.#forgetAt,
          run: ({ now: dueNow }) => this.#forget(dueNow),
        },
      },
      now,
    );
    this.#checks = new AccountChecks({
      queue,
      counters,
      verify: (password, passwordHash) => verifyPassword(password, passwordHash, env.SCRYPT_COST),
      counted: () => this.#forgetLater(),
      failed: ({ userId, networks }, locked) => {
        if (userId === null) return;
        failed.add({ userId, network: networks.at(-1) ?? null, locked });
        this.#dueWork.arm();
      },
    });
  }

  check(check: AccountCheck): Promise<{ readonly matches: true } | Refused> {
    return this.#checks.check(check);
  }

  /** @returns RATE_LIMITED beyond LIMIT_PASSWORD_CHANGES_PER_HOUR */
  countChange(subject: string): Refused | null {
    const refusal = this.#counters.countChange(subject);
    if (refusal === null) this.#forgetLater();
    return refusal;
  }

  async alarm(isRetry?: boolean): Promise<void> {
    await this.#dueWork.ring(isRetry);
  }

  #forgetLater(): void {
    if (this.#forgetAt !== null) return;
    this.#forgetAt = this.#now() + attemptWindowMs;
    this.#dueWork.arm();
  }

  #forget(now: number): void {
    if (this.#forgetAt === null || this.#forgetAt > now) return;
    this.#forgetAt = this.#counters.forget() ? now + attemptWindowMs : null;
  }
}
