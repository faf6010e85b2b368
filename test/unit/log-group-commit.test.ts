// Group commit: an idle log commits at once, a busy one together, and nothing that fails is answered as if it had not.
import { beforeEach, describe, expect, it } from "vitest";
import { GroupCommit } from "../../durable-objects/conversation/log/group-commit.ts";
import { turn, useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

let batches: number[][];
let aborts: unknown[];
let reported: unknown[];
let failing: (ops: readonly number[]) => boolean;
let disagree: boolean;
let commits: GroupCommit<number, string>;

beforeEach(() => {
  [batches, aborts, reported, failing, disagree] = [[], [], [], () => false, false];
  commits = new GroupCommit<number, string>({
    commit: (ops) => {
      batches.push([...ops]);
      if (failing(ops)) throw new Error("planted");
      return ops.map((op) => `stored ${op}`);
    },
    refuse: (op) => `refused ${op}`,
    verify: () => {
      if (disagree) throw new Error("memory and storage disagree");
    },
    report: (cause) => reported.push(cause),
    abort: (cause) => aborts.push(cause),
  });
});

describe("group commit", () => {
  it("is at once when idle: what arrives in the same turn goes together, each answered with its own", async () => {
    expect(await Promise.all([commits.submit([1, 2]), commits.submit([3])])).toEqual([
      ["stored 1", "stored 2"],
      ["stored 3"],
    ]);
    await turn();
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it("collects for a turn while loaded, and is quiet again after it", async () => {
    await commits.submit([1]);
    const waiting = [commits.submit([2]), commits.submit([3, 4])];
    expect(batches).toEqual([[1]]);
    expect(await Promise.all(waiting)).toEqual([["stored 2"], ["stored 3", "stored 4"]]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
    await turn();
    await turn();
    expect(batches).toHaveLength(2);
  });

  it("[SEND-7] [FAULT-7] takes a failed batch apart, so that only the poisonous operations are refused", async () => {
    failing = (ops) => ops.includes(2) || ops.includes(4);
    const results = await Promise.all([commits.submit([1, 2, 3]), commits.submit([4, 5])]);
    expect(results).toEqual([
      ["stored 1", "refused 2", "stored 3"],
      ["refused 4", "stored 5"],
    ]);
    // Of the batch, and of each that failed alone.
    expect(reported.map(String)).toEqual(["Error: planted", "Error: planted", "Error: planted"]);
    expect(aborts).toEqual([]);
  });

  it("[SEND-12] rejects all and gives up when memory can no longer be trusted", async () => {
    failing = (ops) => ops.includes(2);
    disagree = true;
    const outcomes = await Promise.allSettled([1, 2, 3].map((op) => commits.submit([op])));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(aborts).toHaveLength(1);
  });
});
