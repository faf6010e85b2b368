// The counters of `npm run walk`: which files count as run.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { filesRun, type FileCoverage } from "../../lab/walk/files-run.ts";
import { counters, instrument, resetCounters } from "../../lab/walk/instrument.ts";

/** A line of each source file in turn; the last one is of a package. */
const bundle = [
  "const table = new Map([[1, 'one']]);",
  "export const look = (key) => table.get(key);",
  "export async function wait(go) { await go; globalThis.walkTest = 'went on'; }",
  "export function never() { return table; }",
  "export const helped = () => 1;",
].join("\n");
const map = {
  version: 3,
  file: "entry.js",
  names: [],
  sources: ["schema/table.ts", "workers/look.ts", "durable-objects/wait.ts", "workers/never.ts", "node_modules/x/x.js"],
  sourcesContent: [],
  // Each line begins at line 1 of the next source.
  mappings: "AAAA;ACAA;ACAA;ACAA;ACAA",
};

interface Bundle {
  look(key: number): unknown;
  wait(go: Promise<void>): Promise<void>;
  helped(): number;
}

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "klatch-walk-"));
  await writeFile(join(root, "entry.js"), bundle);
  await writeFile(join(root, "entry.js.map"), JSON.stringify(map));
});

afterEach(() => rm(root, { recursive: true }));

it("names product files of which something ran since the reset, resumed functions among them", async () => {
  const sourceMap = await instrument(root);
  const run = (): string[] => filesRun(runInThisContext(counters) as FileCoverage, sourceMap, root, root);
  const module = (await import(pathToFileURL(join(root, "entry.js")).href)) as Bundle;
  // What runs when a module is loaded; the files of packages never count.
  expect(run()).toEqual(["schema/table.ts", "workers/look.ts"]);

  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting = module.wait(promise);
  runInThisContext(resetCounters);
  expect(run()).toEqual([]);

  module.helped();
  expect(module.look(1)).toBe("one");
  expect(run()).toEqual(["workers/look.ts"]);

  resolve();
  await waiting;
  expect(run()).toEqual(["durable-objects/wait.ts", "workers/look.ts"]);
});
