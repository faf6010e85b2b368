// Idempotency-Keys in a session: which id each names, for how long, how many there may be, and what they cost.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import { DueTasks } from "../../durable-objects/runtime/due-tasks.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { GroupCreations } from "../../durable-objects/user-session/making/group-creations.ts";
import { makingAnswers } from "../../durable-objects/user-session/making/making-answers.ts";
import { IdempotencyKeys, type MakingTask } from "../../durable-objects/user-session/making/idempotency-keys.ts";
import { openSqlite } from "../support/sqlite.ts";

const start = 1_800_000_000_000;
const { idempotencyKeyKeptMs: dayMs, maxIdempotencyKeys } = wireLimits;
const hourMs = 3_600_000;

/** A session's storage and its alarm. `restart` is a new instance of the object. */
class Session {
  readonly storage = openSqlite();
  armed = 0;
  tasks!: DueTasks<MakingTask>;
  keys!: IdempotencyKeys;

  constructor() {
    migrate(this.storage, { "user-session": userSessionMigrations, due: dueMigrations });
    this.restart();
  }

  restart(): void {
    this.tasks = new DueTasks<MakingTask>(this.storage.sql, { "forget-keys": (_key, now) => this.keys.forget(now) });
    this.keys = new IdempotencyKeys(this.storage.sql, this.tasks, () => (this.armed += 1));
  }

  get rows(): number {
    return this.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM idempotency_key").one().n;
  }

  /** The alarm at the time for which it is set. @returns that time; null: it is not set */
  async ring(): Promise<number | null> {
    const now = this.tasks.dueAt();
    if (now !== null) await this.tasks.run({ now, isRetry: false, signal: new AbortController().signal });
    return now;
  }
}

const once = (key: string, requestHash = "hash") => ({ key, requestHash });
const fresh = (resourceId: string) => ({ resourceId, isMade: false });

describe("[IDEM-1] a key", () => {
  it("names the id that its first request reserved, in every instance, until a day has passed", () => {
    const session = new Session();
    expect(session.keys.begin(once("a"), "first", start)).toEqual(fresh("first"));
    session.restart();
    expect(session.keys.begin(once("a"), "second", start + 1)).toEqual(fresh("first"));
    session.keys.noteMade("a");
    expect(session.keys.begin(once("a"), "third", start + dayMs - 1)).toEqual({ resourceId: "first", isMade: true });
    expect(session.keys.begin(once("b"), "other", start)).toEqual(fresh("other"));
    expect(session.keys.begin(once("a"), "fourth", start + dayMs)).toEqual(fresh("fourth"));
    expect(session.rows).toBe(2);
  });

  it("[IDEM-2] of another request is refused, and stays what it was", () => {
    const { keys } = new Session();
    keys.begin(once("a", "one"), "first", start);
    expect(keys.begin(once("a", "two"), "second", start)).toEqual({ refusal: { code: "IDEMPOTENCY_KEY_REUSED" } });
    expect(keys.begin(once("a", "one"), "third", start)).toEqual(fresh("first"));
    expect(keys.begin(once("a", "two"), "fourth", start + dayMs)).toEqual(fresh("fourth"));
  });
});

describe("[IDEM-5] keys", () => {
  it("are at most 2,000; another is refused until the oldest has had its day, and none is given up for it", () => {
    const session = new Session();
    for (let n = 0; n < 10_000; n++) session.keys.begin(once(`key-${n}`), `id-${n}`, start + n);
    expect(session.rows).toBe(maxIdempotencyKeys);
    session.restart();
    const later = start + 10_000;
    expect(session.keys.begin(once("more"), "more", later)).toEqual({
      refusal: { code: "RATE_LIMITED", retryAfterMs: dayMs - 10_000, limit: "keys" },
    });
    for (const n of [0, 1, maxIdempotencyKeys - 1])
      expect(session.keys.begin(once(`key-${n}`), "again", later)).toEqual(fresh(`id-${n}`));
    expect(session.keys.begin(once("more"), "more", start + dayMs)).toEqual(fresh("more"));
    expect(session.rows).toBe(maxIdempotencyKeys);
  });

  it("are forgotten by the alarm, without a request, with at most one ring an hour", async () => {
    const session = new Session();
    for (let hour = 0; hour < 30; hour += 0.25)
      session.keys.begin(once(`key-${hour}`), "id", Math.floor(start + hour * hourMs));
    expect(session.armed).toBe(1);
    const rings: number[] = [];
    for (let at = await session.ring(); at !== null && rings.length < 1_000; at = await session.ring()) rings.push(at);
    expect(session.rows).toBe(0);
    expect(rings[0]).toBe(start + dayMs);
    expect(rings.length).toBeLessThanOrEqual(31);
    expect(rings.at(-1)).toBeLessThanOrEqual(start + 30 * hourMs + dayMs + hourMs);
    // The next one sets the alarm again.
    session.keys.begin(once("late"), "id", start + 100 * hourMs);
    expect(session.tasks.dueAt()).toBe(start + 100 * hourMs + dayMs);
  });

  it("of groups that are refused for their number are not kept: they keep nothing else from being made", () => {
    const session = new Session();
    const { storage, keys } = session;
    const creations = new GroupCreations(storage.sql, { LIMIT_GROUPS_PER_HOUR: 1 }, { has: () => false });
    const noGroup = (): Promise<never> => Promise.reject(new Error("no group is made here"));
    const { "reserve-group": reserve } = makingAnswers({
      keys,
      groupCreations: creations,
      now: () => start,
      changeGroup: noGroup,
    });
    const ask = (key: string, id: string) =>
      reserve({ kind: "reserve-group", conversationId: id as ConversationId, once: once(key) }, "device" as DeviceId);
    expect(ask("first", "group_1")).toEqual({ conversationId: "group_1" });
    for (let n = 0; n < 10; n++) expect(ask(`more-${n}`, `group_more_${n}`)).toMatchObject({ refusal: {} });
    expect(session.rows).toBe(1);
    expect(ask("first", "group_2")).toEqual({ conversationId: "group_1" });
    expect(keys.begin(once("more-0", "another body"), "other", start)).toEqual(fresh("other"));
  });

  it("of a clock that was wrong shut nobody out", () => {
    const session = new Session();
    for (let n = 0; n < maxIdempotencyKeys; n++) session.keys.begin(once(`key-${n}`), "id", start + 10 * dayMs);
    expect(session.keys.begin(once("key-0"), "new", start)).toEqual(fresh("new"));
    expect(session.keys.begin(once("more"), "more", start)).toEqual(fresh("more"));
  });
});

it("[IDEM-1] [IDEM-2] [IDEM-5] is what a plain map says, through repeats, crashes, alarms and days", async () => {
  const step = fc.record({
    key: fc.constantFrom("a", "b", "c", "d"),
    hash: fc.constantFrom("one", "two"),
    waitMs: fc.constantFrom(0, 1, hourMs, dayMs / 2, dayMs),
    made: fc.boolean(),
    restart: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const session = new Session();
      const expected = new Map<string, { hash: string; id: string; made: boolean; at: number }>();
      let now = start;
      for (const [index, { key, hash, waitMs, made, restart }] of steps.entries()) {
        now += waitMs;
        while ((session.tasks.dueAt() ?? Infinity) <= now) await session.ring();
        if (restart) session.restart();
        const known = expected.get(key);
        const answer = session.keys.begin(once(key, hash), `id-${index}`, now);
        const isNew = known === undefined || known.at <= now - dayMs;
        const held = isNew ? { hash, id: `id-${index}`, made: false, at: now } : known;
        expected.set(key, held);
        expect(answer).toEqual(
          held.hash === hash
            ? { resourceId: held.id, isMade: held.made }
            : { refusal: { code: "IDEMPOTENCY_KEY_REUSED" } },
        );
        if (!made) continue;
        session.keys.noteMade(key);
        held.made = true;
      }
    }),
  );
});

it("[IDEM-4] every POST of users says why a repeat makes nothing twice, and no other route does", () => {
  const posts = routeList.filter(({ method, who }) => method === "POST" && who === "user");
  expect(posts.length).toBeGreaterThanOrEqual(11);
  expect(posts.filter(({ idempotency }) => idempotency === undefined)).toEqual([]);
  expect(routeList.filter((route) => !posts.includes(route) && route.idempotency !== undefined)).toEqual([]);
  // A key is of use only where something is made.
  const keyed = routeList.filter(({ idempotency }) => idempotency === "key");
  expect(keyed.map(({ answers }) => Object.keys(answers))).toEqual(keyed.map(() => ["201"]));
  const byId = routeList.filter(({ idempotency }) => idempotency === "by-id");
  expect(byId.map(({ operationId }) => operationId).toSorted()).toEqual([
    "forwardMessages",
    "scheduleMessage",
    "sendMessage",
  ]);
});
