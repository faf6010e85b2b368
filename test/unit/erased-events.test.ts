// What a conversation notes of its erasures.
import { describe, expect, it } from "vitest";
import { ErasedEvents } from "../../durable-objects/conversation/projections/history/erased-events.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { openSqlite } from "../support/sqlite.ts";

function opened() {
  const storage = openSqlite();
  migrate(storage, { log: logMigrations });
  return { storage, erased: new ErasedEvents(storage.sql) };
}

describe("[HISTORY-10] erased events", () => {
  it("raise the revision, and are pending until the tiers have followed", () => {
    const { storage, erased } = opened();
    expect([erased.revision, erased.pending, erased.pendingSince]).toEqual([0, [], null]);
    expect(erased.add([9, 4], 100)).toBe(1);
    expect(erased.add([4, 30], 200)).toBe(2);
    for (const one of [erased, new ErasedEvents(storage.sql)]) {
      expect([one.revision, one.pending, one.pendingSince]).toEqual([2, [4, 9, 30], 100]);
      expect([one.pendingIn(4, 9), one.pendingIn(3, 29)]).toEqual([[9], [4, 9]]);
    }
    erased.followed([4, 9]);
    for (const one of [erased, new ErasedEvents(storage.sql)]) {
      expect([one.revision, one.pending, one.pendingSince]).toEqual([2, [30], 200]);
      expect(one.within(0, 29)).toEqual(new Set([4, 9]));
    }
  });

  it("are not erased if the transaction is rolled back", () => {
    const { storage, erased } = opened();
    expect(() =>
      storage.transactionSync(() => {
        erased.add([1], 100);
        throw new Error("planted");
      }),
    ).toThrow("planted");
    expect([erased.revision, erased.pending, erased.within(0, 9)]).toEqual([0, [], new Set()]);
  });
});
