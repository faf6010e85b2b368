// What others get with `npm install @klatch/sdk`: built, packed, and used in a folder that has nothing of ours.
import { execFile } from "node:child_process";
import { appendFile, cp, glob, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { leaksOf } from "../../tools/sdk-package/public-declarations.ts";
import { makeApiPages } from "../../tools/sdk-package/make-api-pages.ts";
import { buildSdkPackage } from "../../tools/sdk-package/build-sdk-package.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

const execute = promisify(execFile);

/** A compiler reads all of the SDK: ten seconds of a core, which others may use too. */
const compilesMs = 300_000;

let dir: string;
let installed: string;

/** A new folder with the package in its node_modules, and nothing else. */
async function makeApp(name: string): Promise<string> {
  const app = join(dir, name);
  await cp(installed, join(app, "node_modules", "@klatch", "sdk"), { recursive: true });
  return app;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-sdk-"));
  const built = join(dir, "built");
  await buildSdkPackage(built);
  const pack = ["pack", "--offline", "--loglevel=error", "--pack-destination", dir];
  await execute("npm", pack, { cwd: built, shell: process.platform === "win32" });
  const tarball = (await readdir(dir)).find((file) => file.endsWith(".tgz")) ?? "none";
  await execute("tar", ["-xzf", tarball], { cwd: dir });
  installed = join(dir, "package");
}, compilesMs);
afterAll(() => rm(dir, { recursive: true, force: true }));

it("[SDK-44] the tarball has modules, declarations, README, llms.txt, licence and examples, and neither sources nor tests", async () => {
  const files = (await readdir(installed, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const isModule = (name: string): boolean => name.endsWith(".js") || name.endsWith(".d.ts");
  const others = files.map(({ name }) => name).filter((name) => !isModule(name));
  const texts = ["LICENSE", "README.md", "answer-bot.ts", "echo-bot.ts", "llms.txt", "package.json"];
  expect(others.toSorted()).toEqual(texts);
  expect((await readdir(installed)).filter((name) => !name.includes("."))).toEqual(
    expect.arrayContaining(["client", "groups", "store", "tabs", "timeline"]),
  );
});

interface BuiltManifest {
  readonly exports: Readonly<Record<string, { readonly types: string }>>;
}

it("[SDK-48] the declarations show an app only what an entry exports, and nothing internal", async () => {
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as BuiltManifest;
  const entries = Object.values(manifest.exports).map(({ types }) => types);
  expect(leaksOf(installed, entries)).toEqual([]);
  for await (const file of glob("**/*.d.ts", { cwd: installed }))
    expect(await readFile(join(installed, file), "utf8"), file).not.toContain("@internal");
});

it("[SDK-48] a type that no entry exports is seen, and so is a member for subclasses", async () => {
  const leaky = join(dir, "leaky");
  await mkdir(leaky);
  await writeFile(
    join(leaky, "inner.d.ts"),
    "export interface Inner { readonly deep: Deeper }\nexport interface Deeper {}",
  );
  const text = `import type { Inner } from "./inner.js";
    export declare class Outer {
      protected held: string;
      /** @internal */
      begin(): void;
      constructor(inner: Inner);
    }`;
  await writeFile(join(leaky, "entry.d.ts"), text);
  expect(leaksOf(leaky, ["entry.d.ts"])).toEqual(["Deeper", "Inner", "begin", "held"]);
});

it(
  "[SDK-48] all that an app sees has its docstring, and pages are made of it",
  async () => {
    const pages = join(dir, "pages");
    expect(await makeApiPages(installed, pages)).toBe(0);
    const classes = await readdir(join(pages, "classes"));
    expect(classes.filter((name) => name.includes("KlatchClient"))).not.toEqual([]);
  },
  compilesMs,
);

it(
  "[SDK-48] a part without a docstring is a fault",
  async () => {
    // As the one before but for this line; of what is in `node_modules` TypeDoc takes nothing.
    const unsaid = join(dir, "unsaid");
    await cp(installed, unsaid, { recursive: true });
    await appendFile(join(unsaid, "entry.d.ts"), "\nexport declare function unsaid(): void;\n");
    expect(await makeApiPages(unsaid, join(dir, "unsaid-pages"))).not.toBe(0);
  },
  compilesMs,
);

it("[SDK-44] plain Node runs all entries without any dependency", async () => {
  const app = await makeApp("runs");
  const program = `
    import { KlatchClient, KlatchError, memoryStore } from "@klatch/sdk";
    import { indexedDbStore } from "@klatch/sdk/indexeddb";
    import { sharedSocket } from "@klatch/sdk/tabs";
    import { fileStore } from "@klatch/sdk/node";
    import { holdGroup } from "@klatch/sdk/groups";

    const client = new KlatchClient({ url: "http://127.0.0.1:9", store: memoryStore() });
    const restored = await client.restore();
    const refused = await client.login({ username: "ada", password: "correct horse" }).catch((error) => error);
    client.close();
    console.log(JSON.stringify([
      restored, client.connection.state, refused instanceof KlatchError && refused.code,
      typeof indexedDbStore, typeof sharedSocket, typeof holdGroup, typeof fileStore,
    ]));
  `;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", program], { cwd: app });
  expect(JSON.parse(stdout)).toEqual([null, "idle", "UNAVAILABLE", "function", "function", "function", "function"]);
});

const consumer = `
import { KlatchClient, contentText, memoryStore, type ConversationEntry, type KlatchEvents, type KlatchStore } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import { sharedSocket } from "@klatch/sdk/tabs";
import { fileStore, type FileStore } from "@klatch/sdk/node";
import { afterGroupEvent, type HeldGroup } from "@klatch/sdk/groups";

const url = "https://chat.example.com";
export const stores: readonly KlatchStore[] = [memoryStore(), indexedDbStore({ name: "app" }), fileStore("app.klatch")];
export const closed = (store: FileStore): Promise<void> => store.close();
export const client = new KlatchClient({ url, store: indexedDbStore(), tabs: sharedSocket() });
client.on("message", ({ seq, content }) => console.log(seq.toFixed(), contentText(content).trim()));
export const names = (await client.groups.list()).items.map(({ group }) => group?.name.trim());
export const unread = (entries: readonly ConversationEntry[]): number => entries.reduce((sum, entry) => sum + entry.unread, 0);
export const sizeAfter = (held: HeldGroup, event: KlatchEvents["member-changed"]): number | undefined =>
  afterGroupEvent(held, event)?.members.size;
export type Typing = KlatchEvents["typing"]["active"];
`;

/** What an app gets wrong, a line each: a name is text, and a text is no id. */
const mistakes = `
export const wrong: number = client.session?.user.username;
client.send("direct_1", "Hello");
`;

/** @returns what the compiler has against the program */
async function faultsOf(app: string, program: string, options: object): Promise<string> {
  const compilerOptions = {
    module: "nodenext",
    target: "es2022",
    lib: ["esnext", "dom"],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    ...options,
  };
  await writeFile(join(app, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  await writeFile(join(app, "program.ts"), program);
  const tsc = inRepository("node_modules", "typescript", "bin", "tsc");
  // The compiler names files as seen from where it runs.
  return execute(process.execPath, [tsc, "-p", app], { cwd: app }).then(
    () => "",
    (error: Error & { readonly stdout: string }) => error.stdout || error.message,
  );
}

it.each([
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
])("[SDK-44] its types check in a strict project, with moduleResolution $moduleResolution", async (modules) => {
  const faults = await faultsOf(await makeApp(modules.moduleResolution), consumer + mistakes, modules);
  const lines = (consumer + mistakes).split("\n").length;
  const found = [...faults.matchAll(/^program\.ts\((\d+),\d+\): error/gm)].map(([, line]) => lines - Number(line));
  // The last two lines before the end, and nothing else.
  expect(found, faults).toEqual([2, 1]);
});

it("[SDK-44] the README's program type-checks in a strict project", async () => {
  const readme = await readFile(inRepository("sdk/README.md"), "utf8");
  const program = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join("");
  const node = "declare const process: { readonly env: { readonly KLATCH_URL?: string } };\n";
  const modules = { module: "nodenext", moduleResolution: "nodenext" };
  expect(await faultsOf(await makeApp("readme"), node + program, modules)).toBe("");
});

/** An id counts as a string, because each side has a brand of its own; what may be missing is marked, to be compared too. */
const comparison = `
type PlainText<T> = Exclude<keyof T, keyof string> extends never ? T : string;
type Plain<T> = T extends string ? PlainText<T> : T extends object ? PlainObject<T> : T;
type PlainObject<T> = {
  [K in keyof T as K extends string ? PlainText<K> : K]-?: Plain<T[K]> | ({} extends Pick<T, K> ? "missing" : never);
};
type Fits<A, B> = [Plain<A>] extends [Plain<B>] ? true : false;
`;

it("[SDK-44] the protocol's types are written out as they are inferred", async () => {
  const app = await makeApp("compares");
  const written = await readFile(join(installed, "protocol.d.ts"), "utf8");
  const names = [...written.matchAll(/^export (?:interface|type) (\w+) /gm)].map(([, name = ""]) => name);
  expect(names).toEqual(expect.arrayContaining(["User", "GroupChange", "EventFrame", "ConversationId"]));
  const schema = inRepository("schema", "protocol");
  const imports = [`import type * as written from "./node_modules/@klatch/sdk/protocol.js";`];
  const lines: string[] = [];
  for (const file of await readdir(schema, { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    const module = file.slice(0, -".ts".length).replaceAll(/[-./]/g, "_");
    imports.push(`import type * as ${module} from ${JSON.stringify(join(schema, file))};`);
    for (const [, name = ""] of (await readFile(join(schema, file), "utf8")).matchAll(
      /^export (?:type|interface) (\w+) /gm,
    )) {
      if (names.includes(name)) {
        const types = [`written.${name}`, `${module}.${name}`];
        for (const [i, pair] of [types, types.toReversed()].entries())
          lines.push(`export const ${name}_${i}: Fits<${pair.join()}> = true;`);
      }
    }
  }
  expect(lines).toHaveLength(2 * names.length);
  // The schema's own sources are compiled too, which run in workerd only.
  const options = { allowImportingTsExtensions: true, skipLibCheck: true, target: "es2024" };
  expect(await faultsOf(app, [...imports, comparison, ...lines].join("\n"), options)).toBe("");
});
