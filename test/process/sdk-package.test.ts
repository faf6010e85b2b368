// What others get with `npm install @klatch/sdk`: built, packed, and used in a folder that has nothing of ours.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildSdkPackage } from "../../scripts/sdk-package.ts";
import { inRepository } from "../../scripts/wrangler.ts";

const execute = promisify(execFile);

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
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it("[SDK-44] the tarball has modules, declarations, README, llms.txt and licence, and neither sources nor tests", async () => {
  const files = (await readdir(installed, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const isModule = (name: string): boolean => name.endsWith(".js") || name.endsWith(".d.ts");
  expect(files.map(({ name }) => name).filter((name) => !isModule(name))).toHaveLength(4);
  expect(await readdir(installed)).toEqual(
    expect.arrayContaining(["LICENSE", "README.md", "llms.txt", "package.json", "schema", "sdk"]),
  );
  expect(files.filter(({ name }) => /test/.test(name))).toEqual([]);
  expect(files.filter(({ parentPath, name }) => parentPath.includes("schema") && name.endsWith(".js"))).toEqual([]);
});

it("[SDK-44] plain Node runs all entries without any dependency", async () => {
  const app = await makeApp("runs");
  const program = `
    import { KlatchClient, KlatchError, memoryStore } from "@klatch/sdk";
    import { indexedDbStore } from "@klatch/sdk/indexeddb";
    import { sharedSocket } from "@klatch/sdk/tabs";

    const client = new KlatchClient({ url: "http://127.0.0.1:9", store: memoryStore() });
    const restored = await client.restore();
    const refused = await client.login({ username: "ada", password: "correct horse" }).catch((error) => error);
    client.close();
    console.log(JSON.stringify([
      restored, client.connection.state, refused instanceof KlatchError && refused.code,
      typeof indexedDbStore, typeof sharedSocket,
    ]));
  `;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", program], { cwd: app });
  expect(JSON.parse(stdout)).toEqual([null, "idle", "UNAVAILABLE", "function", "function"]);
});

const consumer = `
import { KlatchClient, memoryStore, type ConversationEntry, type KlatchEvents, type KlatchStore } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import { sharedSocket } from "@klatch/sdk/tabs";

const url = "https://chat.example.com";
export const stores: readonly KlatchStore[] = [memoryStore(), indexedDbStore({ name: "app" })];
export const client = new KlatchClient({ url, store: indexedDbStore(), tabs: sharedSocket() });
client.on("message", ({ seq, content }) => console.log(seq.toFixed(), content.text.trim()));
export const names = (await client.groups.list()).conversations.map(({ group }) => group?.name.trim());
export const unread = (entries: readonly ConversationEntry[]): number => entries.reduce((sum, entry) => sum + entry.unread, 0);
export type Typing = KlatchEvents["typing"]["active"];

// @ts-expect-error: a name is text
export const wrong: number = client.session?.user.username;
// @ts-expect-error: an id is not just any text
client.send("direct_1", "Hello");
`;

it.each([
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
])("[SDK-44] its types check in a strict project, with moduleResolution $moduleResolution", async (modules) => {
  const app = await makeApp(modules.moduleResolution);
  await symlink(inRepository("node_modules", "valibot"), join(app, "node_modules", "valibot"), "junction");
  const compilerOptions = {
    ...modules,
    target: "es2022",
    lib: ["es2022", "dom"],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  };
  await mkdir(join(app, "src"));
  await writeFile(join(app, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  await writeFile(join(app, "src", "consumer.ts"), consumer);
  const tsc = inRepository("node_modules", "typescript", "bin", "tsc");
  const faults = await execute(process.execPath, [tsc, "-p", app]).then(
    () => "",
    (error: { readonly stdout: string }) => error.stdout,
  );
  expect(faults).toBe("");
});
