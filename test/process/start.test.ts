// `npm start` as a person uses it: it serves, keeps its state, ends when told to and says when it cannot.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { healthResultShape, keySetShape } from "../../schema/protocol/http-service.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { spawnStart, type ServerProcess } from "../support/spawn-server.ts";

const ada = { username: "ada_l", password: "correct horse" };
const bob = { username: "bob_b", password: "battery staple" };

let stateDir: string;
let server: ServerProcess | undefined;
let url: string;

async function start(): Promise<void> {
  server = await spawnStart({ PORT: "0", STATE_DIR: join(stateDir, "state") });
  url = server.url;
}

/** @returns the exit code */
async function stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | undefined> {
  const code = await server?.end(signal, "leader");
  server = undefined;
  return code;
}

const getJson = async (path: string): Promise<unknown> => (await fetch(url + path)).json();

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-start-"));
  // As an earlier version left them: others could read them.
  for (const folder of ["state", "state/v3"]) await mkdir(join(stateDir, folder), { mode: 0o755 });
  await writeFile(join(stateDir, "state", "secrets.env"), "", { mode: 0o644 });
  await start();
});

afterAll(async () => {
  await stop("SIGTERM");
  await rm(stateDir, { recursive: true, force: true });
});

it("[OPS-1] answers on its port, with its health and its public signing keys", async () => {
  expect(v.is(healthResultShape, await getJson("/health"))).toBe(true);
  const { keys } = v.parse(keySetShape, await getJson("/.well-known/jwks.json"));
  expect(keys.length).toBeGreaterThan(0);
});

it("[OPS-10] keeps its state where only its owner can read it", async () => {
  const modeOf = async (path: string): Promise<number> => (await stat(join(stateDir, path))).mode & 0o777;
  const modes = await Promise.all(["state", "state/v3", "state/secrets.env"].map(modeOf));
  expect(modes).toEqual([0o700, 0o700, 0o600]);
});

it("[OPS-4] fails with code 1 and names the port when it is taken", async () => {
  const { port } = new URL(url);
  const second = spawn(
    process.execPath,
    [inRepository("tools/run/bootstrap.mjs"), inRepository("tools/run/start.ts")],
    {
      env: { ...process.env, PORT: port, STATE_DIR: join(stateDir, "second") },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let written = "";
  second.stderr.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  expect(await once(second, "close")).toEqual([1, null]);
  expect(written).toContain(port);
});

it("[OPS-2] [OPS-3] ends with code 0 when told to, and keeps keys, accounts and messages for the next start", async () => {
  const api = new ApiClient(url);
  const [adaSession, bobSession] = await Promise.all([api.register(ada), api.register(bob)]);
  const conversationId = await api.openDirect(adaSession.accessToken, bobSession.user.id);
  const ack = await api.sendText(adaSession.accessToken, conversationId, crypto.randomUUID(), "still there?");
  const keys = await getJson("/.well-known/jwks.json");

  expect(await stop("SIGINT")).toBe(0);
  await start();

  expect(await getJson("/.well-known/jwks.json")).toEqual(keys);
  const later = new ApiClient(url);
  const { user } = await later.login(ada);
  expect(user).toEqual(adaSession.user);
  // A token of the time before is still good.
  const events = await later.loadLog(bobSession.accessToken, conversationId);
  expect(events.map(({ seq, type }) => ({ seq, type }))).toEqual([{ seq: ack.seq, type: "new-message" }]);
  expect(await stop("SIGTERM")).toBe(0);
});
