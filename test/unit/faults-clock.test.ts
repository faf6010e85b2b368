// A server's clock that jumps, an hour back or a day ahead and back again: nothing is lost, nobody is shut out.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Alarm } from "../../durable-objects/runtime/due-work.ts";
import { Deadlines } from "../../durable-objects/runtime/calls.ts";
import { GroupCreations } from "../../durable-objects/user-session/making/group-creations.ts";
import { AttemptCounters } from "../../durable-objects/passwords/attempt-counters.ts";
import { PasswordAttempts } from "../../durable-objects/group/password-attempts.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { newGroupId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { passwordShardMigrations } from "../../schema/tables/password-shard/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { openSqlite } from "../support/sqlite.ts";
import { alice, bob, item, refusalOf, TestLog, uuidV7 } from "../support/test-log.ts";
import { standInFor } from "../support/stand-in-for.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = 1_800_000_000_000;

describe("the log", () => {
  useQuickTurns();

  const times = ({ log }: TestLog): number[] =>
    Array.from({ length: log.headSeq }, (_, index) => log.createdAtOf(index + 1));

  it.each([
    ["an hour back", -hourMs],
    ["a day ahead", dayMs],
  ])(
    "[FAULT-2] %s and back again: times never fall, and every repeat is found, also after a restart",
    async (_name, jumpMs) => {
      const test = new TestLog();
      const sent = [];
      for (const [n, byMs] of [0, jumpMs, 1_000, -jumpMs, 1_000, jumpMs, -jumpMs].entries()) {
        test.clock += byMs;
        const items = [item(test.freshId()), item(`untimed ${n}`)];
        sent.push({ items, answer: await test.send(alice, ...items) });
      }
      expect(times(test)).toEqual(times(test).toSorted((a, b) => a - b));
      expect(sent.flatMap(({ answer }) => answer.map(refusalOf))).toEqual(Array.from({ length: 14 }, () => "acked"));
      for (const restart of [() => {}, () => test.restart()]) {
        restart();
        for (const byMs of [0, jumpMs, -jumpMs]) {
          test.clock += byMs;
          for (const { items, answer } of sent) expect(await test.send(alice, ...items)).toEqual(answer);
        }
      }
      expect(test.log.headSeq).toBe(14);
      expect(test.log.unreadOf(bob)).toBe(14);
    },
  );

  it("[FAULT-2] back from a day ahead a sender's budget of late ids fills by the clock: the log's time stands still", async () => {
    const test = new TestLog({ limits: { LIMIT_LATE_LOOKUPS_PER_MINUTE: 2 } });
    test.clock += dayMs;
    await test.send(bob);
    test.clock -= dayMs;
    const fresh = (): ReturnType<typeof item> => item(test.freshId());
    expect((await test.send(alice, fresh(), fresh(), fresh())).map(refusalOf)).toEqual([
      "acked",
      "acked",
      "RATE_LIMITED",
    ]);
    test.clock += 60_000;
    expect((await test.send(alice, fresh(), fresh())).map(refusalOf)).toEqual(["acked", "acked"]);
  });

  it("[FAULT-2] ids of a client whose clock is right are taken while the server's is an hour slow", async () => {
    const test = new TestLog();
    await test.send(alice);
    test.clock -= hourMs;
    expect((await test.send(alice, item(uuidV7(start, 77)))).map(refusalOf)).toEqual(["acked"]);
  });
});

describe("what waits", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([-hourMs, dayMs])(
    "[FAULT-2] a call that is never answered is given up in time, the clock set by %d ms",
    async (jumpMs) => {
      const deadlines = new Deadlines(8_000);
      let givenUp = false;
      void deadlines.run(() => new Promise(() => {})).catch(() => (givenUp = true));
      await vi.advanceTimersByTimeAsync(4_000);
      vi.setSystemTime(Date.now() + jumpMs);
      await vi.advanceTimersByTimeAsync(8_000);
      expect(givenUp).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it("[FAULT-2] an alarm that was set by a fast clock is set anew, earlier", async () => {
    const set: number[] = [];
    const storage = standInFor<DurableObjectStorage>({ setAlarm: async (at: number) => void set.push(at) });
    const alarm = new Alarm(storage, () => start);
    await alarm.arm(start + dayMs);
    await alarm.arm(start + 1_000);
    expect(set).toEqual([start + dayMs, start + 1_000]);
  });
});

describe("attempts that a fast clock counted", () => {
  const storage = (modules: Readonly<Record<string, readonly string[]>>) => {
    const sqlite = openSqlite();
    migrate(sqlite, modules);
    return sqlite;
  };

  it("[FAULT-2] lock nobody out for longer than the window", () => {
    let now = start + dayMs;
    const counters = new AttemptCounters(
      storage({ "password-shard": passwordShardMigrations }).sql,
      defaultLimits,
      () => now,
    );
    const attempt = { subject: "ada", networks: [], knownDevice: null, hasSolvedChallenge: false };
    for (let n = 0; n < defaultLimits.LIMIT_LOGIN_FAILURES; n++) counters.begin(attempt);
    expect(counters.begin(attempt)).toMatchObject({ refusal: { code: "RATE_LIMITED" } });
    now = start;
    expect(counters.begin(attempt)).toBeNull();
  });

  it.each([1, 1_000, 30_000])("[FAULT-2] are not forgotten for a clock that steps back by %d ms", (ms) => {
    let now = start;
    const { sql } = storage({ "password-shard": passwordShardMigrations });
    const counters = new AttemptCounters(sql, defaultLimits, () => now);
    const attempt = { subject: "ada", networks: [], knownDevice: null, hasSolvedChallenge: false };
    for (let n = 0; n < defaultLimits.LIMIT_LOGIN_FAILURES; n++) counters.begin(attempt);
    now -= ms;
    const { refusal } = counters.begin(attempt) ?? {};
    expect(refusal?.code).toBe("RATE_LIMITED");
    expect(refusal?.retryAfterMs).toBeLessThanOrEqual(15 * 60_000);
    for (let n = 0; n < defaultLimits.LIMIT_PASSWORD_CHANGES_PER_HOUR; n++) counters.countChange("ben");
    now -= 1;
    expect(counters.countChange("ben")).toMatchObject({ refusal: { code: "RATE_LIMITED" } });
  });

  it("[FAULT-2] neither from a group by its password, nor from making groups", () => {
    const passwords = new PasswordAttempts(defaultLimits);
    for (let n = 0; n < defaultLimits.LIMIT_GROUP_PASSWORD_FAILURES; n++) passwords.begin(alice, start + dayMs);
    expect(passwords.begin(alice, start + dayMs)).toMatchObject({ code: "RATE_LIMITED" });
    expect(passwords.begin(alice, start)).toBe(null);

    const creations = new GroupCreations(storage({ "user-session": userSessionMigrations }).sql, defaultLimits, {
      has: () => false,
    });
    for (let n = 0; n < defaultLimits.LIMIT_GROUPS_PER_HOUR; n++) creations.reserve(newGroupId(), start + dayMs);
    expect(creations.reserve(newGroupId(), start + dayMs)).toMatchObject({ refusal: { code: "RATE_LIMITED" } });
    expect(creations.reserve(newGroupId(), start)).toEqual({ ok: true });
  });
});
