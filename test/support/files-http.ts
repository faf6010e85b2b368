// Files over HTTP: sent, named in messages, fetched.
import { env } from "cloudflare:workers";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { FileFacts } from "../../schema/protocol/files.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { newClientMsgId } from "./people.ts";
import { sha256Of } from "./some-files.ts";
import { callWorker, fetchWorker, type HttpAnswer } from "./worker-http.ts";

const octets = { "content-type": "application/octet-stream" };

export interface Named {
  readonly name?: string;
  readonly type?: string;
}

export const declare = (
  who: SessionResult,
  bytes: Uint8Array,
  { name = "menu.bin", type = "text/plain" }: Named = {},
) =>
  callWorker({
    method: "POST",
    path: "/api/files",
    token: who.accessToken,
    body: { name, size: bytes.length, type, sha256: sha256Of(bytes) },
  });

export const sendPart = (
  who: SessionResult,
  fileId: string,
  part: number,
  bytes: Uint8Array,
  sha256 = sha256Of(bytes),
): Promise<HttpAnswer> =>
  callWorker({
    method: "PUT",
    path: `/api/files/${fileId}/parts/${part}?sha256=${sha256}`,
    token: who.accessToken,
    raw: bytes,
    headers: octets,
  });

export const complete = (who: SessionResult, fileId: string): Promise<HttpAnswer> =>
  callWorker({ method: "POST", path: `/api/files/${fileId}/complete`, token: who.accessToken });

export const sendWhole = (
  who: SessionResult,
  bytes: Uint8Array,
  { name = "menu.bin", type = "text/plain" }: Named = {},
): Promise<HttpAnswer> =>
  callWorker({
    method: "POST",
    path: `/api/files/whole?${new URLSearchParams({ name, size: String(bytes.length), type, sha256: sha256Of(bytes) }).toString()}`,
    token: who.accessToken,
    raw: bytes,
    headers: octets,
  });

export async function factsOf(answer: Promise<HttpAnswer>): Promise<FileFacts> {
  const { status, body } = await answer;
  if (status !== 200 && status !== 201) throw new Error(`no file: ${JSON.stringify(body)}`);
  return body as FileFacts;
}

/** A message with this file. */
export const sendFileMessage = (
  who: SessionResult,
  conversationId: ConversationId,
  { fileId, size, mimeType, name }: FileFacts,
  clientMsgId = newClientMsgId(),
): Promise<HttpAnswer> =>
  callWorker({
    method: "POST",
    path: `/api/conversations/${conversationId}/messages`,
    token: who.accessToken,
    body: { clientMsgId, content: { type: "file", fileId, size, mimeType, name } },
  });

export const fetchFile = (
  who: SessionResult,
  conversationId: ConversationId,
  seq: number,
  fileId: string,
  headers: Readonly<Record<string, string>> = {},
  query = "",
): Promise<Response> =>
  fetchWorker({
    method: "GET",
    path: `/api/conversations/${conversationId}/files/${fileId}?seq=${seq}${query}`,
    token: who.accessToken,
    headers,
  });

export const bytesOf = async (answer: Promise<Response> | Response): Promise<Uint8Array> =>
  new Uint8Array(await (await answer).arrayBuffer());

/** Sends bytes in a message. @throws Error when either is refused */
export async function sendFile(
  who: SessionResult,
  to: ConversationId,
  bytes: Uint8Array,
  named: Named = {},
): Promise<FileFacts & { readonly seq: number }> {
  const facts = await factsOf(sendWhole(who, bytes, named));
  const { status, body } = await sendFileMessage(who, to, facts);
  if (status !== 201) throw new Error(`not sent: ${JSON.stringify(body)}`);
  return { ...facts, seq: (body as { seq: number }).seq };
}

/** What R2 has of a file. */
export const storedKeysOf = async (fileId: string): Promise<readonly string[]> =>
  (await env.FILES.list()).objects.map(({ key }) => key).filter((key) => key.includes(fileId));
