// Stickers with a picture: sent, fetched, forwarded, scheduled, taken back; and what is no sticker.
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { FileFacts } from "../../schema/protocol/files.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { bytesOf, declare, factsOf, fetchFile, sendFile, sendWhole, storedKeysOf } from "../support/files-http.ts";
import { CaughtQueue } from "../support/jobs-queue.ts";
import { newClientMsgId, newUsername, openDirect, register } from "../support/people.ts";
import { jpegOf, pngOf, webpOf } from "../support/some-files.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  talk = await openDirect(ada.accessToken, bob.user.id);
});

const call = (who: SessionResult, method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: who.accessToken, ...(body !== undefined && { body }) });

const uploaded = (bytes: Uint8Array, who = ada): Promise<FileFacts> => factsOf(sendWhole(who, bytes));

const stickerOf = ({ fileId, size, mimeType, width, height }: FileFacts, more: object = {}) => ({
  ...{ type: "sticker", emoji: "🎉", fileId, size, mimeType, width, height },
  ...more,
});

const said = (content: object, who = ada): Promise<HttpAnswer> =>
  call(who, "POST", `/api/conversations/${talk}/messages`, { clientMsgId: newClientMsgId(), content });
const seqOf = ({ status, body }: HttpAnswer): number => {
  if (status !== 201) throw new Error(`not sent: ${JSON.stringify(body)}`);
  return (body as { seq: number }).seq;
};
const refusalOf = (answer: HttpAnswer): readonly unknown[] => [
  codeOf(answer),
  (answer.body as { pointer?: string }).pointer,
];

const gone = (fileId: string): Promise<void> =>
  vi.waitFor(async () => expect(await storedKeysOf(fileId)).toEqual([]), { timeout: 10_000 });

describe("[FILE-34] a sticker with a picture", () => {
  it.each<[what: string, bytes: () => Uint8Array]>([
    ["PNG", () => pngOf(512, 512)],
    ["WebP", () => webpOf(1, 512, { isMoving: true })],
    ["JPEG, turned", () => jpegOf({ width: 400, height: 300, orientation: 6 })],
  ])("is taken (%s), fetched by its readers, and its emoji stands for it", async (_, make) => {
    const facts = await uploaded(make());
    const content = stickerOf(facts);
    const seq = seqOf(await said(content));
    const page = await call(bob, "GET", `/api/conversations/${talk}/messages?after=${seq - 1}`);
    expect(page.body).toMatchObject({ events: [{ seq, content: { ...content, fallback: "🎉" } }] });
    const answer = await fetchFile(bob, talk, seq, facts.fileId);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, facts.mimeType]);
    expect((await bytesOf(answer)).length).toBe(facts.size);
    const inbox = await call(bob, "GET", "/api/conversations");
    expect(inbox.body).toMatchObject({ items: [{ id: talk, preview: { type: "sticker", text: "🎉" } }] });
  });

  it("is forwarded, scheduled and taken back as any message with a file; its file goes with the last that has it", async () => {
    const facts = await uploaded(pngOf(200, 100));
    const seq = seqOf(await said(stickerOf(facts)));
    const notes = await openDirect(bob.accessToken, bob.user.id);
    const forwarded = await call(bob, "POST", `/api/conversations/${notes}/forwards`, {
      ...{ clientMsgId: newClientMsgId(), from: { conversationId: talk, seqs: [seq] }, merged: false },
    });
    const [copy] = (forwarded.body as { items: readonly { seq: number }[] }).items;
    expect(forwarded.status).toBe(201);
    expect((await call(ada, "DELETE", `/api/conversations/${talk}/messages/${seq}`)).status).toBe(200);
    const of = copy?.seq ?? 0;
    await vi.waitFor(async () => expect((await fetchFile(ada, talk, seq, facts.fileId)).status).toBe(404));
    expect((await fetchFile(bob, notes, of, facts.fileId)).status).toBe(200);
    expect((await call(bob, "DELETE", `/api/conversations/${notes}/messages/${of}`)).status).toBe(200);
    await gone(facts.fileId);
    const later = await uploaded(pngOf(201, 100));
    const body = { conversationId: talk, clientMsgId: newClientMsgId(), sendAt: Date.now() + 3_600_000 };
    const scheduled = await call(ada, "POST", "/api/scheduled-messages", { ...body, content: stickerOf(later) });
    expect(scheduled.status).toBe(201);
    const wrong = await call(ada, "POST", "/api/scheduled-messages", {
      ...{ ...body, clientMsgId: newClientMsgId() },
      content: stickerOf(later, { width: 300 }),
    });
    expect(refusalOf(wrong)).toEqual(["INVALID_REQUEST", "/content/width"]);
    expect((await call(ada, "POST", `/api/scheduled-messages/${body.clientMsgId}/send`)).status).toBe(200);
  });

  it("another emoji may stand for it, another picture may not", async () => {
    const [facts, other] = [await uploaded(pngOf(64, 64)), await uploaded(pngOf(65, 64))];
    const seq = seqOf(await said(stickerOf(facts)));
    const edited = (content: object): Promise<HttpAnswer> =>
      call(ada, "PATCH", `/api/conversations/${talk}/messages/${seq}`, { opId: newClientMsgId(), content });
    expect((await edited(stickerOf(facts, { emoji: "👍" }))).status).toBe(200);
    for (const content of [stickerOf(other), { type: "sticker", emoji: "👍" }])
      expect(codeOf(await edited(content))).toBe("FORBIDDEN");
  });

  it.each<[what: string, pointer: string | undefined, make: () => Promise<object>]>([
    [
      "somebody else's file",
      undefined,
      async () => stickerOf(await sendFile(bob, talk, pngOf(90, 90), { name: "bob.png" })),
    ],
    [
      "a PDF",
      "/content/mimeType",
      async () => stickerOf(await uploaded(Buffer.from("%PDF-1.7\n1 0 obj")), { width: 9, height: 9 }),
    ],
    [
      "a PDF that is said to be a picture",
      "/content/mimeType",
      async () =>
        stickerOf(await uploaded(Buffer.from("%PDF-1.7\n2 0 obj")), { mimeType: "image/png", width: 9, height: 9 }),
    ],
    ["3000 pixels", "/content/width", async () => stickerOf(await uploaded(pngOf(3_000, 100)))],
    [
      "3000 pixels that are said to be 300",
      "/content/width",
      async () => stickerOf(await uploaded(pngOf(3_000, 101)), { width: 300 }),
    ],
    ["513 pixels", "/content/height", async () => stickerOf(await uploaded(pngOf(512, 513)))],
    ["2 MB", "/content/size", async () => stickerOf(await uploaded(pngOf(100, 100, { filler: 2_000_000 })))],
    [
      "2 MB that are said to be less",
      "/content/size",
      async () =>
        stickerOf(await uploaded(pngOf(100, 101, { filler: 2_000_000 })), { size: wireLimits.maxStickerBytes }),
    ],
    [
      "without its emoji",
      "/content/emoji",
      async () => ({ ...stickerOf(await uploaded(pngOf(80, 80))), emoji: undefined }),
    ],
    ["with a word for it", "/content/emoji", async () => stickerOf(await uploaded(pngOf(80, 81)), { emoji: "party" })],
    [
      "with half of what is said of a file",
      "/content/fileId",
      async () => ({ ...stickerOf(await uploaded(pngOf(80, 82))), size: undefined }),
    ],
  ])("is refused: %s", async (_, pointer, make) => {
    const content = await make();
    const refused = await said(content);
    expect(refusalOf(refused)).toEqual(
      pointer === undefined ? ["FILE_NOT_FOUND", undefined] : ["INVALID_REQUEST", pointer],
    );
  });

  it("is refused: a file that is not complete", async () => {
    const bytes = pngOf(70, 70);
    const { fileId } = (await declare(ada, bytes)).body as { fileId: FileFacts["fileId"] };
    const facts = { ...{ fileId, name: "", size: bytes.length, mimeType: "image/png" }, width: 70, height: 70 };
    expect(codeOf(await said(stickerOf(facts)))).toBe("FILE_NOT_READY");
  });
});

it("[FILE-35] no previews are made of its picture, and no list of files has it", async () => {
  const queue = new CaughtQueue();
  try {
    const [sticker, picture] = [await uploaded(pngOf(500, 400)), await uploaded(pngOf(500, 401))];
    const seq = seqOf(await said(stickerOf(sticker)));
    seqOf(await said({ ...stickerOf(picture), emoji: undefined, type: "image" }));
    const asked = await vi.waitFor(
      () => {
        const jobs = queue.ofKind("preview-file").map(({ payload }) => payload.fileId);
        if (jobs.length === 0) throw new Error("no job yet");
        return jobs;
      },
      { timeout: 10_000 },
    );
    expect(asked).toEqual([picture.fileId]);
    const whole = await fetchFile(bob, talk, seq, sticker.fileId, {}, "&size=320");
    expect((await bytesOf(whole)).length).toBe(sticker.size);
    for (const of of ["media", "files", "voice"]) {
      const { body } = await call(bob, "GET", `/api/conversations/${talk}/files?of=${of}`);
      const listed = (body as { items: readonly { fileId: string }[] }).items.map(({ fileId }) => fileId);
      expect(listed).not.toContain(sticker.fileId);
    }
  } finally {
    queue.restore();
  }
});
