// Files with equal bytes, once they are merged: in workerd, with R2.
import { env } from "cloudflare:workers";
import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, expect, it, vi } from "vitest";
import { mergedFromBytes } from "../../durable-objects/files/file-merge.ts";
import { equalFilesPlace, equalFilesStub, sharedFileStub } from "../../durable-objects/runtime/stubs.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { FileFacts } from "../../schema/protocol/files.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { bytesOf, fetchFile, sendFile } from "../support/files-http.ts";
import { newUsername, openDirect, register } from "../support/people.ts";
import { sha256Of } from "../support/some-files.ts";
import { callWorker } from "../support/worker-http.ts";

type Sent = FileFacts & { readonly seq: number };

let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  talk = await openDirect(ada.accessToken, bob.user.id);
});

const film = Uint8Array.from({ length: mergedFromBytes }, (_, at) => (at * 7 + (at >> 8) * 31) & 0xff);
const sha256 = sha256Of(film);
/** Where bytes of these are: other tests have files in the same bucket, and none that is merged. */
async function keysOf(files: readonly Sent[]): Promise<readonly string[]> {
  const places = ["common/", ...files.flatMap(({ fileId }) => [`sent/${fileId}/`, `pictures/${fileId}`])];
  const found = await Promise.all(places.map((prefix) => env.FILES.list({ prefix })));
  return found.flatMap(({ objects }) => objects.map(({ key }) => key));
}
const get = ({ seq, fileId }: Sent, headers: Readonly<Record<string, string>> = {}) =>
  fetchFile(bob, talk, seq, fileId, headers);

/** What its alarm does half a day after it was sent. */
const offer = ({ fileId, size }: Sent) => equalFilesStub(env, sha256).offer({ sha256, size, fileId });

/** Its alarm, as if so many minutes had passed. */
async function ring(object: DurableObjectStub, minutes: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
  try {
    expect(await runDurableObjectAlarm(object)).toBe(true);
  } finally {
    vi.useRealTimers();
  }
}

const recall = ({ seq }: Sent) =>
  callWorker({
    method: "DELETE",
    path: `/api/conversations/${talk}/messages/${seq}`,
    token: ada.accessToken,
  });

it("[FILE-51] equal files have their bytes once, and no answer changes by that", async () => {
  const [one, two] = [await sendFile(ada, talk, film), await sendFile(ada, talk, film)];
  const before = await get(one);
  const etag = before.headers.get("etag") ?? "";
  expect(sha256Of(await bytesOf(before))).toBe(sha256);
  expect([etag, (await get(two)).headers.get("etag")]).toEqual([`"${sha256}"`, etag]);
  // Each object hears of its message by the conversation's alarm.
  await vi.waitFor(async () => {
    for (const { fileId } of [one, two]) {
      const served = await sharedFileStub(env, fileId).storeCommon({
        sha256,
        size: film.length,
        key: "never",
        until: 0,
      });
      expect(served).toBe("later");
    }
  }, 10_000);
  await offer(one);
  await offer(two);
  expect(await keysOf([one, two])).toEqual([one, two].map(({ fileId }) => expect.stringContaining(fileId)));
  await ring(env.EQUAL_FILES.getByName(equalFilesPlace(sha256)), 11);
  for (const { fileId } of [one, two]) await ring(env.SHARED_FILE.getByName(fileId), 30);
  expect(await keysOf([one, two])).toEqual([expect.stringMatching(/^common\//)]);
  for (const file of [one, two]) {
    const got = await get(file);
    expect([got.status, got.headers.get("etag")]).toEqual([200, etag]);
    expect(sha256Of(await bytesOf(got))).toBe(sha256);
    expect((await get(file, { "if-none-match": `W/"x", ${etag}` })).status).toBe(304);
    expect(await bytesOf(get(file, { range: "bytes=5-9", "if-range": etag }))).toEqual(film.slice(5, 10));
  }
  expect((await recall(one)).status).toBe(200);
  await vi.waitFor(async () => expect((await get(one)).status).toBe(404), 10_000);
  expect(sha256Of(await bytesOf(get(two)))).toBe(sha256);
  expect((await recall(two)).status).toBe(200);
  await vi.waitFor(async () => expect(await keysOf([one, two])).toEqual([]), 10_000);
});
