// Files of people who mean harm: other bytes, lengths and hashes than announced, bytes of two kinds at once, names, addresses of
// those who may no longer read.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import {
  bytesOf,
  complete,
  declare,
  factsOf,
  fetchFile,
  sendFile,
  sendPart,
  sendWhole,
  storedKeysOf,
} from "../support/files-http.ts";
import { makeGroup } from "../support/group-http.ts";
import { newClientMsgId, newUsername, openDirect, register } from "../support/people.ts";
import { jpegOf, pngOf, sha256Of } from "../support/some-files.ts";
import { callWorker, codeOf, fetchWorker } from "../support/worker-http.ts";

let mallory: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  [mallory, bob] = [await register(newUsername("mallory")), await register(newUsername("bob"))];
  talk = await openDirect(mallory.accessToken, bob.user.id);
});

const text = (said: string): Uint8Array => new TextEncoder().encode(said);
const idIn = ({ body }: { readonly body: unknown }): FileId => (body as { fileId: FileId }).fileId;

const sent = (bytes: Uint8Array, name: string, to = talk) => sendFile(mallory, to, bytes, { name });

describe("[FILE-2] what is uploaded", () => {
  it("with a length that is not the body's is not there, and may be sent again", async () => {
    const whole = text("forty bytes of what was said about the cups");
    const fileId = idIn(await declare(mallory, whole));
    const part = (body: Uint8Array, length: number) =>
      callWorker({
        method: "PUT",
        path: `/api/files/${fileId}/parts/1?sha256=${sha256Of(whole)}`,
        token: mallory.accessToken,
        // A stream has no length of its own.
        raw: new Blob([new Uint8Array(body)]).stream(),
        headers: { "content-type": "application/octet-stream", "content-length": String(length) },
      });
    for (const body of [whole.subarray(0, 10), new Uint8Array([...whole, ...whole])]) {
      const refused = await part(body, whole.length);
      expect(["UNAVAILABLE", "FILE_NOT_AS_DECLARED"]).toContain(codeOf(refused));
    }
    for (const length of ["-1", "4e1", "0x28", "9".repeat(40)]) {
      const refused = await callWorker({
        method: "PUT",
        path: `/api/files/${fileId}/parts/1?sha256=${sha256Of(whole)}`,
        token: mallory.accessToken,
        raw: new Blob([new Uint8Array(whole)]).stream(),
        headers: { "content-type": "application/octet-stream", "content-length": length },
      });
      expect(["INVALID_REQUEST", "TOO_LARGE"], length).toContain(codeOf(refused));
    }
    expect(codeOf(await complete(mallory, fileId))).toBe("FILE_NOT_READY");
    expect((await part(whole, whole.length)).status).toBe(200);
    expect((await complete(mallory, fileId)).status).toBe(200);
  });

  it("under the hash of somebody else's file gives nothing of it: all bytes are asked for", async () => {
    const theirs = text("what only Bob has");
    const { fileId: known } = await factsOf(sendWhole(bob, theirs));
    const fileId = idIn(await declare(mallory, theirs));
    expect(fileId).not.toBe(known);
    expect(codeOf(await complete(mallory, fileId))).toBe("FILE_NOT_READY");
    const mine = text("what I made up...");
    expect(mine.length).toBe(theirs.length);
    expect(codeOf(await sendPart(mallory, fileId, 1, mine, sha256Of(theirs)))).toBe("FILE_NOT_AS_DECLARED");
    expect((await sendPart(mallory, fileId, 1, mine)).status).toBe(200);
    expect(codeOf(await complete(mallory, fileId))).toBe("FILE_NOT_AS_DECLARED");
    expect(await storedKeysOf(fileId)).toEqual([]);
  });

  it("declared again and again and never sent ends at a budget, and stores no bytes", async () => {
    const many = await register(newUsername("many"));
    const codes: (string | undefined)[] = [];
    const ids: FileId[] = [];
    for (let n = 0; n < 120; n++) {
      const answer = await declare(many, text(`never sent ${n}`));
      const { status, body } = answer;
      if (status === 201) ids.push(idIn(answer));
      codes.push(status === 201 ? "declared" : (body as { limit?: string }).limit);
    }
    expect(new Set(codes)).toEqual(new Set(["declared", "uploads"]));
    expect(ids.length).toBeLessThanOrEqual(100);
    const { objects } = await env.FILES.list();
    expect(objects.filter(({ key }) => ids.some((id) => key.includes(id)))).toEqual([]);
  });
});

describe("[FILE-5] bytes of two kinds at once", () => {
  const html = "<!doctype html><script>alert(1)</script>";
  it.each<[what: string, name: string, bytes: () => Uint8Array, mimeType: string]>([
    ["a page", "menu.jpg", () => text(html), "application/octet-stream"],
    [
      "a page that begins with a byte order mark",
      "menu.txt",
      () => text(`\u{FEFF}${html}`),
      "application/octet-stream",
    ],
    [
      "an SVG with a script",
      "a.svg",
      () => text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      "image",
    ],
    ["an XML page", "a.xml", () => text('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'), "xml"],
    [
      "a PDF behind a ZIP",
      "a.pdf",
      () => new Uint8Array([0x50, 0x4b, 3, 4, ...text("%PDF-1.7 /JS (app.alert(1))")]),
      "zip",
    ],
    ["a GIF that is a script", "a.js", () => text("GIF89a/*" + "x".repeat(60) + "*/=1;alert(1)"), "image/gif"],
    [
      "a page in a JPEG's comment",
      "a.html",
      () => jpegOf({ width: 4, height: 3, secret: html, appended: html }),
      "image/jpeg",
    ],
  ])("%s is given as nothing that a browser runs", async (_, name, make) => {
    const { fileId, seq, mimeType } = await sent(make(), name);
    const answer = await fetchFile(bob, talk, seq, fileId);
    const got = Buffer.from(await bytesOf(answer)).toString("latin1");
    const type = answer.headers.get("content-type") ?? "";
    expect(type).not.toMatch(/html|xml|svg|script|text/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
    expect(
      /^(image|video|audio)\//.test(type) || answer.headers.get("content-disposition")?.startsWith("attachment"),
    ).toBe(true);
    expect(mimeType.startsWith("image/jpeg") && got.includes("script")).toBe(false);
  });

  it("a picture that says it is 30,000 × 30,000 is no picture", async () => {
    const claims = Buffer.from(pngOf(30, 30));
    claims.writeUInt32BE(30_000, 16);
    claims.writeUInt32BE(30_000, 20);
    const facts = await factsOf(sendWhole(mallory, new Uint8Array(claims)));
    expect([facts.width, facts.height]).toEqual([undefined, undefined]);
    const { fileId, size, mimeType } = facts;
    const content = { type: "image", fileId, size, mimeType, width: 30_000, height: 30_000 };
    const asPicture = await callWorker({
      method: "POST",
      path: `/api/conversations/${talk}/messages`,
      token: mallory.accessToken,
      body: { clientMsgId: newClientMsgId(), content },
    });
    expect(codeOf(asPicture)).toBe("INVALID_REQUEST");
    const preview = await callWorker({
      method: "PUT",
      path: `/api/files/${idIn(await declare(mallory, text("another one")))}/previews/320`,
      token: mallory.accessToken,
      raw: new Uint8Array(claims),
      headers: { "content-type": "application/octet-stream" },
    });
    expect(codeOf(preview)).toBe("FILE_NOT_AS_DECLARED");
  });
});

describe("[FILE-1] names", () => {
  it.each([
    ["../../../etc/passwd", "passwd"],
    ["C:\\Windows\\cmd.exe", "cmd.exe"],
    ["a\u0000b\r\nSet-Cookie: x=1.txt", "abSet-Cookie_ x=1.txt"],
    ["fdp.\u202Eexe", "fdp.exe"],
    ["....", "file"],
    ["", "file"],
    [`${"x".repeat(290)}.tar.gz.txt`, `${"x".repeat(wireLimits.fileNameMaxChars - 4)}.txt`],
  ])("%j is called %j", async (declared, name) => {
    const facts = await factsOf(sendWhole(mallory, text(`named ${declared}`), { name: declared }));
    expect(facts.name).toBe(name);
  });

  it("in any script arrives as it is (RFC 8187)", async () => {
    const { fileId, seq } = await sent(text("한글"), "한글 'menu' 100%.pdf");
    const { headers } = await fetchFile(bob, talk, seq, fileId);
    expect(headers.get("content-disposition")).toBe(
      "attachment; filename=\"__ 'menu' 100_.pdf\"; filename*=UTF-8''%ED%95%9C%EA%B8%80%20%27menu%27%20100%25.pdf",
    );
  });
});

it("[FILE-5] [FILE-7] who was removed from a group gets no file of it, also by an address from before", async () => {
  const { id: group } = await makeGroup(mallory, [bob]);
  const { fileId, seq } = await sent(text("for members"), "members.txt", group);
  const path = `/api/conversations/${group}/files/${fileId}/address`;
  const { body } = await callWorker({ method: "POST", path, token: bob.accessToken, body: { seq } });
  const { url } = body as { url: string };
  expect((await fetchWorker({ method: "GET", path: url })).status).toBe(200);
  const removed = await callWorker({
    method: "DELETE",
    path: `/api/groups/${group}/members/${bob.user.id}`,
    token: mallory.accessToken,
  });
  expect(removed.status).toBe(200);
  // What was there while he was a member he may still read; not what came later.
  const later = await sent(text("after he left"), "later.txt", group);
  expect((await fetchFile(bob, group, later.seq, later.fileId)).status).toBe(404);
  expect((await fetchFile(bob, group, seq, later.fileId)).status).toBe(404);
  const ofLater = `/api/conversations/${group}/files/${later.fileId}/address`;
  const refused = await callWorker({ method: "POST", path: ofLater, token: bob.accessToken, body: { seq: later.seq } });
  expect(codeOf(refused)).toBe("FILE_NOT_FOUND");
});
