// Adding a kind touches its own file and the list of its family, and for an operation the rule of who may: nothing else.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyCode, runInCopy } from "../../lab/kit/code-copy.ts";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";

const directory = inRepository(localStateDir, "new-kind");
const added = inRepository("test", "new-kind", "added");

/** A line that a list gets. */
async function edit(file: string, find: string, replace: string): Promise<void> {
  const path = join(directory, file);
  const text = await readFile(path, "utf8");
  expect(text.split(find), `${file} holds ${find} once`).toHaveLength(2);
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
}

const typeFaults = async (): Promise<readonly string[]> => {
  const { output } = await runInCopy(directory, "typescript/bin/tsc", ["-p", "new-kind.json"]);
  const files = [...output.matchAll(/^(\S+)\(\d+,\d+\): error/gm)].map(([, file = ""]) => file);
  // What is shown of a kind is an exhaustive choice there; tests know what they send; and this one tool has its own compiler.
  const others = ["apps/", "test/", "tools/sdk-package/", "lab/chaos/check/lines.ts"];
  return [...new Set(files)].filter((file) => !others.some((prefix) => file.startsWith(prefix))).toSorted();
};

/** Without most tests. The second run looks at less. */
const compiled = {
  extends: "./tsconfig.json",
  compilerOptions: { incremental: true, tsBuildInfoFile: "new-kind.tsbuildinfo" },
  include: ["schema", "durable-objects", "workers", "sdk", "tools", "lab"],
  exclude: ["lab/bench/web", "tools/screenshots"],
};

beforeAll(async () => {
  await copyCode(directory);
  await writeFile(join(directory, "new-kind.json"), JSON.stringify(compiled));
  for (const file of await readdir(added, { recursive: true })) {
    if (!file.endsWith(".txt")) continue;
    const target = join(directory, file.slice(0, -".txt".length));
    await mkdir(dirname(target), { recursive: true });
    await cp(join(added, file), target);
  }
  const [contents, events, ops] = [
    "schema/protocol/content/content.ts",
    "schema/protocol/events/events.ts",
    "durable-objects/conversation/ops/registry.ts",
  ];
  await edit(
    contents,
    "const sentKinds = [\n  textContent,",
    'import { diceContent } from "./dice.ts";\nconst sentKinds = [\n  diceContent,\n  textContent,',
  );
  await edit(
    events,
    "const kinds = [\n  newMessage,",
    'import { nudged } from "./nudged.ts";\nconst kinds = [\n  nudged,\n  newMessage,',
  );
  await edit(
    ops,
    "const operations = {\n  send,",
    'import { nudge, type NudgeOp } from "./nudge.ts";\nconst operations = {\n  nudge,\n  send,',
  );
  await edit(ops, "= SendOp | ", "= NudgeOp | SendOp | ");
  await edit(
    "durable-objects/conversation/ops/operation.ts",
    "export type Act =\n",
    'export type Act =\n  | { readonly kind: "nudge" }\n',
  );
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it(
  "[HOUSE-1] a kind that only this test knows works, and the compiler asks for nothing but who may",
  { timeout: 120_000 },
  async () => {
    expect(await typeFaults()).toEqual(["durable-objects/group/group-rules.ts"]);
    await edit(
      "durable-objects/group/group-rules.ts",
      '    case "mark-read":',
      '    case "nudge":\n    case "mark-read":',
    );
    expect(await typeFaults()).toEqual([]);
    const { code, output } = await runInCopy(directory, "vitest/vitest.mjs", [
      "run",
      "--project",
      "unit",
      "test/unit/new-kind.test.ts",
    ]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/3 passed/);
  },
);
