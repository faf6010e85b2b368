// Clients of earlier versions against the server of now, and the SDK of now against what earlier servers said.
import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { KlatchClient } from "@klatch/sdk";
import { Replay } from "../../lab/frozen/replay.ts";
import { tellStory } from "../../lab/frozen/story.ts";
import type { Transcript } from "../../lab/frozen/transcript.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { ChatProcess } from "../support/chat-process.ts";
import { pngOf } from "../support/some-files.ts";
import { TestServer } from "../support/test-server.ts";

const execute = promisify(execFile);
const frozen = inRepository("test", "frozen");
const versions = (await readdir(frozen)).toSorted();

const unzipped = async (version: string, file: string): Promise<string> =>
  gunzipSync(await readFile(join(frozen, version, `${file}.gz`))).toString();

let server: TestServer;
let dir: string;
const chats: ChatProcess[] = [];

beforeAll(async () => {
  server = await TestServer.start({ vars: { RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error" } });
  dir = await mkdtemp(join(tmpdir(), "klatch-frozen-"));
});
afterEach(() => {
  for (const chat of chats.splice(0)) chat.kill();
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

it("[EVOLVE-11] there is something to hold", () => {
  expect(versions).not.toEqual([]);
});

describe.each(versions)("[EVOLVE-11] %s", (version) => {
  const run = version.replaceAll("-", "");

  it("is what was kept", async () => {
    const lock = JSON.parse(await readFile(join(frozen, version, "lock.json"), "utf8")) as Record<string, string>;
    const files = (await readdir(join(frozen, version))).filter((file) => file !== "lock.json");
    expect(files.toSorted()).toEqual(Object.keys(lock).toSorted());
    for (const file of files) {
      const bytes = await readFile(join(frozen, version, file));
      expect([file, createHash("sha256").update(bytes).digest("hex")]).toEqual([file, lock[file]]);
    }
  });

  it("its SDK does against this server all that it did", async () => {
    const app = join(dir, version);
    const installed = join(app, "node_modules", "@klatch");
    await mkdir(installed, { recursive: true });
    await execute("tar", ["-xzf", join(frozen, version, "sdk.tgz"), "-C", installed]);
    await cp(join(installed, "package"), join(installed, "sdk"), { recursive: true });
    await cp(join(frozen, version, "program.mjs"), join(app, "program.mjs"));
    const { stdout } = await execute(process.execPath, ["program.mjs", server.url, app, run], { cwd: app });
    expect(JSON.parse(stdout)).toEqual({
      texts: ["one", "two", "three", "Gladly", "while you were away"],
      refusal: "MUTED",
      profile: "Tea at three",
      members: 2,
      names: [`ada_${run}`, `bob_${run}`],
      announcement: "Milk is here",
      caught: ["4 while you were away"],
      timeline: [1, 2, 3, 4],
      unread: 1,
      devices: 1,
      wrong: ["INVALID_REQUEST", ""],
      bot: [
        [1, 2, 3, 4],
        ["one?", "two?", "yes", "yes"],
      ],
      onceMade: 1,
    });
  });

  it("[FILE-34] its terminal client talks, through a crash of this server, and shows a sticker's emoji", async () => {
    const program = join(dir, `terminal-${version}.mjs`);
    await writeFile(program, await unzipped(version, "terminal.mjs"));
    const [ada, bob] = ["ta", "tb"].map((name) => {
      const args = ["--as", `${name}_${run}`, "--server", server.url, "--state", join(dir, `chat-${version}`)];
      const chat = new ChatProcess(args, { KLATCH_PASSWORD: "correct horse" }, program);
      chats.push(chat);
      return chat;
    }) as [ChatProcess, ChatProcess];
    await Promise.all([ada.sees("connected"), bob.sees("connected")]);
    ada.type(`/open tb_${run}`, "hello");
    await ada.sees("hello   ✓ 1");
    await bob.sees("hello");
    await server.kill();
    await ada.sees("connection lost");
    ada.type("one more thing");
    await server.restart();
    await ada.sees("one more thing   ✓ 2");
    bob.type(`/open ta_${run}`);
    await bob.sees("one more thing");
    bob.type("yes");
    await ada.sees("yes");
    // What it does not know of a content is left out.
    const newer = new KlatchClient({ url: server.url });
    await newer.start({ username: `tb_${run}`, password: "correct horse" });
    const { id } = await newer.openDirect({ username: `ta_${run}` });
    const picture = new Blob([new Uint8Array(pngOf(64, 64))], { type: "image/png" });
    const sent = newer.sendFile(id, picture, { as: "sticker", words: { emoji: "🎉" } });
    await sent.acked;
    newer.close();
    expect(sent.content).toMatchObject({ type: "sticker", width: 64 });
    await ada.sees("🎉");
    ada.type("/quit");
    expect([await ada.end(), await bob.end()]).toEqual([0, 0]);
  });

  it("the SDK of now does against that server what the one of then did, and sends nothing that it would refuse", async () => {
    const transcript = JSON.parse(await unzipped(version, "transcript.json")) as Transcript;
    const replay = new Replay({ transcript, ...(await strictnessOf(version)) });
    const observed = await tellStory({
      client: { url: "http://then.example", runtime: replay.runtime },
      act: async (name) => replay.act(name),
      ada: transcript.names["ada"] ?? "",
      bob: transcript.names["bob"] ?? "",
    });
    expect(replay.faults).toEqual([]);
    expect(observed).toEqual(transcript.observed);
  });
});

describe.each(versions)("[EVOLVE-11] the documents of %s", (version) => {
  it.each(["openapi.json", "asyncapi.json"])(
    "%s: what clients sent is taken, and what they read is still said",
    async (file) => {
      const then = await documentOf(await unzipped(version, file));
      const now = await documentOf(await readFile(inRepository("workers", "api-docs", file), "utf8"));
      expect(Object.keys(then.schemas)).not.toEqual([]);
      const faults: string[] = [];
      for (const [name, { examples = [], additionalProperties }] of Object.entries(then.schemas)) {
        // Objects that clients send are closed. Those that the server sends may gain fields, and lose none.
        const isSent = additionalProperties === false;
        const [asked, said] = isSent ? [now, examples] : [then, now.schemas[name]?.examples ?? []];
        if (now.schemas[name] === undefined) faults.push(`${name} is gone`);
        else for (const one of said) if (!asked.isValid(name, one)) faults.push(`${name}: ${JSON.stringify(one)}`);
      }
      expect(faults).toEqual([]);
    },
  );
});

interface DocumentedSchema {
  readonly examples?: readonly unknown[];
  readonly additionalProperties?: unknown;
}

async function documentOf(text: string) {
  const document = JSON.parse(text) as {
    readonly components: { readonly schemas: Readonly<Record<string, DocumentedSchema>> };
  };
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(document, "document");
  return {
    schemas: document.components.schemas,
    isValid: (name: string, value: unknown): boolean =>
      ajv.compile({ $ref: `document#/components/schemas/${name}` })(value),
  };
}

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> } }
        >
      >
    >
  >;
}

/** What the server of then refused, by its API documents. */
async function strictnessOf(
  version: string,
): Promise<Pick<ConstructorParameters<typeof Replay>[0], "frameFault" | "bodyFault">> {
  const openApi = JSON.parse(await unzipped(version, "openapi.json")) as OpenApi;
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(JSON.parse(await unzipped(version, "asyncapi.json")) as object, "asyncapi");
  ajv.addSchema(openApi, "openapi");
  const isUpFrame = ajv.compile({ $ref: "asyncapi#/components/schemas/UpFrame" });
  return {
    frameFault: (frame) => (isUpFrame(frame) ? null : `the server of then refuses ${JSON.stringify(frame)}`),
    bodyFault: (method, path, body) => {
      const parts = path.split("/");
      const template = Object.keys(openApi.paths).find((one) => {
        const names = one.split("/");
        return names.length === parts.length && names.every((name, i) => name.startsWith("{") || name === parts[i]);
      });
      const declared = template === undefined ? undefined : openApi.paths[template]?.[method.toLowerCase()];
      const [schema] = Object.values(declared?.requestBody?.content ?? {}).map((content) => content.schema);
      if (schema === undefined) return `the server of then takes no body at ${method} ${path}`;
      const pointer = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object;
      return ajv.compile(pointer)(body)
        ? null
        : `the server of then refuses ${JSON.stringify(body)} at ${method} ${path}`;
    },
  };
}
