// A file that is sent through whatever happens meanwhile, on a real server. `npm run files` does so at full size.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { interruptedUpload } from "../../lab/files/interrupted-upload.ts";
import { raisedLimits } from "../../lab/kit/server.ts";
import { firstSeed } from "../support/fuzz-runs.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;
let dir: string;
beforeAll(async () => {
  const vars = { ...raisedLimits, LOG_LEVEL: "error", RECONNECT_DELAY_MS: "50" };
  [server, dir] = await Promise.all([TestServer.start({ vars }), mkdtemp(join(tmpdir(), "klatch-files-"))]);
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

it("[SDK-202] [SDK-208] [SDK-217] a file arrives once and whole, though the server is killed, its sender starts again and answers are lost", async () => {
  const seed = firstSeed();
  const killServer = async (): Promise<void> => {
    await server.kill();
    await server.restart();
  };
  const told: string[] = [];
  const result = await interruptedUpload({
    url: server.url,
    dir,
    bytes: 24_000_000,
    interruptions: 5,
    seed,
    killServer,
    onInterrupted: (kind, call) => told.push(`${kind} at ${call}`),
  });
  const says = `seed ${seed}: ${told.join(", ")}`;
  expect(
    Object.values(result.interruptions).reduce((sum, count) => sum + count),
    says,
  ).toBe(5);
  expect([new Set(result.arrived), result.kept], says).toEqual([new Set([1]), 0]);
}, 120_000);
