// The last step of `npm run deploy`: what it waits for, and what it says when that does not come.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { sayWhy } from "../../tools/deploy/advice.ts";
import { readyStep } from "../../tools/deploy/ready.ts";

/** A Worker whose answers are these, the last of them for ever. */
async function ask(answers: readonly string[], version: string | undefined): Promise<string> {
  let count = 0;
  const worker = createServer((_request, response) => {
    response.end(answers[Math.min(count, answers.length - 1)]);
    count += 1;
  });
  await once(worker.listen(0, "127.0.0.1"), "listening");
  const { port } = worker.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const found = await readyStep({ address, version: () => version, deadlineMs: 300, pauseMs: 1 }).look();
  const act = "act" in found ? found.act : () => Promise.reject(new Error("nothing to do"));
  return act()
    .catch((error: unknown) => sayWhy(error, ""))
    .finally(() => {
      worker.closeAllConnections();
      worker.close();
    });
}

const readiness = (version: string, error?: string): string => {
  const check =
    error === undefined ? { ok: true } : { ok: false, error: { code: "MIGRATION_MISSING", message: error } };
  const status = error === undefined ? "ready" : "not-ready";
  return JSON.stringify({ status, version, checks: [{ name: "DIRECTORY", ms: 7, ...check }] });
};

it("[DEPLOY-3] waits for the version that it uploaded, through whatever answers before", async () => {
  const before = [
    "There is nothing here yet",
    readiness("v1"),
    readiness("v2", "The migration 1 is missing."),
    readiness("v2"),
  ];
  expect(await ask(before, "v2")).toBe("DIRECTORY 7 ms");
});

it("[DEPLOY-3] [DEPLOY-11] says what is not ready, after a while", async () => {
  expect(await ask([readiness("v2", "The migration 1 is missing.")], "v2")).toMatch(
    /does not say that it works\. DIRECTORY: The migration 1 is missing\.\n.*Run this again to wait once more/s,
  );
  expect(await ask([readiness("v1")], "v2")).toContain("Another version answers, v1.");
  expect(await ask(["<html>"], undefined)).toContain("It answers 200.");
});
