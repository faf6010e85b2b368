// `npm run freeze -- NAME`: keeps the SDK and the terminal client of now, packed, the API documents, the server, and what a
// client and this server said to each other, in `test/frozen/NAME`. Suites hold every later server and SDK against them.
// `npm run freeze -- NAME --server-of DIR` adds the server of a checkout to a release that was kept without.
import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { KlatchClient } from "@klatch/sdk";
import { build } from "vite";
import { inRepository } from "../../tools/run/wrangler.ts";
import { buildSdkPackage } from "../../tools/sdk-package/build-sdk-package.ts";
import { startLabServer } from "../kit/server.ts";
import { appendRelease, packServer, type FrozenServer } from "./freeze-server.ts";
import { Recorder } from "./recorder.ts";
import { tellStory, type Around } from "./story.ts";
import type { Transcript } from "./transcript.ts";

const execute = promisify(execFile);

/** @returns the path of the tarball that `npm install` takes */
async function packSdk(dir: string): Promise<string> {
  const built = join(dir, "sdk");
  await buildSdkPackage(built);
  await execute("npm", ["pack", "--offline", "--loglevel=error", "--pack-destination", dir], {
    cwd: built,
    shell: process.platform === "win32",
  });
  return join(dir, (await readdir(dir)).find((file) => file.endsWith(".tgz")) ?? "none");
}

/** The terminal client as one module that needs nothing but Node. */
async function bundleTerminal(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: inRepository(),
    build: {
      write: false,
      minify: true,
      ssr: inRepository("apps", "terminal", "chat.ts"),
      target: "node20",
      rolldownOptions: { output: { codeSplitting: false } },
    },
    ssr: { noExternal: true, target: "node" },
  });
  if (!("output" in result)) throw new Error("one build gives one output");
  const chunks = result.output.flatMap((part) => (part.type === "chunk" ? [part.code] : []));
  if (chunks.length !== 1) throw new Error(`the terminal client is ${chunks.length} modules`);
  return chunks.join("");
}

async function record(url: string): Promise<Transcript> {
  const recorder = new Recorder();
  const [ada, bob] = ["frozen_ada", "frozen_bob"];
  const other = new KlatchClient({ url });
  await other.register({ username: bob, password: "correct horse" });
  await other.connect();
  const acts: Readonly<Record<Parameters<Around["act"]>[0], () => Promise<unknown>>> = {
    "bob joins": () => other.openDirect({ username: ada }),
    "bob writes": async () => {
      const { id } = await other.openDirect({ username: ada });
      for (const text of ["Hello Ada", "Tea?"]) await other.send(id, text).acked;
    },
    "bob reads": async () => other.markRead((await other.openDirect({ username: ada })).id, 3),
    "wire breaks": async () => recorder.breakSockets(),
    "bob writes on": async () => other.send((await other.openDirect({ username: ada })).id, "Are you there?").acked,
  };
  const observed = await tellStory({
    client: { url, runtime: recorder.runtime },
    act: async (name) => {
      recorder.act(name);
      await acts[name]();
    },
    ada,
    bob,
  });
  other.close();
  return { calls: recorder.calls, steps: recorder.steps, names: { ada, bob }, observed };
}

async function recordIn(stateDir: string): Promise<Transcript> {
  const server = await startLabServer(stateDir, { vars: { RECONNECT_DELAY_MS: "50" } });
  try {
    return await record(server.url);
  } finally {
    await server.stop();
  }
}

async function keepServer(root: string, target: string): Promise<FrozenServer> {
  const files = await packServer(root);
  // Fails if it exists: what is frozen stays.
  for (const [file, bytes] of files) await writeFile(join(target, file), bytes, { flag: "wx" });
  return JSON.parse(files.get("server.json")?.toString() ?? "") as FrozenServer;
}

async function writeLock(target: string): Promise<void> {
  const lock: Record<string, string> = {};
  for (const file of (await readdir(target)).filter((one) => one !== "lock.json").toSorted())
    lock[file] = createHash("sha256")
      .update(await readFile(join(target, file)))
      .digest("hex");
  await writeFile(join(target, "lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
}

const [name = "", option, root] = process.argv.slice(2);
if (!/^\d{4}-\d{2}-\d{2}$/.test(name)) throw new Error("npm run freeze -- YYYY-MM-DD");
const target = inRepository("test", "frozen", name);
if (option === "--server-of" && root !== undefined) {
  await keepServer(root, target);
  await writeLock(target);
  process.stdout.write(`the server is kept in test/frozen/${name}\n`);
  process.exit(0);
}
// Fails if it exists: what is frozen stays.
await mkdir(target);
const work = await mkdtemp(join(tmpdir(), "klatch-freeze-"));
try {
  await cp(await packSdk(work), join(target, "sdk.tgz"));
  await writeFile(join(target, "terminal.mjs.gz"), gzipSync(await bundleTerminal(), { level: 9 }));
  for (const document of ["openapi.json", "asyncapi.json"]) {
    const text = await readFile(inRepository("workers", "api-docs", document));
    await writeFile(join(target, `${document}.gz`), gzipSync(text, { level: 9 }));
  }
  await cp(inRepository("lab", "frozen", "sdk-program.mjs"), join(target, "program.mjs"));
  const transcript = await recordIn(join(work, "state"));
  await writeFile(join(target, "transcript.json.gz"), gzipSync(JSON.stringify(transcript), { level: 9 }));
  const { entries } = await keepServer(inRepository(), target);
  await writeLock(target);
  await appendRelease(name, entries);
  process.stdout.write(`kept in test/frozen/${name}\n`);
} catch (error) {
  await rm(target, { recursive: true, force: true });
  throw error;
} finally {
  await rm(work, { recursive: true, force: true });
}
