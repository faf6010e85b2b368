// An actor's tables brought to the newest version, over SQLite in Node.
import { beforeEach, describe, expect, it } from "vitest";
import { isMade, migrate, neededBy, TablesTooNew, type Modules } from "../../durable-objects/runtime/migrate.ts";
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import { neededEntries, releases, type Release } from "../../schema/versions/releases.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

let storage: SqliteStorage;
beforeEach(() => {
  storage = openSqlite();
});

/** Leaves a mark, so that tests see which entries ran, how often and in what order. */
const mark = (name: string): string => `INSERT INTO mark (name) VALUES ('${name}')`;
const first = `CREATE TABLE mark (id INTEGER PRIMARY KEY, name TEXT NOT NULL); ${mark("first")};`;

const marks = (): unknown[] => [...storage.sql.exec("SELECT name FROM mark ORDER BY id")].map(({ name }) => name);

/** The schema as text, and each module's version. */
const schema = (): unknown => [
  storage.sql.exec("SELECT name, sql FROM sqlite_master ORDER BY name").toArray(),
  storage.sql.exec("SELECT module, version FROM schema_version ORDER BY module").toArray(),
];

const releasesOf = (...counts: readonly number[]): Release[] =>
  counts.map((count, i) => ({ name: `release ${i}`, entries: { log: count } }));

describe("[VERSION-2] how many entries code must know", () => {
  it.each<[string, number, readonly Release[], number]>([
    ["of the first release: any code does", 7, releasesOf(7), 0],
    ["appended after the first release: it runs on them", 9, releasesOf(7), 0],
    ["of the second release", 9, releasesOf(7, 9), 0],
    ["appended after the second release: the first does not know enough", 10, releasesOf(7, 9), 9],
    ["of the third release, which appended two", 11, releasesOf(7, 9, 11), 9],
    ["appended after a release that appended none", 10, releasesOf(7, 9, 9, 9), 9],
    ["of a module that came with the second release", 2, [...releasesOf(), ...releasesOf(0, 2)], 0],
    ["appended to a module that came with the second release", 3, releasesOf(0, 2), 2],
    ["of a database that no migration was applied to", 0, releasesOf(7), 0],
  ])("%s", (_what, count, known, needed) => {
    expect(neededEntries("log", count, known)).toBe(needed);
  });

  it("a module that no release knew needs nothing", () => {
    expect(neededEntries("new", 4)).toBe(0);
  });
});

describe("migrations", () => {
  it("[HIB-6] run in order, each once, however often the object wakes up", () => {
    for (let wake = 0; wake < 3; wake++) migrate(storage, { a: [first, mark("second"), mark("third")] });
    expect(marks()).toEqual(["first", "second", "third"]);
  });

  it("[HIB-6] go on where the object's version stands", () => {
    migrate(storage, { a: [first] });
    migrate(storage, { a: [first, mark("second")] });
    migrate(storage, { a: [first, mark("second"), mark("third"), mark("fourth")] });
    expect(marks()).toEqual(["first", "second", "third", "fourth"]);
  });

  it("[HIB-6] count for each module by itself, also for one that comes later", () => {
    migrate(storage, { a: [first, mark("a2")] });
    migrate(storage, { a: [first, mark("a2")], b: [mark("b1")] });
    migrate(storage, { b: [mark("b1"), mark("b2")], a: [first, mark("a2"), mark("a3")] });
    expect(marks()).toEqual(["first", "a2", "b1", "b2", "a3"]);
  });

  it("[HIB-6] run together or not at all, and again at the next start", () => {
    migrate(storage, { a: [first] });
    expect(() =>
      migrate(storage, { a: [first, mark("second")], b: [mark("b1"), "INSERT INTO nowhere VALUES (1)"] }),
    ).toThrow();
    expect(marks()).toEqual(["first"]);
    migrate(storage, { a: [first, mark("second")], b: [mark("b1")] });
    expect(marks()).toEqual(["first", "second", "b1"]);
  });

  it("[HIB-6] [HIB-17] are none before the first: asking whether an object is made writes nothing, a failed start neither", () => {
    const isEmpty = (): boolean => storage.sql.exec("SELECT name FROM sqlite_master").toArray().length === 0;
    expect([isMade(storage), isEmpty()]).toEqual([false, true]);
    expect(() => migrate(storage, { a: [first, "INSERT INTO nowhere VALUES (1)"] })).toThrow();
    expect([isMade(storage), isEmpty()]).toEqual([false, true]);
    migrate(storage, {});
    expect([isMade(storage), isEmpty()]).toEqual([false, true]);
    migrate(storage, { a: [first] });
    expect([isMade(storage), isEmpty()]).toEqual([true, false]);
  });

  it("[HIB-6] leave alone what a newer version has made: two versions overlap at a deploy", () => {
    migrate(storage, { a: [first, mark("second")] });
    const newer = schema();
    migrate(storage, { a: [first] });
    expect([marks(), schema()]).toEqual([["first", "second"], newer]);
  });

  it("[VERSION-2] leave alone tables of the release after this one, and run those of other modules", () => {
    migrate(storage, { a: [first, mark("second")] });
    storage.sql.exec("INSERT INTO schema_version VALUES (?, 1)", neededBy("a"));
    migrate(storage, { a: [first], b: [mark("b1")] });
    expect(marks()).toEqual(["first", "second", "b1"]);
  });

  it("[VERSION-3] refuse tables that are more than one release ahead, and run nothing of any module", () => {
    migrate(storage, { a: [first, mark("second"), mark("third")] });
    storage.sql.exec("INSERT INTO schema_version VALUES (?, 2)", neededBy("a"));
    const newer = schema();
    expect(() => migrate(storage, { b: [mark("b1")], a: [first] })).toThrow(TablesTooNew);
    expect([marks(), schema()]).toEqual([["first", "second", "third"], newer]);
    migrate(storage, { a: [first, mark("second")] });
    expect(schema()).toEqual(newer);
  });

  it("[VERSION-2] note what code must know once it is more than the first release did", () => {
    const log = (count: number): Modules => ({ log: [first, ...Array<string>(count - 1).fill(mark("more"))] });
    const needed = (): unknown =>
      storage.sql.exec("SELECT version FROM schema_version WHERE module = ?", neededBy("log")).toArray();
    const known = releases[0].entries["log"] ?? 0;
    migrate(storage, log(known));
    migrate(storage, log(known + 2));
    // Only the releases that are kept count: the next one knows two more, and the one after it will be refused here.
    expect(needed()).toEqual(neededEntries("log", known + 2) === 0 ? [] : [{ version: known }]);
    migrate(storage, log(known + 3), [...releases, { name: "next", entries: { log: known + 2 } }]);
    expect(needed()).toEqual([{ version: known + 2 }]);
    expect(() => migrate(storage, log(known + 1))).toThrow(TablesTooNew);
    migrate(storage, log(known + 2));
  });

  it("[HIB-6] write nothing when there is nothing to do", () => {
    migrate(storage, { a: [first] });
    const before = storage.sql.exec("SELECT total_changes() AS n").one();
    migrate(storage, { a: [first] });
    expect(storage.sql.exec("SELECT total_changes() AS n").one()).toEqual(before);
  });

  it.each([
    ["a conversation", { log: logMigrations, conversation: conversationMigrations }],
    ["a user's session", { "user-session": userSessionMigrations }],
  ])("[HIB-6] those of %s make the same tables one by one, as at each deploy, as all at once", (_actor, modules) => {
    const most = Math.max(...Object.values(modules).map((entries) => entries.length));
    for (let version = 1; version <= most; version++) {
      migrate(storage, Object.fromEntries(Object.entries(modules).map(([name, all]) => [name, all.slice(0, version)])));
    }
    const stepwise = schema();
    storage = openSqlite();
    migrate(storage, modules);
    expect(schema()).toEqual(stepwise);
  });
});
