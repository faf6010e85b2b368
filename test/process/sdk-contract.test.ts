// The SDK's contract in Node: the cases that Chromium runs too, against the real server.
import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryStore } from "@klatch/sdk";
import { clientCases } from "../contract-sdk/client-cases.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ vars: { RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error" } });
});

afterAll(async () => {
  await server.stop();
});

it.each(clientCases)("$name", async ({ run }) => {
  const store = memoryStore();
  await expect(run({ url: server.url, open: () => store })).resolves.toBeUndefined();
});
