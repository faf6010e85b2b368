// Counting guesses at a group's password.
import { beforeEach, expect, it } from "vitest";
import { GroupStore } from "../../durable-objects/group/group-store.ts";
import { PasswordAttempts } from "../../durable-objects/group/password-attempts.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";
import { mona, person, stan } from "../support/test-group.ts";

const minuteMs = 60_000;
const [perUser, perMinute] = [
  defaultLimits.LIMIT_GROUP_PASSWORD_FAILURES,
  defaultLimits.LIMIT_GROUP_PASSWORDS_PER_MINUTE,
];
let sqlite: SqliteStorage;
let store: GroupStore;
let attempts: PasswordAttempts;
let now = 0;

/** As after hibernation: what was not stored is gone. */
function restart(): void {
  store.savePasswordAttempts(attempts.takeChanges());
  attempts = new PasswordAttempts(defaultLimits, store.loadPasswordAttempts());
}
const storedUsers = (): number => sqlite.sql.exec<{ n: number }>("SELECT count(*) AS n FROM password_attempt").one().n;

beforeEach(() => {
  sqlite = openSqlite();
  migrate(sqlite, { group: groupMigrations });
  store = new GroupStore(sqlite.sql);
  attempts = new PasswordAttempts(defaultLimits);
  now = 1_000_000_000;
});

it("[GROUP-24] refuses the sixth attempt within 15 minutes, across restarts, and says when the next may be made", () => {
  for (let attempt = 0; attempt < perUser; attempt++) {
    expect(attempts.begin(stan, now)).toBeNull();
    now += 1_000;
    restart();
  }
  const retryAfterMs = 15 * minuteMs - perUser * 1_000;
  expect(attempts.begin(stan, now)).toEqual({ code: "RATE_LIMITED", retryAfterMs });
  expect(attempts.begin(mona, now)).toBeNull();
  expect(attempts.begin(stan, now + retryAfterMs - 1)).toEqual({ code: "RATE_LIMITED", retryAfterMs: 1 });
  expect(attempts.begin(stan, now + retryAfterMs)).toBeNull();
});

it("[GROUP-24] counts attempts before their outcome is known: parallel guesses do not slip through", () => {
  const outcomes = Array.from({ length: 20 }, () => attempts.begin(stan, now)?.code ?? "begun");
  expect(outcomes.filter((outcome) => outcome === "begun")).toHaveLength(perUser);
});

it("[GROUP-24] a right password makes the user's wrong ones forgotten, in storage too, and nobody else's", () => {
  for (let attempt = 1; attempt < perUser; attempt++) attempts.begin(stan, now);
  attempts.begin(mona, now);
  restart();
  attempts.begin(stan, now);
  attempts.succeed(stan);
  restart();
  expect(storedUsers()).toBe(1);
  for (let attempt = 0; attempt < perUser; attempt++) expect(attempts.begin(stan, now)).toBeNull();
  for (let attempt = 1; attempt < perUser; attempt++) expect(attempts.begin(mona, now)).toBeNull();
  expect(attempts.begin(mona, now)?.code).toBe("RATE_LIMITED");
});

it("[GROUP-24] many accounts together guess no faster than the group's limit", () => {
  for (let n = 0; n < perMinute; n++) expect(attempts.begin(person(n), now + n)).toBeNull();
  now += perMinute;
  restart();
  expect(attempts.begin(stan, now)).toEqual({ code: "RATE_LIMITED", retryAfterMs: minuteMs - perMinute });
  expect(attempts.begin(stan, now + minuteMs - perMinute)).toBeNull();
});

it("[GROUP-24] refused attempts count for nothing", () => {
  for (let attempt = 0; attempt < 50; attempt++) attempts.begin(stan, now);
  expect(attempts.begin(stan, now + 15 * minuteMs)).toBeNull();
});

it("[GROUP-24] keeps no more than what the two limits let through within 15 minutes", () => {
  for (let minute = 0; minute < 20; minute++) {
    for (let n = 0; n < 2 * perMinute; n++) attempts.begin(person(`${minute}-${n}`), now);
    now += minuteMs;
  }
  restart();
  expect(storedUsers()).toBeLessThanOrEqual(15 * perMinute);
});
