// Files: the caller's uploads, and what they fetch out of conversations.
import { mayBeFile, newFileId } from "../../durable-objects/runtime/file-ids.ts";
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { sharedFileStub } from "../../durable-objects/runtime/stubs.ts";
import { isTypeTaken } from "../../durable-objects/files/sniff.ts";
import { partsOf } from "../../durable-objects/files/stored-file.ts";
import type { DeclaredFile, FileId, PreviewSize } from "../../schema/protocol/files.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { fileRoutes } from "../../schema/protocol/routes/files.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { SharedFileRpc } from "../../schema/rpc/shared-file.ts";
import { bytesResponse } from "../files/serve-bytes.ts";
import { countForDeployment } from "../files/deployment-bytes.ts";
import { previewFrom } from "../files/picture-from.ts";
import { lengthOf, receivePart } from "../files/receive-bytes.ts";
import { isRefused } from "../http/answer.ts";
import { CallerSession } from "../http/caller-session.ts";
import type { HandlersOf, UserInput } from "../http/handler.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import { fileToken, readFileToken } from "../ids/file-addresses.ts";

/** R2 knows no more parts of an upload. */
const mostParts = 10_000;

const notFound = refused("FILE_NOT_FOUND");

export const fileHandlers: HandlersOf<typeof fileRoutes> = {
  async declareFile({ env, limits, session, body }) {
    const refusal = judge(env, limits.FILE_MAX_BYTES, body) ?? (await charge({ env, limits, session }, 0));
    if (refusal !== null) return refusal;
    const { fileId, expiresAt } = await declare(env, session.userId, body);
    return { status: 201, body: { fileId, partSize: wireLimits.filePartBytes, parts: partsOf(body.size), expiresAt } };
  },

  async sendWholeFile({ env, limits, session, request, query }) {
    const length = lengthOf(request, wireLimits.filePartBytes);
    if (typeof length !== "number") return length;
    const most = Math.min(limits.FILE_MAX_BYTES, wireLimits.filePartBytes);
    const refusal = judge(env, most, query) ?? (await charge({ env, limits, session }, length));
    if (refusal !== null) return refusal;
    if (length !== query.size) return refused("FILE_NOT_AS_DECLARED");
    const { fileId } = await declare(env, session.userId, query);
    const upload = { env, session, request, fileId, part: 1, size: length, sha256: query.sha256 };
    const sent = await sendPart(upload);
    const done = isRefused(sent)
      ? sent
      : await callActor(() => fileOf(env, fileId).complete({ userId: session.userId }));
    if (!isRefused(done)) return { status: 201, body: done };
    await callActor(() => fileOf(env, fileId).discard({ userId: session.userId }));
    return done;
  },

  async getUpload({ env, session, path }) {
    const upload = await ofOwner({ env, session, ...path }, (file, userId) => file.upload({ userId }));
    return isRefused(upload) ? upload : { status: 200, body: upload };
  },

  async sendFilePart({ env, limits, session, request, path, query }) {
    const size = lengthOf(request, wireLimits.filePartBytes);
    if (typeof size !== "number") return size;
    const refusal = await charge({ env, limits, session }, size);
    if (refusal !== null) return refusal;
    if (!mayBeFile(env, path.fileId)) return notFound;
    const sent = await sendPart({ env, session, request, ...path, size, ...query });
    return isRefused(sent) ? sent : { status: 200, body: { part: path.part } };
  },

  async sendFilePreview({ env, limits, session, request, path: { fileId, size } }) {
    const length = lengthOf(request, wireLimits.maxPreviewBytes);
    if (typeof length !== "number") return length;
    const refusal = await charge({ env, limits, session }, length);
    if (refusal !== null) return refusal;
    if (!mayBeFile(env, fileId)) return notFound;
    const { userId } = session;
    const target = await callActor(() => fileOf(env, fileId).beginPreview({ userId, size }));
    if (isRefused(target)) return target;
    const preview = await previewFrom(request, length, Number(size));
    if (isRefused(preview)) return preview;
    await env.FILES.put(target.key, preview.bytes);
    const { mimeType } = preview;
    const done = await callActor(() => fileOf(env, fileId).endPreview({ userId, size, mimeType }));
    return isRefused(done) ? done : { status: 204 };
  },

  async completeFile({ env, limits, session, path }) {
    const refusal = await charge({ env, limits, session }, 0);
    if (refusal !== null) return refusal;
    if (!mayBeFile(env, path.fileId)) return notFound;
    const done = await callActor(() => fileOf(env, path.fileId).complete({ userId: session.userId }), completeMs);
    return isRefused(done) ? done : { status: 200, body: done };
  },

  async discardFile({ env, session, path }) {
    const done = await ofOwner({ env, session, ...path }, (file, userId) => file.discard({ userId }));
    return isRefused(done) ? done : { status: 204 };
  },

  async listFiles({ session, path, query: { of, cursor, limit } }) {
    const before = cursor === undefined ? {} : { before: Number(cursor) };
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return { status: 200, body: { items: [], next: null } };
    const found = await session.askNew({ kind: "list-files", ...path, of, limit, ...before });
    if (isRefused(found)) return found;
    return { status: 200, body: { items: found.items, next: found.next === null ? null : String(found.next) } };
  },

  getFile: ({ env, session, request, path, query }) => fetchFile(env, session, { ...path, ...query }, request.headers),

  async getFileAddress({ env, session, path, body }) {
    const allowed = await session.askNew({ kind: "may-open-file", ...path, seq: body.seq });
    if (isRefused(allowed)) return allowed;
    if (!mayBeFile(env, path.fileId)) return notFound;
    const expiresAt = Date.now() + wireLimits.fileAddressMs;
    const token = fileToken(env, { ...session.caller, userId: session.userId, ...path, ...body, expiresAt });
    return { status: 200, body: { url: `/files/${token}`, expiresAt } };
  },

  async getFileByAddress({ request, path, ...context }) {
    const { env } = context;
    const addressed = readFileToken(env, path.fileToken, Date.now());
    if (addressed === null) return (await countStranger(request, context)) ?? notFound;
    const { userId, deviceId, family, generation, conversationId, seq, fileId, size } = addressed;
    const caller = {
      deviceId,
      ...(family !== undefined && { family }),
      ...(generation !== undefined && { generation }),
    };
    const session = CallerSession.of(env, userId, caller);
    const wanted = { conversationId, seq, fileId, ...(size !== undefined && { size }) };
    return fetchFile(env, session, wanted, request.headers);
  },
};

/** Bytes of a large file are read once. */
const completeMs = 120_000;

interface WantedFile {
  readonly conversationId: ConversationId;
  readonly fileId: FileId;
  readonly seq: number;
  readonly size?: PreviewSize;
}

/** The conversation is asked every time: what was recalled, or is not seen any more, is not given. */
async function fetchFile(
  env: Env,
  session: CallerSession,
  { conversationId, fileId, seq, size }: WantedFile,
  headers: Headers,
): Promise<Response | Refused> {
  const [allowed, served] = await Promise.all([
    session.askNew({ kind: "open-file", conversationId, seq, fileId }),
    mayBeFile(env, fileId) ? callActor(() => fileOf(env, fileId).serve(size === undefined ? {} : { size })) : notFound,
  ]);
  if (isRefused(allowed)) return allowed;
  return isRefused(served) ? served : bytesResponse(env, served, headers);
}

const fileOf = (env: Env, fileId: FileId): SharedFileRpc => sharedFileStub(env, fileId);

/** @returns TOO_LARGE, FILE_TYPE_REFUSED */
function judge({ FILE_TYPES }: Env, maxBytes: number, { size, type }: DeclaredFile): Refused | null {
  if (size > maxBytes || partsOf(size) > mostParts) return refused("TOO_LARGE");
  return isTypeTaken(type, FILE_TYPES) ? null : refused("FILE_TYPE_REFUSED");
}

type Charged = Pick<UserInput, "env" | "limits" | "session">;

/** Their sender first: whoever may send no more takes nothing of what all may. @throws ActorUnavailable */
async function charge({ session, ...context }: Charged, bytes: number): Promise<Refused | null> {
  const allowed = await session.ask({ kind: "authorize", uploads: { count: 1, bytes } });
  if (isRefused(allowed)) return allowed;
  return bytes === 0 ? null : countForDeployment(bytes, context);
}

async function declare(env: Env, ownerId: UserId, { name, size, type, sha256 }: DeclaredFile) {
  const fileId = newFileId(env);
  const file = { name, size, type, sha256 };
  return { fileId, ...(await callActor(() => fileOf(env, fileId).declare({ ownerId, file }))) };
}

type OfOwner = Pick<UserInput, "env" | "session"> & { readonly fileId: FileId };

/** A call about the caller's own upload, once the session has judged them. */
async function ofOwner<Done>(
  { env, session, fileId }: OfOwner,
  call: (file: SharedFileRpc, userId: UserId) => Promise<Done | Refused>,
): Promise<Done | Refused> {
  const allowed = await session.ask({ kind: "authorize" });
  if (isRefused(allowed)) return allowed;
  return mayBeFile(env, fileId) ? callActor(() => call(fileOf(env, fileId), session.userId)) : notFound;
}

type SentPart = OfOwner &
  Pick<UserInput, "request"> & { readonly part: number; readonly size: number; readonly sha256: string };

/** Of a wrong hash nothing is noted: the part may be sent again. */
async function sendPart({ env, session, request, fileId, part, size, sha256 }: SentPart) {
  const { userId } = session;
  const target = await callActor(() => fileOf(env, fileId).beginPart({ userId, part, size }));
  if (isRefused(target)) return target;
  const { body } = request as { readonly body: ReadableStream<Uint8Array> | null };
  if (body === null) return refused("FILE_NOT_AS_DECLARED");
  const received = await receivePart(env.FILES, body, { target, part, size }).catch((cause: unknown) => {
    // R2 is away, or the sender is.
    logErrorSeldom("part of a file not stored", cause, { fileId });
    return null;
  });
  if (received === null) return refused("UNAVAILABLE");
  if (received.sha256 !== sha256) return refused("FILE_NOT_AS_DECLARED");
  const { etag } = received;
  return callActor(() => fileOf(env, fileId).endPart({ userId, part, target, etag }));
}
