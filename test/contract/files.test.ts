// Files: uploads in parts, messages that name them, fetching out of conversations, and their end.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import {
  bytesOf,
  complete,
  declare,
  factsOf,
  fetchFile,
  sendFile,
  sendFileMessage,
  sendPart,
  sendWhole,
  storedKeysOf,
} from "../support/files-http.ts";
import { newClientMsgId, newUsername, openDirect, register } from "../support/people.ts";
import { filmOf } from "../support/some-films.ts";
import { jpegOf, sha256Of } from "../support/some-files.ts";
import { callUnder, callWorker, codeOf, fetchWorker, type HttpAnswer, type HttpCall } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let eve: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  [ada, bob, eve] = [
    await register(newUsername("ada")),
    await register(newUsername("bob")),
    await register(newUsername("eve")),
  ];
  talk = await openDirect(ada.accessToken, bob.user.id);
});

const bytes = (length: number, seed = 7): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * seed + (index >> 8) * 31) & 0xff);

const call = (who: SessionResult, method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: who.accessToken, ...(body !== undefined && { body }) });

const sent = (who: SessionResult, content: Uint8Array, to = talk) => sendFile(who, to, content);

describe("an upload", () => {
  it("[FILE-1] [FILE-2] comes in parts, in any order and again, and tells which are there", async () => {
    const whole = bytes(wireLimits.filePartBytes + 1_000);
    const [first, second] = [whole.subarray(0, wireLimits.filePartBytes), whole.subarray(wireLimits.filePartBytes)];
    const declared = await declare(ada, whole, { name: "../../\u202Eevil\u0000 notes.bin", type: "text/plain" });
    expect(declared).toMatchObject({ status: 201, body: { partSize: wireLimits.filePartBytes, parts: 2 } });
    const { fileId } = declared.body as { fileId: FileId };
    expect(codeOf(await complete(ada, fileId))).toBe("FILE_NOT_READY");
    expect((await sendPart(ada, fileId, 2, second)).status).toBe(200);
    expect((await call(ada, "GET", `/api/files/${fileId}`)).body).toMatchObject({
      received: [2],
      name: "evil notes.bin",
    });
    expect(codeOf(await sendPart(ada, fileId, 1, second))).toBe("FILE_NOT_AS_DECLARED");
    expect(codeOf(await sendPart(ada, fileId, 3, second))).toBe("INVALID_REQUEST");
    expect(codeOf(await sendPart(ada, fileId, 1, first, sha256Of(second)))).toBe("FILE_NOT_AS_DECLARED");
    expect((await sendPart(ada, fileId, 1, first)).status).toBe(200);
    expect((await sendPart(ada, fileId, 1, first)).status).toBe(200);
    const facts = { fileId, name: "evil notes.bin", size: whole.length, mimeType: "application/octet-stream" };
    expect(await Promise.all([complete(ada, fileId), complete(ada, fileId)])).toMatchObject([
      { status: 200, body: facts },
      { status: 200, body: facts },
    ]);
    expect(codeOf(await sendPart(ada, fileId, 1, first))).toBe("FILE_COMPLETE");
    expect((await call(ada, "GET", `/api/files/${fileId}`)).body).toMatchObject({ received: [1, 2], file: facts });
  });

  it("[FILE-2] whose bytes are not what was declared is refused, and leaves nothing", async () => {
    const content = bytes(500);
    const { body } = await declare(ada, content);
    const { fileId } = body as { fileId: FileId };
    const other = bytes(500, 9);
    expect((await sendPart(ada, fileId, 1, other)).status).toBe(200);
    expect(codeOf(await complete(ada, fileId))).toBe("FILE_NOT_AS_DECLARED");
    expect(await storedKeysOf(fileId)).toEqual([]);
    expect(codeOf(await complete(ada, fileId))).toBe("FILE_NOT_FOUND");
  });

  it("[FILE-3] is nobody else's: whoever asks of it learns nothing, and of an invented one nobody is asked", async () => {
    const { fileId } = await factsOf(sendWhole(ada, bytes(400)));
    for (const id of [fileId, `file_${"0".repeat(26)}`]) {
      expect(codeOf(await call(bob, "GET", `/api/files/${id}`))).toBe("FILE_NOT_FOUND");
      expect(codeOf(await sendPart(bob, id, 1, bytes(400)))).toBe("FILE_NOT_FOUND");
      expect(codeOf(await complete(bob, id))).toBe("FILE_NOT_FOUND");
      expect(codeOf(await call(bob, "DELETE", `/api/files/${id}`))).toBe("FILE_NOT_FOUND");
    }
    const said = { fileId, name: "menu.bin", size: 400, mimeType: "application/octet-stream" } as FileFacts;
    expect(codeOf(await sendFileMessage(bob, talk, said))).toBe("FILE_NOT_FOUND");
  });

  it("[FILE-4] of a picture loses what it says beside the picture, and is as large as it is shown", async () => {
    const picture = jpegOf({ width: 40, height: 30, orientation: 6, secret: "at home", appended: "<script>" });
    const facts = await factsOf(sendWhole(ada, picture, { name: "cups.jpg", type: "image/png" }));
    expect(facts).toMatchObject({ mimeType: "image/jpeg", width: 30, height: 40, name: "cups.jpg" });
    const content = {
      type: "image",
      fileId: facts.fileId,
      size: facts.size,
      mimeType: "image/jpeg",
      width: 30,
      height: 40,
    };
    const messages = `/api/conversations/${talk}/messages`;
    const wrong = await call(ada, "POST", messages, {
      clientMsgId: newClientMsgId(),
      content: { ...content, width: 31 },
    });
    expect(wrong.body).toMatchObject({ code: "INVALID_REQUEST", pointer: "/content/width" });
    const { body } = await call(ada, "POST", messages, { clientMsgId: newClientMsgId(), content });
    const got = await bytesOf(fetchFile(bob, talk, (body as { seq: number }).seq, facts.fileId));
    expect(got.length).toBe(facts.size);
    expect(Buffer.from(got).toString("latin1")).not.toMatch(/at home|script/);
  });
});

describe("a message with a file", () => {
  it("[FILE-12] of a film loses where and when it was filmed, and nothing moves", async () => {
    const secret = "48.8584,+002.2945";
    const { bytes: film } = filmOf({ secret });
    const facts = await sent(ada, film);
    expect(facts).toMatchObject({ size: film.length, mimeType: "video/mp4" });
    const got = await bytesOf(await fetchFile(bob, talk, facts.seq, facts.fileId));
    expect(got.length).toBe(film.length);
    expect([Buffer.from(film).includes(secret), Buffer.from(got).includes(secret)]).toEqual([true, false]);
    expect(Buffer.from(got).indexOf("picture-1picture-2")).toBe(Buffer.from(film).indexOf("picture-1picture-2"));
    expect(await storedKeysOf(facts.fileId)).toEqual([`pictures/${facts.fileId}`]);
  });

  it("[FILE-5] gives it to whoever sees the message, and to nobody else", async () => {
    const content = bytes(3_000);
    const { fileId, seq } = await sent(ada, content);
    const got = await fetchFile(bob, talk, seq, fileId);
    expect(got.status).toBe(200);
    expect(await bytesOf(got)).toEqual(content);
    expect(got.headers.get("content-disposition")).toBe('attachment; filename="menu.bin"');
    expect(got.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(got.headers.get("x-content-type-options")).toBe("nosniff");
    expect(got.headers.get("cache-control")).toBe("private, no-cache");
    expect((await fetchFile(eve, talk, seq, fileId)).status).toBe(404);
    // Of another message, and of a conversation of one's own.
    const { seq: other } = await sent(ada, bytes(10));
    expect((await fetchFile(bob, talk, other, fileId)).status).toBe(404);
    const own = await openDirect(bob.accessToken, eve.user.id);
    expect((await fetchFile(bob, own, seq, fileId)).status).toBe(404);
  });

  it("[FILE-6] is fetched in ranges, and not again when it is known", async () => {
    const content = bytes(1_000);
    const { fileId, seq } = await sent(ada, content);
    const get = (headers: Record<string, string>) => fetchFile(bob, talk, seq, fileId, headers);
    const part = await get({ range: "bytes=10-19" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, "bytes 10-19/1000"]);
    expect(await bytesOf(part)).toEqual(content.slice(10, 20));
    expect(await bytesOf(get({ range: "bytes=-5" }))).toEqual(content.slice(995));
    expect(await bytesOf(get({ range: "bytes=990-5000" }))).toEqual(content.slice(990));
    for (const range of ["bytes=20-10", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", `bytes=${"9".repeat(40)}-`])
      expect((await get({ range })).status, range).toBe(200);
    expect((await get({ range: "bytes=1000-" })).status).toBe(416);
    const etag = part.headers.get("etag") ?? "";
    expect((await get({ "if-none-match": etag })).status).toBe(304);
    expect((await get({ range: "bytes=0-1", "if-range": '"another"' })).status).toBe(200);
    expect((await get({ range: "bytes=0-1", "if-range": etag })).status).toBe(206);
  });

  it("[FILE-7] gives an address, which is judged at every fetch as its owner is", async () => {
    const content = bytes(200);
    const { fileId, seq } = await sent(ada, content);
    const asked = { method: "POST", path: `/api/conversations/${talk}/files/${fileId}/address`, body: { seq } };
    const answer = await callWorker({ ...asked, token: bob.accessToken });
    const { url } = answer.body as { url: string };
    expect(await bytesOf(fetchWorker({ method: "GET", path: url }))).toEqual(content);
    expect(codeOf(await callWorker({ ...asked, token: eve.accessToken }))).toBe("CONVERSATION_NOT_FOUND");
    const altered = url.replace(/.(?=\.)/, (char) => (char === "A" ? "B" : "A"));
    expect((await fetchWorker({ method: "GET", path: altered })).status).toBe(404);
    vi.useFakeTimers({ now: Date.now() + wireLimits.fileAddressMs + 1_000, toFake: ["Date"] });
    try {
      expect((await fetchWorker({ method: "GET", path: url })).status).toBe(404);
    } finally {
      vi.useRealTimers();
    }
    expect((await call(ada, "DELETE", `/api/conversations/${talk}/messages/${seq}`)).status).toBe(200);
    expect((await fetchWorker({ method: "GET", path: url })).status).toBe(404);
  });

  it("[FILE-8] takes it along when it is gone, unless another message has it", async () => {
    const facts = await sent(ada, bytes(700));
    const again = await sendFileMessage(ada, talk, facts);
    const { seq: second } = again.body as { seq: number };
    const recall = (seq: number) => call(ada, "DELETE", `/api/conversations/${talk}/messages/${seq}`);
    expect((await recall(facts.seq)).status).toBe(200);
    expect((await fetchFile(bob, talk, facts.seq, facts.fileId)).status).toBe(404);
    expect((await fetchFile(bob, talk, second, facts.fileId)).status).toBe(200);
    expect((await recall(second)).status).toBe(200);
    expect((await fetchFile(bob, talk, second, facts.fileId)).status).toBe(404);
    await vi.waitFor(async () => expect(await storedKeysOf(facts.fileId)).toEqual([]), { timeout: 10_000 });
    expect(codeOf(await sendFileMessage(ada, talk, facts))).toBe("FILE_NOT_FOUND");
  });

  it("[FILE-11] is acked again whatever has become of its file, and waits for no D1, R2 or queue", async () => {
    const facts = await factsOf(sendWhole(ada, bytes(650)));
    const clientMsgId = newClientMsgId();
    const { fileId: id, size, mimeType, name } = facts;
    const content = { type: "file", fileId: id, size, mimeType, name };
    const message: HttpCall = {
      method: "POST",
      path: `/api/conversations/${talk}/messages`,
      token: ada.accessToken,
      body: { clientMsgId, content },
    };
    const away = (): never => {
      throw new Error("it is away");
    };
    const without = {
      FILES: new Proxy(env.FILES, { get: away }),
      JOBS: new Proxy(env.JOBS, { get: away }),
      DIRECTORY: new Proxy(env.DIRECTORY, { get: away }),
    };
    const first = await callUnder(without, message);
    expect(first.status).toBe(201);
    const { seq } = first.body as { seq: number };
    expect((await call(ada, "DELETE", `/api/conversations/${talk}/messages/${seq}`)).status).toBe(200);
    await vi.waitFor(async () => expect(await storedKeysOf(id)).toEqual([]), { timeout: 10_000 });
    expect((await callWorker(message)).body).toEqual(first.body);
    expect(codeOf(await sendFileMessage(ada, talk, facts))).toBe("FILE_NOT_FOUND");
  });

  it("[FILE-33] gives a preview of whatever it is, and never bytes that are no picture in its place", async () => {
    const withPreview = async (size: number | null): Promise<readonly (string | number)[]> => {
      const content = bytes(500);
      const { fileId } = (await declare(ada, content)).body as { fileId: FileId };
      await sendPart(ada, fileId, 1, content);
      const preview = jpegOf({ width: 40, height: 30, secret: "at home" });
      const path = `/api/files/${fileId}/previews/${size}`;
      const headers = { "content-type": "application/octet-stream" };
      if (size !== null) await callWorker({ method: "PUT", path, token: ada.accessToken, raw: preview, headers });
      const facts = await factsOf(complete(ada, fileId));
      const { seq } = (await sendFileMessage(ada, talk, facts)).body as { seq: number };
      const typeOf = async (query: string): Promise<string | number> => {
        const got = await fetchFile(bob, talk, seq, fileId, {}, query);
        return got.ok ? (got.headers.get("content-type") ?? "") : got.status;
      };
      return [await typeOf("&size=320"), await typeOf("&size=1280"), await typeOf("")];
    };
    expect(await withPreview(320)).toEqual(["image/jpeg", "image/jpeg", "application/octet-stream"]);
    expect(await withPreview(1_280)).toEqual(["image/jpeg", "image/jpeg", "application/octet-stream"]);
    expect(await withPreview(null)).toEqual([404, 404, "application/octet-stream"]);
    // A picture that has none is its own.
    const picture = await factsOf(sendWhole(ada, jpegOf({ width: 40, height: 30 })));
    const { seq } = (await sendFileMessage(ada, talk, picture)).body as { seq: number };
    expect((await fetchFile(bob, talk, seq, picture.fileId, {}, "&size=320")).status).toBe(200);
  });

  it("[FILE-9] that is forwarded gives the file to its new readers", async () => {
    const { fileId, seq } = await sent(ada, bytes(900));
    const own = await openDirect(bob.accessToken, eve.user.id);
    const forward = await call(bob, "POST", `/api/conversations/${own}/forwards`, {
      clientMsgId: newClientMsgId(),
      from: { conversationId: talk, seqs: [seq] },
      merged: false,
    });
    expect(forward.status).toBe(201);
    const [ack] = (forward.body as { items: { seq: number }[] }).items;
    expect((await fetchFile(eve, own, ack?.seq ?? 0, fileId)).status).toBe(200);
    expect((await call(ada, "DELETE", `/api/conversations/${talk}/messages/${seq}`)).status).toBe(200);
    expect((await fetchFile(eve, own, ack?.seq ?? 0, fileId)).status).toBe(200);
  });

  it("[FILE-10] is listed with the files of the conversation, for whoever sees it", async () => {
    const mine = await openDirect(ada.accessToken, eve.user.id);
    const one = await sent(ada, bytes(20), mine);
    const two = await sent(ada, bytes(21), mine);
    const list = async (query: string) =>
      (await call(eve, "GET", `/api/conversations/${mine}/files?of=files${query}`)).body as {
        items: { seq: number }[];
        next: string | null;
      };
    expect(await list("&limit=1")).toMatchObject({ items: [{ seq: two.seq, kind: "file" }], next: String(two.seq) });
    expect(await list(`&cursor=${two.seq}`)).toMatchObject({ items: [{ seq: one.seq }], next: null });
    await call(ada, "DELETE", `/api/conversations/${mine}/messages/${two.seq}`);
    expect((await list("")).items.map(({ seq }) => seq)).not.toContain(two.seq);
  });
});
