// Storage that is full, or fails while it is read: a coded refusal, memory and storage that agree, and work again afterwards.
import { afterEach, describe, expect, it, vi } from "vitest";
import type { AppendResult } from "../../schema/rpc/append.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, item, TestLog } from "../support/test-log.ts";

useQuickTurns();
afterEach(() => void vi.restoreAllMocks());

const seqOf = (result: AppendResult): number | string => ("ack" in result ? result.ack.seq : result.refusal.code);

const full = (): Error => new Error("database or disk is full: SQLITE_FULL");

/** Statements that fit fail as they do on the platform. @returns what ends it */
function failOn({ sqlite }: TestLog, fits: (query: string) => boolean): () => void {
  const exec = Reflect.get(sqlite.sql, "exec");
  const spy = vi.spyOn(sqlite.sql, "exec").mockImplementation((query, ...bindings) => {
    if (fits(query)) throw full();
    return exec.call(sqlite.sql, query, ...bindings);
  });
  return () => spy.mockRestore();
}

const writes = (query: string): boolean => /^(INSERT|UPDATE|DELETE|CREATE)/.test(query);

/** What memory says, and what a fresh instance reads. */
function bothViews(test: TestLog): [unknown, unknown] {
  const view = (): unknown => ({
    events: test.log.range(0, 1_000, 1_000),
    head: test.log.headSeq,
    readers: [alice, bob].map((user) => [test.log.readerOf(user), test.log.unreadOf(user)]),
  });
  const before = view();
  test.restart();
  return [before, view()];
}

describe("storage that is full", () => {
  it("[FAULT-3] refuses with a code whatever would write; memory is what storage is; later sends work", async () => {
    const test = new TestLog();
    await test.send(alice, item("one"), item("two"));
    const end = failOn(test, writes);
    const [sent, read, repeated] = await Promise.all([
      test.send(alice, item("three"), item("four")),
      test.log.markRead(bob, 2),
      test.send(alice, item("one")),
    ]);
    expect(sent.map(seqOf)).toEqual(["INTERNAL", "INTERNAL"]);
    expect(read).toEqual({ refusal: { code: "INTERNAL" } });
    // What was committed needs no room to be acked again.
    expect(repeated.map(seqOf)).toEqual([1]);
    expect(test.commits).toHaveLength(1);
    end();
    const [memory, storage] = bothViews(test);
    expect(memory).toEqual(storage);
    expect((await test.send(alice, item("three"), item("four"))).map(seqOf)).toEqual([3, 4]);
    expect(test.aborts).toEqual([]);
  });

  it("[FAULT-3] in the middle of a batch leaves nothing of the rest, and no gap", async () => {
    const test = new TestLog();
    let room = 5;
    const end = failOn(test, (query) => query.startsWith("INSERT INTO event") && room-- <= 0);
    const ids = ["1", "2", "3", "4", "5", "6", "7"];
    const answers = (await test.send(alice, ...ids.map((id) => item(id)))).map(seqOf);
    end();
    const acked = answers.filter((answer) => typeof answer === "number");
    expect(acked).toEqual(acked.map((_, index) => index + 1));
    const [memory, storage] = bothViews(test);
    expect(memory).toEqual(storage);
    expect(test.log.headSeq).toBe(acked.length);
    const again = new Set((await test.send(alice, ...ids.map((id) => item(id)))).map(seqOf));
    expect(again).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });

  it("[FAULT-3] a settled mark or an era that cannot be written is written later", async () => {
    const test = new TestLog({ eraSize: 4 });
    await test.send(alice, ...["1", "2", "3", "4"].map((id) => item(id)));
    test.settled = 4;
    const end = failOn(test, writes);
    expect(() => test.log.saveSettled()).toThrow("SQLITE_FULL");
    expect((await test.send(alice, item("5"))).map(seqOf)).toEqual(["INTERNAL"]);
    expect(test.log.durableSettledSeq).toBe(0);
    end();
    test.log.saveSettled();
    expect(test.log.durableSettledSeq).toBe(4);
    expect((await test.send(alice, item("5"))).map(seqOf)).toEqual([5]);
  });
});

describe("storage that cannot be read", () => {
  it("[FAULT-3] is answered by nobody's guess: the call fails, the object starts anew, and the same send is committed once", async () => {
    const test = new TestLog();
    await test.send(alice, item("one"));
    const end = failOn(test, (query) => query.startsWith("SELECT last_seq AS seq"));
    await expect(test.send(alice, item("two"))).rejects.toThrow("SQLITE_FULL");
    expect(test.aborts).toHaveLength(1);
    end();
    test.restart();
    expect((await test.send(alice, item("two"), item("two"))).map(seqOf)).toEqual([2, 2]);
  });

  it("[FAULT-3] fails only the messages that had to be looked for", async () => {
    const test = new TestLog();
    const known = item("known");
    await test.send(alice, known);
    const end = failOn(test, (query) => query.startsWith("SELECT seq FROM submitted"));
    expect((await test.send(alice, known, item(test.freshId()))).map(seqOf)).toEqual(["INTERNAL", 2]);
    end();
    expect((await test.send(alice, known)).map(seqOf)).toEqual([1]);
  });
});
