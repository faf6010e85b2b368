// The actor that hashes and checks passwords, and counts wrong ones: one of a fixed number, by keyed hash of the name.
import { DurableObject } from "cloudflare:workers";
import { type Refused } from "../../schema/rpc/conversation.ts";
import type { AccountCheck, PasswordShardRpc } from "../../schema/rpc/password-shard.ts";
import { passwordShardMigrations } from "../../schema/tables/password-shard/migrations.ts";
import { DueWork } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import { JobOutbox } from "../runtime/job-outbox.ts";
import { readLimits } from "../runtime/limits.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { migrate } from "../runtime/migrate.ts";
import { AccountChecks } from "./account-checks.ts";
import { AttemptCounters, attemptWindowMs } from "./attempt-counters.ts";
import { FailedSignIns } from "./failed-sign-ins.ts";
import { HashLane, type LaneClock } from "./hash-lane.ts";
import { HashQueue } from "./hash-queue.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";

const workDeadlineMs = 60_000;

const clock: LaneClock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
/** Of all shards in this isolate: they share its thread. */
const lane = new HashLane();

export class PasswordShard extends DurableObject<Env> implements PasswordShardRpc {
  readonly #queue = new HashQueue(lane, clock);
  readonly #counters: AttemptCounters;
  readonly #checks: AccountChecks;
  readonly #dueWork: DueWork;
  /** When counts that have ended are deleted, ms since 1970. */
  #forgetAt: number | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    migrate(ctx.storage, { "password-shard": passwordShardMigrations });
    const { sql } = ctx.storage;
    const now = (): number => clock.now();
    const counters = new AttemptCounters(sql, readLimits(env), now);
    const jobs = new JobOutbox({
      sql,
      queue: env.JOBS,
      now,
      arm: () => this.#dueWork.arm(),
      settleMs: Number(env.JOBS_SETTLE_MS),
    });
    const failed = new FailedSignIns(sql, jobs, now);
    this.#forgetAt = counters.hasAny() ? now() + attemptWindowMs : null;
    this.#dueWork = new DueWork(
      ctx.storage,
      {
        failed: {
          deadlineMs: workDeadlineMs,
          dueAt: () => failed.dueAt(),
          run: ({ now: dueNow }) => {
            if ((failed.dueAt() ?? Infinity) <= dueNow) ctx.storage.transactionSync(() => failed.tell());
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
    this.#counters = counters;
    this.#checks = new AccountChecks({
      queue: this.#queue,
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

  async checkAccount(check: AccountCheck): Promise<{ readonly matches: true } | Refused> {
    return this.#checks.check(check);
  }

  async compare({ password, passwordHash }: { password: string; passwordHash: string }) {
    return this.#queue.run(false, async () => ({
      matches: await this.#queue.hash(() => verifyPassword(password, passwordHash, this.env.SCRYPT_COST)),
    }));
  }

  async hash({ password, changesOf }: { password: string; changesOf: string | null }) {
    return this.#queue.run(false, async () => {
      const refusal = changesOf === null ? null : this.#counters.countChange(changesOf);
      if (refusal !== null) return refusal;
      if (changesOf !== null) this.#forgetLater();
      return { passwordHash: await this.#queue.hash(() => hashPassword(password, this.env.SCRYPT_COST)) };
    });
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.#dueWork.ring(info?.isRetry);
  }

  #forgetLater(): void {
    if (this.#forgetAt !== null) return;
    this.#forgetAt = clock.now() + attemptWindowMs;
    this.#dueWork.arm();
  }

  #forget(now: number): void {
    if (this.#forgetAt === null || this.#forgetAt > now) return;
    this.#forgetAt = this.#counters.forget() ? now + attemptWindowMs : null;
  }
}
