// Turnstile's siteverify, spoken to a local server that answers as Turnstile does.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { turnstile } from "../../workers/strangers/turnstile.ts";
import { TurnstileServer } from "../support/turnstile-server.ts";

const secret = "1x0000000000000000000000000000000AA";
const server = new TurnstileServer(secret);
let url = "";
const from = { address: "192.0.2.1", allowsHost: (host: string) => host === "klatch.test" };
const verifying = (token: string, settings: { secret?: string } = {}) =>
  turnstile({ siteKey: "key", secret, url, ...settings }).verify(token, from);

beforeAll(async () => {
  url = await server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.requests.length = 0;
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

it("[NET-9] asks with the secret, the token, the client's address and a key of its own", async () => {
  const token = server.newToken("klatch.test");
  expect(await verifying(token)).toBe("met");
  expect(server.requests).toEqual([
    { secret, response: token, remoteip: "192.0.2.1", idempotency_key: expect.stringMatching(/^[\da-f-]{36}$/) },
  ]);
});

it("[NET-9] refuses a token that was used, is none, or was got on a page of another host", async () => {
  const token = server.newToken("klatch.test");
  expect(await verifying(token)).toBe("met");
  expect(await verifying(token)).toBe("failed");
  expect(await verifying("invented")).toBe("failed");
  expect(await verifying(server.newToken("evil.test"))).toBe("failed");
});

it("[NET-9] asks nobody about what can be no token", async () => {
  expect(await verifying("")).toBe("failed");
  expect(await verifying("x".repeat(2_049))).toBe("failed");
  expect(server.requests).toEqual([]);
});

it.each(["internal-error", "page"] as const)(
  "[NET-9] after %s asks once more with the same key, so that a token that was spent meanwhile counts",
  async (mood) => {
    server.moods.push(mood);
    expect(await verifying(server.newToken("klatch.test"))).toBe("met");
    const [first, second] = server.requests;
    expect(second).toEqual(first);
  },
);

it("[NET-9] after no answer in time asks once more, and then gives up", async () => {
  const deadlines: AbortController[] = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => {
    const deadline = new AbortController();
    deadlines.push(deadline);
    return deadline.signal;
  });
  server.onSilence = () => deadlines.at(-1)?.abort(new DOMException("late", "TimeoutError"));
  server.moods.push("silent");
  expect(await verifying(server.newToken("klatch.test"))).toBe("met");
  expect(server.requests).toHaveLength(2);
  server.moods.push("silent", "silent");
  expect(await verifying(server.newToken("klatch.test"))).toBe("unavailable");
  expect(deadlines).toHaveLength(4);
});

it("[NET-9] says that it cannot say: no answer that can be read, a wrong secret, nobody there", async () => {
  server.moods.push("page", "internal-error");
  expect(await verifying(server.newToken("klatch.test"))).toBe("unavailable");
  expect(await verifying(server.newToken("klatch.test"), { secret: "wrong" })).toBe("unavailable");
  const nowhere = turnstile({ siteKey: "key", secret, url: "http://127.0.0.1:1" });
  expect(await nowhere.verify("token", from)).toBe("unavailable");
});

it("[NET-9] neither the secret nor a token is logged", async () => {
  const token = server.newToken("klatch.test");
  const written = vi.mocked(console.error);
  server.moods.push("page", "page");
  await verifying(token);
  await verifying(token, { secret: "another-secret" });
  const lines = JSON.stringify(written.mock.calls);
  expect(lines).toContain("turnstile");
  for (const hidden of [secret, "another-secret", token]) expect(lines).not.toContain(hidden);
});
