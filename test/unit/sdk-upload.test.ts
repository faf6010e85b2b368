// Uploads that an app makes without a message, and the hashes that they need.
import { createHash } from "node:crypto";
import { array, assert, property, uint8Array } from "fast-check";
import { expect, it } from "vitest";
import type { FileId } from "../../schema/protocol/files.ts";
import type { FileSource, KlatchClient, Upload, UploadProgress } from "@klatch/sdk";
import { Sha256 } from "../../sdk/files/sha256.ts";
import { FakeFileServer, sha256Of } from "../support/fake-file-server.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { FakeWorld, settle, type FakeCall } from "../support/sdk-fakes.ts";

await import("../../sdk/files/file-work.ts");

/** Files larger than this go in parts. */
const wholeBytes = 8_388_608;
const partSize = 1_048_576;

function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i += 997) bytes[i] = i % 251;
  return bytes;
}

const sourceOf = (bytes: Uint8Array, name = "film.mp4"): FileSource => ({
  name,
  type: "video/mp4",
  size: bytes.length,
  read: async (from, to) => bytes.subarray(from, to),
});

async function world(features = ["files"]) {
  const fake = new FakeWorld();
  fake.features = features;
  const server = new FakeFileServer(partSize);
  fake.answer = server.answer;
  const client = await fake.connected();
  /** What a promise became, while time passes. */
  const waited = async <T>(promise: Promise<T>): Promise<T> => {
    const over = { is: false };
    promise.catch(() => {}).finally(() => (over.is = true));
    for (let i = 0; i < 2_000 && !over.is; i++) await fake.clock.advance(200);
    return promise;
  };
  return { fake, server, client, waited };
}

const partsOf = (done: readonly string[]): number => done.filter((call) => call === "PUT ID parts").length;

const started = (client: KlatchClient, source: FileSource | Blob, resume?: FileId): [Upload, UploadProgress[]] => {
  const told: UploadProgress[] = [];
  return [client.files.upload(source, { resume, onProgress: (progress) => told.push(progress) }), told];
};

it("[SDK-201] hashes as the standard says, however the bytes come", () => {
  const holds = property(array(uint8Array({ maxLength: 200 }), { maxLength: 6 }), (pieces) => {
    const hash = new Sha256();
    const expected = createHash("sha256");
    for (const piece of pieces) {
      hash.update(piece);
      expected.update(piece);
    }
    expect(hash.hex()).toBe(expected.digest("hex"));
  });
  expect(assert(holds, parametersOf(500))).toBeUndefined();
});

it("[SDK-201] a small file goes in one request, under a name and a type that the server takes", async () => {
  const { server, client, waited } = await world();
  const [upload, told] = started(client, new File(["hello"], "a\uD800b.txt", { type: "Text/Plain; charset=utf-8" }));
  const facts = await waited(upload.done);
  expect(facts).toMatchObject({ name: "a\u{FFFD}b.txt", size: 5, mimeType: "text/plain" });
  expect(server.done).toEqual(["POST whole"]);
  expect(server.bytesOf(facts.fileId)).toEqual(Buffer.from("hello"));
  expect(told.map(({ state }) => state)).toEqual(["hashing", "sending", "done"]);
});

it("[SDK-201] a large file goes in parts of the server's size, at most three at once, each read when it is its turn", async () => {
  const { server, client, waited } = await world();
  const bytes = bytesOf(wholeBytes + 10);
  let atOnce = 0;
  let most = 0;
  server.onCall = async ({ method }) => {
    if (method !== "PUT") return;
    most = Math.max(most, ++atOnce);
    await settle();
    await settle();
    atOnce--;
  };
  const [upload, told] = started(client, sourceOf(bytes));
  const { fileId } = await waited(upload.done);
  expect(most).toBe(3);
  expect(partsOf(server.done)).toBe(9);
  expect(sha256Of(server.bytesOf(fileId) ?? new Uint8Array())).toBe(sha256Of(bytes));
  const sent = told.filter(({ state }) => state === "sending").map((one) => one.sent);
  expect(sent).toEqual(sent.toSorted((a, b) => a - b));
  expect([upload.progress, upload.fileId]).toEqual([
    { sent: bytes.length, total: bytes.length, state: "done" },
    fileId,
  ]);
});

it("[SDK-202] calls without an answer, and refusals for now, are repeated; nothing is sent that the server has", async () => {
  const { server, client, waited } = await world();
  const bytes = bytesOf(wholeBytes + 10);
  const fates = ["unheard", "well", "lost", "RATE_LIMITED", "UNAVAILABLE", "well", "lost", "well", "lost"] as const;
  let at = 0;
  server.fate = () => fates[at++] ?? "well";
  const [upload] = started(client, sourceOf(bytes));
  const { fileId } = await waited(upload.done);
  expect(sha256Of(server.bytesOf(fileId) ?? new Uint8Array())).toBe(sha256Of(bytes));
});

it("[SDK-202] an answer to complete that is lost is asked for again, and no second file is made", async () => {
  const { server, client, waited } = await world();
  let lost = 0;
  server.fate = ({ path }) => (path.endsWith("/complete") && lost++ < 2 ? "lost" : "well");
  const [upload] = started(client, sourceOf(bytesOf(wholeBytes + 1)));
  await waited(upload.done);
  expect([lost, server.uploads.size]).toEqual([3, 1]);
});

it("[SDK-203] goes on with an upload of another device: only what is missing is sent", async () => {
  const { server, client, waited } = await world();
  const bytes = bytesOf(wholeBytes + 10);
  const fileId = server.declare({ name: "f", size: bytes.length, type: "video/mp4", sha256: sha256Of(bytes) });
  for (const part of [1, 3, 9])
    server.uploads.get(fileId)?.parts.set(part, bytes.slice((part - 1) * partSize, part * partSize));
  const [upload, told] = started(client, sourceOf(bytes), fileId);
  expect((await waited(upload.done)).fileId).toBe(fileId);
  expect(partsOf(server.done)).toBe(6);
  expect(told.find(({ state }) => state === "sending")?.sent).toBe(2 * partSize + 10);
  const [other] = started(client, sourceOf(bytesOf(wholeBytes + 11)), fileId);
  await expect(waited(other.done)).rejects.toMatchObject({ code: "FILE_NOT_AS_DECLARED" });
});

it("[SDK-203] an upload that the server has forgotten begins anew", async () => {
  const { server, client, waited } = await world();
  let parts = 0;
  server.onCall = ({ method }) => {
    if (method === "PUT" && ++parts === 4) server.expire();
  };
  const [upload] = started(client, sourceOf(bytesOf(wholeBytes + 10)));
  const { fileId } = await waited(upload.done);
  expect(server.bytesOf(fileId)?.length).toBe(wholeBytes + 10);
  expect(server.done.filter((call) => call === "POST")).toHaveLength(2);
});

it("[SDK-204] is paused, goes on where it was, and is cancelled on the server too", async () => {
  const { fake, server, client, waited } = await world();
  const whenPart = async (upload: Upload, n: number, then: (upload: Upload) => void): Promise<void> => {
    await new Promise<void>((resolve) => {
      let parts = 0;
      server.onCall = ({ method }) => {
        if (method !== "PUT" || ++parts !== n) return;
        then(upload);
        resolve();
      };
    });
    server.onCall = () => {};
  };
  const [upload] = started(client, sourceOf(bytesOf(wholeBytes + 10)));
  await whenPart(upload, 5, (one) => one.pause());
  await fake.clock.advance(60_000);
  const { length } = server.done;
  expect(upload.progress.state).toBe("paused");
  upload.pause();
  upload.resume();
  upload.resume();
  await waited(upload.done);
  expect(server.done.slice(length)[0]).toBe("GET ID");
  expect(partsOf(server.done)).toBe(9);

  const [second] = started(client, sourceOf(bytesOf(wholeBytes + 20)));
  await whenPart(second, 3, () => {});
  await second.cancel();
  await expect(second.done).rejects.toMatchObject({ name: "AbortError" });
  expect([second.progress.state, server.uploads.size]).toEqual(["failed", 1]);
  await second.cancel();
});

it("[SDK-204] a signal cancels it; a sign-out and `close` end it", async () => {
  const { client, server, fake } = await world();
  server.fate = () => "unheard";
  const abort = new AbortController();
  const first = client.files.upload(new Blob(["one"]), { signal: abort.signal });
  const second = client.files.upload(new Blob(["two"]));
  await settle();
  abort.abort();
  await expect(first.done).rejects.toMatchObject({ name: "AbortError" });
  client.close();
  await expect(second.done).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await fake.clock.advance(0);
  expect(fake.clock.timers).toBe(0);
});

it("[SDK-205] what the server refuses, and a file that changes meanwhile, fail with their codes", async () => {
  const { fake, client, server, waited } = await world();
  fake.answer = async () => ({ status: 413, body: { code: "TOO_LARGE", title: "No." } });
  await expect(waited(client.files.upload(new Blob(["x"])).done)).rejects.toMatchObject({ code: "TOO_LARGE" });
  fake.answer = server.answer;
  let reads = 0;
  const shrinking = sourceOf(bytesOf(wholeBytes + 10));
  const source: FileSource = {
    ...shrinking,
    read: (from, to) => shrinking.read(from, ++reads > 11 ? to - 1 : to),
  };
  await expect(waited(client.files.upload(source).done)).rejects.toMatchObject({ code: "FILE_NOT_AS_DECLARED" });
  expect(() => client.files.upload(new Blob([]))).toThrowError(expect.objectContaining({ code: "INVALID_REQUEST" }));
});

it("[SDK-205] at a server that knows no files it fails at once, and nothing is asked", async () => {
  const { fake, client } = await world([]);
  const upload = client.files.upload(new Blob(["x"]));
  await expect(upload.done).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(fake.calls.filter(({ path }: FakeCall) => path.startsWith("/api/files"))).toEqual([]);
});
