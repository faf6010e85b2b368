// Getting the files of messages: as a whole, in pieces, and by address.
import { expect, it } from "vitest";
import type { FileId } from "../../schema/protocol/files.ts";
import { direct, FakeWorld, problem, settle, type FakeAnswer, type FakeCall } from "../support/sdk-fakes.ts";

await import("../../sdk/files/file-work.ts");

const place = { seq: 7, fileId: "file_abc" as FileId };
const broken = new Error("the line broke");

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

async function world(answers: readonly FakeAnswer[]) {
  const fake = new FakeWorld();
  fake.features = ["files"];
  const left = [...answers];
  const calls: FakeCall[] = [];
  fake.answer = (call) => {
    calls.push(call);
    return left.shift() ?? { status: 404, body: problem(404, "FILE_NOT_FOUND") };
  };
  const client = await fake.connected();
  const waited = async <T>(promise: Promise<T>): Promise<T> => {
    promise.catch(() => {});
    for (let i = 0; i < 400; i++) await fake.clock.advance(250);
    return promise;
  };
  return { fake, client, calls, waited };
}

const whole = (...pieces: readonly (string | Error)[]): FakeAnswer => {
  const bytes = pieces.map((piece) => (typeof piece === "string" ? bytesOf(piece) : piece));
  return { status: 200, pieces: bytes, headers: { "content-length": "11", "content-type": "text/plain", etag: '"a"' } };
};
const rest = (etag: string, ...pieces: readonly string[]): FakeAnswer => ({
  status: 206,
  pieces: pieces.map(bytesOf),
  headers: { etag },
});

it("[SDK-214] downloads a file as a Blob, with progress, and its preview", async () => {
  const { client, calls, waited } = await world([whole("hello ", "world"), whole("small again")]);
  const told: unknown[] = [];
  const blob = await waited(client.files.download(direct, place, { onProgress: (progress) => told.push(progress) }));
  expect([await blob.text(), blob.type]).toEqual(["hello world", "text/plain"]);
  expect(told).toEqual([
    { received: 6, total: 11 },
    { received: 11, total: 11 },
  ]);
  await waited(client.files.download(direct, { ...place, size: "320" }));
  expect(calls.map(({ path }) => path)).toEqual([
    `/api/conversations/${direct}/files/file_abc?seq=7`,
    `/api/conversations/${direct}/files/file_abc?seq=7&size=320`,
  ]);
});

it("[SDK-214] waits for a file that is not ready, and goes on where the line broke", async () => {
  const notReady = { status: 409, body: problem(409, "FILE_NOT_READY", { retryAfterMs: 500 }) };
  const { client, calls, waited } = await world([
    notReady,
    notReady,
    whole("hello", broken),
    { status: 503, body: problem(503, "UNAVAILABLE") },
    rest('"a"', " wor", "ld"),
  ]);
  expect(await (await waited(client.files.download(direct, place))).text()).toBe("hello world");
  expect(calls.map(({ range }) => range)).toEqual([null, null, null, "bytes=5-", "bytes=5-"]);
});

it("[SDK-214] never puts two files together, and gives up where nothing comes any more", async () => {
  const { client, waited } = await world([
    whole("hello", broken),
    rest('"b"', "xxxxxx"),
    whole("hello", broken),
    { status: 404, body: problem(404, "FILE_NOT_FOUND") },
    whole(broken),
    whole("hello"),
    ...Array.from({ length: 6 }, () => rest('"a"')),
  ]);
  const codes: unknown[] = [];
  for (let i = 0; i < 4; i++)
    await waited(client.files.download(direct, place)).catch((error: { code: string }) => codes.push(error.code));
  expect(codes).toEqual(["UNAVAILABLE", "FILE_NOT_FOUND", "UNAVAILABLE", "UNAVAILABLE"]);
});

it("[SDK-214] gives a file in pieces, which a signal ends, and where the platform has no streams in one", async () => {
  const { fake, client, waited } = await world([whole("hello ", "world"), whole("hello ", "world")]);
  const opened = await waited(client.files.open(direct, place));
  expect([opened.size, opened.type]).toEqual([11, "text/plain"]);
  const pieces: string[] = [];
  for await (const piece of opened.bytes) pieces.push(Buffer.from(piece).toString());
  expect(pieces).toEqual(["hello ", "world"]);

  const abort = new AbortController();
  const second = await waited(client.files.open(direct, place, { signal: abort.signal }));
  const reading = async (): Promise<void> => {
    for await (const _ of second.bytes) abort.abort();
  };
  await expect(reading()).resolves.toBeUndefined();
  await expect(client.files.download(direct, place, { signal: abort.signal })).rejects.toMatchObject({
    name: "AbortError",
  });

  const { client: plain } = await (async () => {
    const other = new FakeWorld();
    const runtime = {
      ...other.runtime,
      fetch: async () => ({
        status: 200,
        headers: { get: (name: string) => (name === "content-length" ? "2" : null) },
        text: async () => "",
        arrayBuffer: async () => new Uint8Array([104, 105]).buffer,
      }),
    };
    return { client: await other.connected({ runtime }) };
  })();
  expect(await (await plain.files.download(direct, place)).text()).toBe("hi");
  expect(fake.clock.timers).toBeGreaterThan(0);
});

it("[SDK-215] asks for an address once, and again shortly before it ends; a refusal is not remembered", async () => {
  const { fake, client, calls } = await world([]);
  let made = 0;
  fake.answer = async (call) => {
    calls.push(call);
    await settle();
    return { status: 200, body: { url: `/files/token${++made}`, expiresAt: fake.clock.nowMs + 300_000 } };
  };
  const ask = (): Promise<string> => client.files.address(direct, place);
  expect(await Promise.all([ask(), ask()])).toEqual(Array(2).fill("http://server.test/files/token1"));
  await fake.clock.advance(260_000);
  expect(await ask()).toBe("http://server.test/files/token1");
  await fake.clock.advance(15_000);
  expect(await ask()).toBe("http://server.test/files/token2");
  expect(await client.files.address(direct, { ...place, size: "320" })).toBe("http://server.test/files/token3");
  const bodies = calls.filter(({ path }) => path.endsWith("/address")).map(({ body }) => body);
  expect(bodies).toEqual([{ seq: 7 }, { seq: 7 }, { seq: 7, size: "320" }]);

  const other = { ...place, seq: 8 };
  fake.answer = () => ({ status: 404, body: problem(404, "FILE_NOT_FOUND") });
  await expect(client.files.address(direct, other)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  fake.answer = () => ({ status: 200, body: { url: "/files/late", expiresAt: fake.clock.nowMs + 300_000 } });
  expect(await client.files.address(direct, other)).toBe("http://server.test/files/late");
});

it("[SDK-215] lists the files of a conversation", async () => {
  const { client, calls } = await world([{ status: 200, body: { items: [], next: "c2" } }]);
  expect(await client.files.list(direct, { of: "media", cursor: "c1", limit: 20 })).toEqual({ items: [], next: "c2" });
  expect(calls.at(-1)?.path).toBe(`/api/conversations/${direct}/files?of=media&cursor=c1&limit=20`);
});
