// Tasks that are done once, at their time: rows that outlive every crash, on SQLite in Node.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DueTasks } from "../../durable-objects/runtime/due-tasks.ts";
import { retryDelayMs } from "../../durable-objects/runtime/due-work.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { AlarmPlatform, type LivingKind } from "../support/alarm-platform.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

const start = 1_800_000_000_000;

type Kind = "wipe" | "tell";
type Call = readonly [kind: Kind, key: string, at: number];

let storage: SqliteStorage;
let platform: AlarmPlatform;
let calls: Call[];
/** What happens when a task is begun, by its key; nothing else: it is done. */
let behaviours: Map<string, () => void | Promise<void>>;

/** @param isDead the life that these belong to has ended: it writes no more */
const tasks = (isDead: () => boolean = () => false): DueTasks<Kind> => {
  const exec: SqlStorage["exec"] = (...query) => {
    if (isDead()) throw new Error("dead");
    return storage.sql.exec(...query);
  };
  const handlerOf = (kind: Kind) => (key: string, now: number) => {
    calls.push([kind, key, now - start]);
    return behaviours.get(key)?.();
  };
  return new DueTasks<Kind>({ exec } as SqlStorage, { wipe: handlerOf("wipe"), tell: handlerOf("tell") });
};

const add = (kind: Kind, key: string, inMs: number): Promise<void> =>
  platform.wrote(() => tasks().add(kind, key, start + inMs));
const waiting = (): string[] =>
  storage.sql
    .exec<{ key: string }>("SELECT key FROM due_task ORDER BY key")
    .toArray()
    .map(({ key }) => key);

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  vi.spyOn(console, "error").mockImplementation(() => {});
  storage = openSqlite();
  migrate(storage, { due: dueMigrations });
  calls = [];
  behaviours = new Map();
  const kind: LivingKind = {
    deadlineMs: tasks().deadlineMs,
    dueAt: () => tasks().dueAt(),
    run: (ring, life) => tasks(() => life.isDead).run(ring),
  };
  platform = new AlarmPlatform({ tasks: kind });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("tasks", () => {
  it("[ALARM-5] are done at their time, each once, and leave nothing", async () => {
    await add("tell", "b", 20_000);
    await add("wipe", "a", 10_000);
    await add("wipe", "c", 10_000);
    while (await platform.ringNext());
    expect(calls).toEqual([
      ["wipe", "a", 10_000],
      ["wipe", "c", 10_000],
      ["tell", "b", 20_000],
    ]);
    expect(waiting()).toEqual([]);
  });

  it("[ALARM-5] under one key are one task, at the time that was said last", async () => {
    await add("wipe", "a", 10_000);
    await add("wipe", "a", 30_000);
    await add("tell", "a", 20_000);
    while (await platform.ringNext());
    expect(calls).toEqual([
      ["tell", "a", 20_000],
      ["wipe", "a", 30_000],
    ]);
  });

  it("[ALARM-5] added anew while they are done are done again", async () => {
    behaviours.set("a", () => {
      behaviours.clear();
      tasks().add("wipe", "a", start + 60_000);
    });
    await add("wipe", "a", 10_000);
    while (await platform.ringNext());
    expect(calls).toEqual([
      ["wipe", "a", 10_000],
      ["wipe", "a", 60_000],
    ]);
  });

  it("[ALARM-3] [ALARM-5] that fail or hang are tried again later and later, and hold up no other", async () => {
    behaviours.set("fails", () => {
      throw new Error("planted");
    });
    behaviours.set("hangs", () => new Promise(() => {}));
    for (const key of ["fails", "hangs", "works"]) await add("wipe", key, 1_000);
    await platform.ringNext();
    expect(waiting()).toEqual(["fails", "hangs"]);
    // The one that hangs has kept the ring for its five seconds, and no longer.
    expect(Date.now() - start).toBe(6_000);
    for (let n = 0; n < 8; n++) await platform.ringNext();
    for (const broken of ["fails", "hangs"]) {
      const times = calls.filter(([, key]) => key === broken).map(([, , at]) => at);
      const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      expect(pauses.length).toBeGreaterThan(2);
      for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(retryDelayMs(index + 1));
    }
    behaviours.clear();
    for (let n = 0; n < 3; n++) await platform.ringNext();
    expect(waiting()).toEqual([]);
  });

  it("[ALARM-4] [ALARM-5] that crash the object go behind those that come after them", async () => {
    // As `ctx.abort`: the rows are as they were, nothing of this life goes on.
    behaviours.set("a-breaks", () => {
      platform.evict();
      return new Promise(() => {});
    });
    for (const [n, key] of ["b-1", "a-breaks", "b-2"].entries()) await add("wipe", key, 1_000 + n);
    // Each task takes its time, so that all die that were begun with the one that breaks.
    for (const key of ["b-1", "b-2"]) behaviours.set(key, () => new Promise((resolve) => setTimeout(resolve, 1_000)));
    for (let n = 0; n < 4; n++) await platform.ringNext();
    expect(waiting()).toEqual(["a-breaks"]);
    behaviours.clear();
    for (let n = 0; n < 3; n++) await platform.ringNext();
    expect(waiting()).toEqual([]);
  });

  it("[ALARM-2] that were not begun when the time for all was up are left for the next ring", async () => {
    for (let n = 0; n < 30; n++) {
      behaviours.set(`${n}`, () => new Promise(() => {}));
      await add("wipe", `${n}`, 0);
    }
    await platform.ringOnce(true);
    const begun = calls.length;
    expect(begun).toBeGreaterThan(10);
    expect(begun).toBeLessThan(20);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(calls).toHaveLength(begun);
  });

  it("[ALARM-5] of a kind that this version does not know wait for one that does", async () => {
    storage.sql.exec("INSERT INTO due_task VALUES ('later', 'x', ?, 0)", start);
    await add("wipe", "a", 0);
    await platform.ringNext();
    expect([calls.length, waiting()]).toEqual([1, ["x"]]);
  });

  it("[ALARM-5] of one moment are done by rings that follow at once, however many they are", async () => {
    for (let n = 0; n < 250; n++) tasks().add("wipe", `${n}`, start + 1_000);
    await add("tell", "last", 1_000);
    while (await platform.ringNext());
    expect([calls.length, waiting(), Date.now() - start]).toEqual([251, [], 1_000]);
  });
});
