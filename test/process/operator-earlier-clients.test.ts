// Suspension and clients of earlier versions: they sign out, say why, and do not stay connected to nothing.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as v from "valibot";
import { accountResultShape } from "../../schema/protocol/http-accounts-of-users.ts";
import { OperatorCalls } from "../../tools/operator/operator-calls.ts";
import { readVariable } from "../../tools/run/secrets-file.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { TestServer } from "../support/test-server.ts";

const execute = promisify(execFile);
const frozen = inRepository("test", "frozen");
const versions = (await readdir(frozen)).toSorted();

/** One client with a socket, and one without, which signs out when it is told to. */
const program = `
import { KlatchClient, KlatchError, memoryStore } from "@klatch/sdk";
const [url, run] = process.argv.slice(2);
const [talker, reader] = ["talker", "reader"].map(() => new KlatchClient({ url, store: memoryStore() }));
const say = (...what) => console.log(JSON.stringify(what));
const password = "correct horse";
talker.on("signed-out", ({ code }) => say("signed out", code));
for (const [name, client] of Object.entries({ talker, reader })) await client.register({ username: name + run, password });
await talker.connect();
say("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
say("asked", await reader.devices().catch((error) => error.code));
await reader.logout();
say("left", reader.session);
say("again", await reader.login({ username: "reader" + run, password }).catch((error) => [error instanceof KlatchError, error.code, error.class]));
process.exit();
`;

let server: TestServer;
let dir: string;
beforeAll(async () => {
  server = await TestServer.start({ vars: { RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error" } });
  dir = await mkdtemp(join(tmpdir(), "klatch-suspended-"));
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

it.each(versions)("[ADMIN-25] [EVOLVE-11] the SDK of %s signs a suspended user out and says why", async (version) => {
  const installed = join(dir, version, "node_modules", "@klatch");
  await mkdir(installed, { recursive: true });
  await execute("tar", ["-xzf", join(frozen, version, "sdk.tgz"), "-C", installed]);
  await cp(join(installed, "package"), join(installed, "sdk"), { recursive: true });
  await writeFile(join(dir, version, "program.mjs"), program);
  const run = version.replaceAll("-", "");
  const child = spawn(process.execPath, ["program.mjs", server.url, run], { cwd: join(dir, version) });
  child.stderr.pipe(process.stderr);
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value)) as unknown;
  expect(await next()).toEqual(["ready"]);

  const secret = await readVariable(join(server.stateDir, "secrets.env"), "ADMIN_TOKEN");
  const calls = new OperatorCalls(server.url, secret ?? "");
  for (const name of ["talker", "reader"]) {
    const found = await calls.call("GET", `users?username=${name}${run}`);
    const { user } = v.parse(accountResultShape, await found.json());
    const { status } = await calls.call("PUT", `users/${user.id}/suspension`, { reason: "a test" });
    expect(status).toBe(200);
  }
  expect(await next()).toEqual(["signed out", "SUSPENDED"]);
  child.stdin.write("go\n");
  expect(await next()).toEqual(["asked", "SUSPENDED"]);
  expect(await next()).toEqual(["left", null]);
  expect(await next()).toEqual(["again", [true, "SUSPENDED", "fatal"]]);
  await ended;
});
