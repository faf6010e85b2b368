// The SDK's contract in Node: the cases that Chromium runs too, against the real server.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryStore } from "@klatch/sdk";
import { clientCases } from "../contract-sdk/client-cases.ts";
import { spawnServer, type ServerProcess } from "../support/spawn-server.ts";

let dir: string;
let server: ServerProcess;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-sdk-contract-"));
  const vars = { SCRYPT_COST: "2", RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error" };
  server = await spawnServer({ port: 0, stateDir: join(dir, "state"), vars });
});

afterAll(async () => {
  await server.end("SIGKILL", "group");
  await rm(dir, { recursive: true, force: true });
});

it.each(clientCases)("$name", async ({ run }) => {
  const store = memoryStore();
  await expect(run({ url: server.url, open: () => store })).resolves.toBeUndefined();
});
