// Previews that the server makes of pictures that came without: the queue's jobs, at the real service for images.
import { env } from "cloudflare:workers";
import { imageMeta } from "image-meta";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { sharedFileStub } from "../../durable-objects/runtime/stubs.ts";
import type { FileFacts } from "../../schema/protocol/files.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { bytesOf, fetchFile, sendFile, storedKeysOf } from "../support/files-http.ts";
import { CaughtQueue, deliver } from "../support/jobs-queue.ts";
import { newUsername, openDirect, register } from "../support/people.ts";
import { jpegOf, pngOf } from "../support/some-files.ts";
import { callWorker } from "../support/worker-http.ts";

let queue: CaughtQueue;
let bob: SessionResult;
beforeAll(async () => {
  queue = new CaughtQueue();
  bob = await register(newUsername("bob"));
});
afterAll(() => queue.restore());

interface Sender {
  readonly who: SessionResult;
  readonly talk: ConversationId;
}

/** Each has a budget of their own. */
async function newSender(): Promise<Sender> {
  const who = await register(newUsername("ada"));
  return { who, talk: await openDirect(who.accessToken, bob.user.id) };
}

const sent = ({ who, talk }: Sender, bytes: Uint8Array) => sendFile(who, talk, bytes);

const jobsOf = ({ fileId }: FileFacts) =>
  queue.ofKind("preview-file").filter(({ payload }) => payload.fileId === fileId);
const jobOf = (facts: FileFacts) =>
  vi.waitFor(
    () => {
      const [job] = jobsOf(facts);
      if (job === undefined) throw new Error("no job yet");
      return job;
    },
    { timeout: 10_000 },
  );
const previewOf = ({ talk }: Sender, { seq, fileId }: FileFacts & { readonly seq: number }, size: number) =>
  fetchFile(bob, talk, seq, fileId, {}, `&size=${size}`);

describe("[FILE-13] a picture that came without previews", () => {
  it("is sent at once, and has previews once the job is done; the job again changes nothing", async () => {
    const sender = await newSender();
    const picture = await sent(sender, pngOf(1_600, 1_200));
    const before = await previewOf(sender, picture, 320);
    expect([before.status, before.headers.get("content-type")]).toEqual([200, "image/png"]);
    await before.arrayBuffer();
    const job = await jobOf(picture);
    expect(await deliver([job, job])).toMatchObject({ acked: ["m0", "m1"], retried: {} });
    for (const size of [320, 1_280]) {
      const preview = await previewOf(sender, picture, size);
      expect([preview.status, preview.headers.get("content-type")]).toEqual([200, "image/webp"]);
      expect(imageMeta(await bytesOf(preview))).toMatchObject({ width: size, height: (size * 3) / 4 });
    }
    const whole = await previewOf(sender, picture, 320);
    expect((await bytesOf(whole)).length).toBeLessThan(picture.size);
    await sharedFileStub(env, picture.fileId).endPreviews({ made: {} });
    expect(await deliver([job])).toMatchObject({ acked: ["m0"] });
    expect((await previewOf(sender, picture, 1_280)).headers.get("content-type")).toBe("image/webp");
  });

  it("that is small enough, or no picture that stands still, asks for none", async () => {
    const sender = await newSender();
    const small = await sent(sender, pngOf(320, 200));
    const middle = await sent(sender, pngOf(321, 200));
    await deliver([await jobOf(middle)]);
    expect(jobsOf(small)).toEqual([]);
    expect((await storedKeysOf(middle.fileId)).toSorted()).toEqual([
      `made/${middle.fileId}/320`,
      `pictures/${middle.fileId}`,
    ]);
  });

  it("that nobody can decode stays without, and is not tried again", async () => {
    const sender = await newSender();
    const broken = await sent(sender, jpegOf({ width: 4_000, height: 3_000 }));
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(await deliver([await jobOf(broken)])).toMatchObject({ acked: ["m0"], retried: {} });
    expect((await previewOf(sender, broken, 320)).headers.get("content-type")).toBe("image/jpeg");
    expect(await storedKeysOf(broken.fileId)).toEqual([`pictures/${broken.fileId}`]);
  });

  it("costs its sender's budget, beyond which pictures are shown without", async () => {
    const sender = await newSender();
    const pictures = [];
    for (let n = 0; n < 4; n++) pictures.push(await sent(sender, pngOf(1_300 + n, 700)));
    const [first, second, ...others] = pictures;
    for (const picture of [first, second]) if (picture !== undefined) await jobOf(picture);
    expect(others.flatMap((picture) => jobsOf(picture))).toEqual([]);
  });

  it("leaves none behind when it is taken back while they are made", async () => {
    const sender = await newSender();
    const picture = await sent(sender, pngOf(1_600, 1_200));
    const job = await jobOf(picture);
    const toMake = await sharedFileStub(env, picture.fileId).beginPreviews();
    expect(toMake?.to.map(({ size }) => size)).toEqual(["320", "1280"]);
    const recalled = await callWorker({
      method: "DELETE",
      path: `/api/conversations/${sender.talk}/messages/${picture.seq}`,
      token: sender.who.accessToken,
    });
    expect(recalled.status).toBe(200);
    await vi.waitFor(async () => expect(await storedKeysOf(picture.fileId)).toEqual([]), { timeout: 10_000 });
    expect(await deliver([job])).toMatchObject({ acked: ["m0"], retried: {} });
    expect(await storedKeysOf(picture.fileId)).toEqual([]);
  });
});
