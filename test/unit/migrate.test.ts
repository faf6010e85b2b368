// An actor's tables brought to the newest version, over SQLite in Node.
import { beforeEach, describe, expect, it } from "vitest";
import { isMade, migrate } from "../../durable-objects/runtime/migrate.ts";
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
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
