// Counting guesses at a password, on SQLite in Node.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { LoginAttempts, loginWindowMs } from "../../durable-objects/user-session/account/login-attempts.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

const limits = { LIMIT_LOGIN_FAILURES: 5 };
let storage: SqliteStorage;
let attempts: LoginAttempts;
const restart = (): LoginAttempts => new LoginAttempts(storage.sql, limits, Date.now);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000 });
  storage = openSqlite();
  migrate(storage, { "user-session": userSessionMigrations });
  attempts = restart();
});
afterEach(() => vi.useRealTimers());

async function guessWrong(): Promise<void> {
  const begun = await attempts.begin();
  if (!("attemptId" in begun)) throw new Error("refused");
  attempts.fail(begun.attemptId);
}

const codeOf = (result: Awaited<ReturnType<LoginAttempts["begin"]>>): string =>
  "refusal" in result ? result.refusal.code : "begun";

it("[AUTH-6] refuses the sixth attempt within the window, and says when the next one may be made", async () => {
  for (let i = 0; i < 5; i++) {
    await guessWrong();
    vi.advanceTimersByTime(1_000);
  }
  expect(await attempts.begin()).toEqual({
    refusal: { code: "RATE_LIMITED", retryAfterMs: loginWindowMs - 5_000 },
  });
  vi.advanceTimersByTime(loginWindowMs - 5_000);
  expect(codeOf(await attempts.begin())).toBe("begun");
  expect(codeOf(await restart().begin())).toBe("RATE_LIMITED");
});

it("[AUTH-6] forgets failures after a success", async () => {
  for (let i = 0; i < 4; i++) await guessWrong();
  await attempts.begin();
  attempts.clear();
  for (let i = 0; i < 5; i++) await guessWrong();
  expect(codeOf(await attempts.begin())).toBe("RATE_LIMITED");
});

it("[AUTH-6] counts attempts before their outcome is known, across a restart", async () => {
  await Promise.all([1, 2, 3, 4, 5].map(() => attempts.begin()));
  attempts = restart();
  expect(codeOf(await attempts.begin())).toBe("RATE_LIMITED");
});

it("[AUTH-6] lets no parallel guess through beyond the limit", async () => {
  const begun = Array.from({ length: 20 }, async () => {
    const attempt = await attempts.begin();
    if ("attemptId" in attempt) {
      await Promise.resolve();
      attempts.fail(attempt.attemptId);
    }
    return codeOf(attempt);
  });
  const codes = await Promise.all(begun);
  expect(codes.filter((code) => code === "begun")).toHaveLength(5);
});

it("[AUTH-7] lets any number of parallel attempts with the right password in", async () => {
  const begun = Array.from({ length: 20 }, async () => {
    const attempt = await attempts.begin();
    if ("attemptId" in attempt) {
      await Promise.resolve();
      attempts.clear();
    }
    return codeOf(attempt);
  });
  expect(new Set(await Promise.all(begun))).toEqual(new Set(["begun"]));
});

it("[AUTH-6] does not wait for ever for an attempt whose outcome never comes", async () => {
  await Promise.all([1, 2, 3, 4, 5].map(() => attempts.begin()));
  const sixth = attempts.begin();
  await vi.advanceTimersByTimeAsync(8_000);
  expect(codeOf(await sixth)).toBe("RATE_LIMITED");
  expect(vi.getTimerCount()).toBe(0);
});
