// Consumer of `scan-file`: has the deployment's scanner look at a file, which nobody gets before.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logLine } from "../../durable-objects/runtime/logger.ts";
import { sharedFileStub } from "../../durable-objects/runtime/stubs.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { askScanner } from "../files/scanner.ts";

/** Idempotent: the first verdict counts. @throws Error when R2, the file's object or the scanner cannot be reached */
export async function scanFiles(jobs: readonly Job<"scan-file">[], env: Env): Promise<void> {
  for (const { id, payload } of jobs) {
    const file = sharedFileStub(env, payload.fileId);
    const toScan = await callActor(() => file.beginScan());
    if (toScan === null) continue;
    const verdict = await askScanner(env, id, toScan);
    if (verdict === "quarantined") logLine("warn", "file quarantined", { fileId: payload.fileId });
    await callActor(() => file.endScan({ verdict }));
  }
}
