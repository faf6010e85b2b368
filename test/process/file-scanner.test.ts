// A deployment whose files a scanner looks at before anybody gets them, on a real server with a real queue.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makePair, type Pair, type Person } from "../../lab/kit/people.ts";
import type { FileFacts } from "../../schema/protocol/files.ts";
import { ScannerServer, virus } from "../support/scanner-server.ts";
import { TestServer } from "../support/test-server.ts";

let scanner: ScannerServer;
let server: TestServer;
let pair: Pair;
beforeAll(async () => {
  scanner = await ScannerServer.start();
  const vars = { SCANNER_URL: scanner.url, SCANNER_SECRET: scanner.secret, LOG_LEVEL: "error" };
  server = await TestServer.start({ vars });
  pair = await makePair(server.url);
});
afterAll(async () => {
  await server.stop();
  scanner.stop();
});

type Init = Pick<RequestInit, "body"> & { readonly headers?: Readonly<Record<string, string>> };
const call = (who: Person, method: string, path: string, init: Init = {}): Promise<Response> =>
  fetch(server.url + path, {
    ...init,
    method,
    headers: { authorization: `Bearer ${who.accessToken}`, ...init.headers },
  });

async function upload(name: string, bytes: Buffer): Promise<FileFacts> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const query = new URLSearchParams({ name, size: String(bytes.length), type: "text/plain", sha256 });
  const headers = { "content-type": "application/octet-stream" };
  const answer = await call(pair.sender, "POST", `/api/files/whole?${query.toString()}`, {
    headers,
    body: new Uint8Array(bytes),
  });
  expect(answer.status).toBe(201);
  return JSON.parse(await answer.text()) as FileFacts;
}

async function send({ fileId, size, mimeType, name }: FileFacts): Promise<Response> {
  const content = { type: "file", fileId, size, mimeType, name };
  return call(pair.sender, "POST", `/api/conversations/${pair.conversationId}/messages`, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ clientMsgId: crypto.randomUUID(), content }),
  });
}

/** The field of the answer, whatever else it has. */
const fieldOf = async (answer: Response, field: string): Promise<unknown> =>
  (JSON.parse(await answer.text()) as Readonly<Record<string, unknown>>)[field];

const fetched = async (who: Person, seq: number, fileId: string): Promise<unknown> => {
  const answer = await call(who, "GET", `/api/conversations/${pair.conversationId}/files/${fileId}?seq=${seq}`);
  return answer.ok ? answer.text() : fieldOf(answer, "code");
};

it("[FILE-14] a file is sent at once, and given to nobody before the scanner has said that it is clean", async () => {
  // It is away, and says what is no verdict: then it is asked again.
  scanner.faults.push(500, '{"verdict":"probably clean"}');
  const [clean, bad] = [Buffer.from("Coffee at three 🍵"), Buffer.from(`before ${virus} after`)];
  const [cleanFile, badFile] = [await upload('한글 "menu".txt', clean), await upload("game.exe", bad)];
  const seqs = [];
  for (const facts of [cleanFile, badFile]) {
    const answer = await send(facts);
    expect(answer.status).toBe(201);
    seqs.push(Number(await fieldOf(answer, "seq")));
  }
  const [cleanSeq = 0, badSeq = 0] = seqs;
  for (const who of [pair.sender, pair.receiver]) {
    expect(["FILE_NOT_READY", clean.toString()]).toContain(await fetched(who, cleanSeq, cleanFile.fileId));
    expect(["FILE_NOT_READY", "FILE_QUARANTINED"]).toContain(await fetched(who, badSeq, badFile.fileId));
  }
  await vi.waitFor(
    async () => {
      expect(await fetched(pair.receiver, cleanSeq, cleanFile.fileId)).toBe(clean.toString());
      expect(await fetched(pair.receiver, badSeq, badFile.fileId)).toBe("FILE_QUARANTINED");
    },
    { timeout: 60_000, interval: 250 },
  );
  expect(await fetched(pair.sender, badSeq, badFile.fileId)).toBe("FILE_QUARANTINED");
  expect(scanner.faults).toEqual([]);
  expect(scanner.forged).toBe(0);
  const byId = scanner.scanned.toSorted((a, b) => a.bytes.length - b.bytes.length);
  expect(byId.map(({ id, bytes }) => [id, bytes.toString()])).toEqual(
    [
      [`scan-file_${cleanFile.fileId}`, clean.toString()],
      [`scan-file_${badFile.fileId}`, bad.toString()],
    ].toSorted(([, a = ""], [, b = ""]) => Buffer.byteLength(a) - Buffer.byteLength(b)),
  );
  expect(scanner.scanned.some(({ name }) => name.includes("%ED%95%9C%EA%B8%80"))).toBe(true);
  const again = await send(badFile);
  expect([again.status, await fieldOf(again, "code")]).toEqual([403, "FILE_QUARANTINED"]);
}, 90_000);
