// An upload that is complete, made at the file's object: no budget is asked.
import { env } from "cloudflare:workers";
import { newFileId } from "../../durable-objects/runtime/file-ids.ts";
import { sharedFileStub } from "../../durable-objects/runtime/stubs.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import { sha256Of } from "./some-files.ts";

export async function completeFileOf({ user }: SessionResult, bytes: Uint8Array): Promise<FileId> {
  const fileId = newFileId(env);
  const file = sharedFileStub(env, fileId);
  const { id: userId } = user;
  const declared = { name: "menu.bin", size: bytes.length, type: "text/plain", sha256: sha256Of(bytes) };
  await file.declare({ ownerId: userId, file: declared });
  const target = await file.beginPart({ userId, part: 1, size: bytes.length });
  if ("refusal" in target) throw new Error("the part is refused");
  const stored = await env.FILES.put(target.key, bytes);
  await file.endPart({ userId, part: 1, target, etag: stored?.etag ?? "" });
  const done = await file.complete({ userId });
  if ("refusal" in done) throw new Error("the file is refused");
  return fileId;
}
