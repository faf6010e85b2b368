// One shard of passwords on SQLite in Node, on a clock that the test moves; a hash takes a time that is known.
import { vi } from "vitest";
import { AccountChecks } from "../../durable-objects/passwords/account-checks.ts";
import { AttemptCounters } from "../../durable-objects/passwords/attempt-counters.ts";
import { HashLane, type LaneClock } from "../../durable-objects/passwords/hash-lane.ts";
import { HashQueue } from "../../durable-objects/passwords/hash-queue.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { AccountCheck } from "../../schema/rpc/password-shard.ts";
import { passwordShardMigrations } from "../../schema/tables/password-shard/migrations.ts";
import { openSqlite } from "./sqlite.ts";

/** Needs fake timers. */
export const fakeClock: LaneClock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export const hashMs = 100;
export const limits = {
  LIMIT_LOGIN_FAILURES: 5,
  LIMIT_LOGIN_FAILURES_ANYWHERE: 50,
  LIMIT_PASSWORD_CHANGES_PER_HOUR: 20,
};

export class PasswordWorld {
  readonly storage = openSqlite();
  readonly lane = new HashLane();
  readonly queue = new HashQueue(this.lane, fakeClock);
  /** When each hash began, ms since 1970. */
  readonly hashedAt: number[] = [];
  readonly failed: { readonly check: AccountCheck; readonly locked: boolean }[] = [];
  mostAtOnce = 0;
  counters: AttemptCounters;
  checks: AccountChecks;
  #hashing = 0;

  constructor() {
    migrate(this.storage, { "password-shard": passwordShardMigrations });
    ({ counters: this.counters, checks: this.checks } = this.#start());
  }

  /** A new instance on the same storage, as after a crash. */
  restart(): void {
    ({ counters: this.counters, checks: this.checks } = this.#start());
  }

  get rows(): number {
    return this.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM attempt").one().n;
  }

  /** @returns the code, or "in" */
  async try(check: Partial<AccountCheck>): Promise<string> {
    const outcome = await this.checks.check(checkOf(check));
    return "refusal" in outcome ? outcome.refusal.code : "in";
  }

  async verify(password: string, passwordHash: string | null): Promise<boolean> {
    this.hashedAt.push(Date.now());
    this.#hashing += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#hashing);
    await fakeClock.wait(hashMs);
    this.#hashing -= 1;
    return passwordHash === `hash of ${password}`;
  }

  #start(): { counters: AttemptCounters; checks: AccountChecks } {
    const counters = new AttemptCounters(this.storage.sql, limits, () => Date.now());
    const checks = new AccountChecks({
      queue: this.queue,
      counters,
      verify: (password, passwordHash) => this.verify(password, passwordHash),
      counted: () => {},
      failed: (check, locked) => this.failed.push({ check, locked }),
    });
    return { counters, checks };
  }
}

export const right = "the right one";

/** A wrong password for an existing account, from one network of IPv6, unless said otherwise. */
export const checkOf = (check: Partial<AccountCheck> = {}): AccountCheck => ({
  subject: "ada",
  password: "a wrong one",
  passwordHash: `hash of ${right}`,
  userId: "user_ada" as UserId,
  networks: networksOf(1),
  knownDevice: null,
  hasSolvedChallenge: false,
  ...check,
});

export const phone = "device_phone" as DeviceId;

/** The networks around one of many /64: 256 of them share a /56, 65,536 a /48. */
export const networksOf = (n: number): readonly string[] => [`64 ${n}`, `56 ${n >> 8}`, `48 ${n >> 16}`];

/** Lets time pass until `doing` is done. */
export async function inTime<T>(doing: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const settled = doing.finally(() => (state.isDone = true));
  while (!state.isDone) await vi.advanceTimersByTimeAsync(5);
  return settled;
}
