// The limits that all tests in workerd live under are those of the platform, whoever enforces them here.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { conversation, itemOf, sessionObject, TestUser } from "../support/actors.ts";
import { maxBoundParameters, maxRowBytes, maxStatementBytes } from "../support/platform-limits.ts";

const { DIRECTORY } = env;

const parameters = Array.from({ length: maxBoundParameters + 1 }, () => 1);
const tooMany = `SELECT ${parameters.map(() => "?").join(", ")}`;
const tooLong = `SELECT '${"x".repeat(maxStatementBytes)}'`;
const half = "中".repeat(maxRowBytes / 6);

describe("local storage", () => {
  it("[OPS-6] of objects takes a row of 2,000,000 bytes, 100 parameters and 100 KB of SQL, and no more", async () => {
    const user = new TestUser();
    await user.signIn();
    await runInDurableObject(sessionObject(user.id), (_, { storage: { sql } }) => {
      sql.exec("CREATE TABLE large (a, b)");
      const insert = (...values: string[]) => sql.exec("INSERT INTO large VALUES (?, ?)", ...values).rowsWritten;
      expect(insert(half, half.slice(1))).toBe(1);
      expect(() => insert(half, `${half}!!!`)).toThrow("SQLITE_TOOBIG");
      expect(() => sql.exec(tooMany, ...parameters)).toThrow("too many SQL variables");
      expect(() => sql.exec(tooLong)).toThrow("too long");
    });
  });

  it("[OPS-6] of D1 too", async () => {
    await DIRECTORY.prepare("CREATE TABLE large (a, b)").run();
    const insert = DIRECTORY.prepare("INSERT INTO large VALUES (?, ?)");
    expect((await insert.bind(half, half.slice(1)).run()).meta.rows_written).toBe(1);
    expect(() => insert.bind(half, `${half}!!!`)).toThrow("SQLITE_TOOBIG");
    await expect(
      DIRECTORY.prepare(tooMany)
        .bind(...parameters)
        .run(),
    ).rejects.toThrow("too many SQL variables");
    await expect(DIRECTORY.prepare(tooLong).run()).rejects.toThrow("too long");
    await DIRECTORY.prepare("DROP TABLE large").run();
  });

  it("[OPS-6] a call between actors carries no more than 32 MiB", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = await alice.open(bob);
    const items = [{ ...itemOf(""), body: "x".repeat(32 * 1_048_576) }];
    const thrown = await callActor(() => conversation(id).append({ senderId: alice.id, items })).catch(String);
    expect(thrown).toContain("limited to 32MiB");
  });
});
