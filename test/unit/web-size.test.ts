// What a browser must load before it shows something useful.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startUpSize, type StartUpSize } from "../../lab/bench/web/start-up-size.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

let outDir = "";
let size: StartUpSize;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "klatch-web-size-"));
  // As in `npm run build`: a build of tests has no service worker.
  vi.stubEnv("NODE_ENV", "production");
  await build({ configFile: inRepository("apps/web/vite.config.ts"), logLevel: "error", build: { outDir } });
  size = await startUpSize(outDir);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(outDir, { recursive: true, force: true });
});

it("[WEB-160] the scripts of a start that shows the conversations are at most 120,700 bytes of gzip", () => {
  // A page without its scripts is small too.
  expect(size.signIn).toBeGreaterThan(30_000);
  expect(size.inbox).toBeGreaterThan(size.signIn);
  expect(size.inbox).toBeLessThanOrEqual(120_700);
});

it("[WEB-160] until an open conversation is shown they are at most 162,700, in a file that the list does not wait for", () => {
  expect(size.conversation).toBeGreaterThan(size.inbox + 10_000);
  expect(size.conversation).toBeLessThanOrEqual(162_700);
});
