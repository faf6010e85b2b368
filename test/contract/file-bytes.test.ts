// The bytes of files that all users together may send in a day, over HTTP.
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import { proxied, withCall } from "../support/changed-objects.ts";
import { declare } from "../support/files-http.ts";
import { newUsername, register } from "../support/people.ts";
import { sha256Of } from "../support/some-files.ts";
import { callUnder, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
});

const bytes = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * seed) & 0xff);
const countOfR2 = async (): Promise<number> => (await env.FILES.list()).objects.length;

const put = (
  who: SessionResult,
  changes: Partial<Env>,
  [method, path]: readonly [string, string],
  raw: Uint8Array,
): Promise<HttpAnswer> => {
  const headers = { "content-type": "application/octet-stream", "content-length": String(raw.length) };
  return callUnder(changes, { method, path, raw, headers, token: who.accessToken });
};

const whole = (who: SessionResult, changes: Partial<Env>, content: Uint8Array): Promise<HttpAnswer> => {
  const query = { name: "menu", size: String(content.length), type: "text/plain", sha256: sha256Of(content) };
  return put(who, changes, ["POST", `/api/files/whole?${new URLSearchParams(query).toString()}`], content);
};

it("[FILE-50] beyond the deployment's limit every way to send bytes is refused, whoever asks, and nothing is stored", async () => {
  // Other tests send files, too.
  const NETWORK_SHARD = proxied(env.NETWORK_SHARD, (name, value) =>
    name === "idFromName" ? (place) => value(`${String(place)} of this test`) : value,
  );
  const changes = { LIMIT_ALL_UPLOADED_BYTES_PER_DAY: "10000", NETWORK_SHARD };
  const content = bytes(4_000, 3);
  const { fileId } = (await declare(bob, content)).body as { fileId: FileId };
  expect((await whole(ada, changes, bytes(4_000, 5))).status).toBe(201);
  expect((await whole(bob, changes, bytes(4_000, 7))).status).toBe(201);
  const before = await countOfR2();
  const refused = [
    await whole(ada, changes, bytes(4_000, 9)),
    await put(bob, changes, ["PUT", `/api/files/${fileId}/parts/1?sha256=${sha256Of(content)}`], content),
    await put(bob, changes, ["PUT", `/api/files/${fileId}/previews/320`], content),
  ];
  const day = 86_400_000;
  for (const { status, body, headers } of refused) {
    expect(status).toBe(429);
    expect(body).toMatchObject({ code: "RATE_LIMITED", limit: "all-uploaded-bytes" });
    const { retryAfterMs } = body as { retryAfterMs: number };
    expect(Math.abs(((Date.now() + retryAfterMs) % day) - day / 2)).toBeGreaterThan(day / 2 - 60_000);
    expect(headers.get("ratelimit-policy")).toBe('"all-uploaded-bytes";q=10000;w=86400');
  }
  expect(await countOfR2()).toBe(before);
  // What is small still fits, and so does all under a limit that is not used up.
  expect((await whole(bob, changes, bytes(1_000, 11))).status).toBe(201);
  expect((await whole(ada, {}, bytes(4_000, 13))).status).toBe(201);
});

it("[FILE-50] while nobody can count them no bytes are taken", async () => {
  const away = Object.assign(new Error("away"), { overloaded: true });
  const NETWORK_SHARD = withCall(env.NETWORK_SHARD, "count", () => () => Promise.reject(away));
  const before = await countOfR2();
  // Another limit than before: no share is left.
  const answer = await whole(ada, { NETWORK_SHARD, LIMIT_ALL_UPLOADED_BYTES_PER_DAY: "900000" }, bytes(500, 3));
  expect([answer.status, codeOf(answer)]).toEqual([503, "UNAVAILABLE"]);
  expect(await countOfR2()).toBe(before);
});
