// Clients on generated types: what two generators make of the OpenAPI document compiles in the strictest TypeScript.
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { groupChanged } from "../../schema/protocol/events/group-changed.ts";
import { memberChanged } from "../../schema/protocol/events/member-changed.ts";
import { newMessage } from "../../schema/protocol/events/new-message.ts";
import { voidStretch } from "../../schema/protocol/events/void.ts";
import { problem } from "../../schema/protocol/problem.words.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

const execute = promisify(execFile);
const openApi = inRepository("workers/api-docs/openapi.json");

const strictest = {
  target: "esnext",
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["esnext", "dom", "dom.iterable"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  noEmit: true,
};

/** What a later server may send, with a known one of each. */
const later = {
  page: {
    events: [
      newMessage.example,
      { ...newMessage.example, seq: 43, content: { type: "dice", fallback: "🎲 4", rolled: { a: [4] } }, mood: "fine" },
      memberChanged.example,
      { ...memberChanged.example, seq: 19, change: { kind: "promised", of: "a cup" } },
      groupChanged.example,
      voidStretch.example,
      { type: "nudged", conversationId: newMessage.example.conversationId, seq: 20, createdAt: 1, deep: [[{}]] },
    ],
    headSeq: 43,
    before: null,
    after: null,
  },
  problems: [
    { ...problem, code: "RATE_LIMITED", status: 429, retryAfterMs: 7 },
    { ...problem, code: "TEAPOT", status: 418 },
  ],
};
const shown = [
  "42 Coffee at three?",
  "43 🎲 4",
  "18 2 joined as member",
  "19 2 changed (promised)",
  "18 group info",
  "12-14",
  "20 something new",
  7,
  null,
];

let dir: string;

const runGenerator = (bin: string, options: readonly string[]): Promise<unknown> =>
  execute(inRepository("tools/api-generators/node_modules/.bin", bin), options, {
    cwd: dir,
    shell: process.platform === "win32",
  });

/** What the compiler says of these files of the folder, line by line. */
async function faultsOf(folder: string, files: readonly string[], options: object): Promise<readonly string[]> {
  const project = join(folder, "tsconfig.json");
  await writeFile(project, JSON.stringify({ compilerOptions: options, files }));
  const compiler = [inRepository("node_modules/typescript/bin/tsc"), "-p", project, "--pretty", "false"];
  const { stdout } = await execute(process.execPath, compiler).catch((failed: { stdout: string }) => failed);
  return stdout.split("\n").filter((line) => line !== "");
}

async function client(name: string): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await copyFile(inRepository("test/api-clients", `${name}.ts.txt`), join(folder, "types.ts"));
  await copyFile(inRepository("test/api-clients/client.ts.txt"), join(folder, "client.ts"));
  return folder;
}

async function show(folder: string): Promise<unknown> {
  const { stdout } = await execute(process.execPath, [join(folder, "client.ts"), JSON.stringify(later)]);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-api-clients-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it("[API-4] openapi-typescript: a client that narrows by `type` compiles, and shows what it does not know", async () => {
  const folder = await client("openapi-typescript");
  await runGenerator("openapi-typescript", [openApi, "-o", join(folder, "generated.ts")]);
  expect(await faultsOf(folder, ["client.ts"], strictest)).toEqual([]);
  expect(await show(folder)).toEqual(shown);
});

it("[API-4] @hey-api/openapi-ts: the same client compiles, and so do all calls", async () => {
  const folder = await client("hey-api");
  await runGenerator("openapi-ts", ["-i", openApi, "-o", join(folder, "generated"), "--silent"]);
  expect(await faultsOf(folder, ["client.ts"], strictest)).toEqual([]);
  expect(await show(folder)).toEqual(shown);
  // The generator's own runtime, the same for every document, is not written for exact optional properties.
  const { exactOptionalPropertyTypes: _exact, ...lessExact } = strictest;
  expect(await faultsOf(folder, ["generated/index.ts"], lessExact)).toEqual([]);
});

it("[API-4] the compiler looks at them: without its guards, the client does not compile", async () => {
  const folder = await client("openapi-typescript");
  await runGenerator("openapi-typescript", [openApi, "-o", join(folder, "generated.ts")]);
  await writeFile(
    join(folder, "careless.ts"),
    'import type { Content } from "./types.ts";\nexport const textOf = (content: Content): string => content.text;\n',
  );
  // The lines below the fault say which kinds have no text.
  const [fault, ...why] = await faultsOf(folder, ["careless.ts"], strictest);
  expect(fault).toContain("careless.ts(2,");
  expect(why.filter((line) => line.includes("careless.ts("))).toEqual([]);
});
