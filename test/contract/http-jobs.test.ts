// The queue of later work.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import entry from "../../workers/http/entry.ts";

it("[OPS-5] sends a job that it does not know back to the queue, from where it ends in the dead letters", async () => {
  const written = vi.spyOn(console, "warn").mockImplementation(() => {});
  const batch = createMessageBatch("klatch-jobs", [
    { id: "a", timestamp: 1_000, attempts: 1, body: { kind: "unknown", text: "private" } },
    { id: "b", timestamp: 1_000, attempts: 5, body: null },
  ]);
  const context = createExecutionContext();
  await entry.queue(batch, { ...env, LOG_LEVEL: "warn" }, context);
  const result = await getQueueResult(batch, context);
  expect(result.explicitAcks).toEqual([]);
  expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(["a", "b"]);
  const logged = JSON.stringify(written.mock.calls);
  expect(logged).toContain("unknown job");
  expect(logged).not.toContain("private");
  written.mockRestore();
});
