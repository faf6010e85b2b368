// One file: its upload, what it is, who refers to it, and its end. Rules and order; the bytes are in R2.
import type { DeclaredFile, FileFacts, FileId, PreviewSize, Upload } from "../../schema/protocol/files.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import type { FileHold, FileReference, LaterFile, PartTarget, ServedBytes } from "../../schema/rpc/shared-file.ts";
import { logErrorSeldom } from "../runtime/logger.ts";
import { previewKey, sentKey, type FileBytes } from "./file-bytes.ts";
import { cleanFileName } from "./file-name.ts";
import { lookThrough, type LookingHost } from "./look-through.ts";
import { References, type Rows } from "./references.ts";
import { servedOf } from "./served-of.ts";
import { keysOf, partsOf, receivedParts, sizeOfPart, unsentUntil, uploadOf, type StoredFile } from "./stored-file.ts";

export interface FileHost extends LookingHost {
  readonly fileId: FileId;
  readonly rows: Rows;
  readonly bytes: LookingHost["bytes"] & Pick<FileBytes, "beginMultipart" | "abortMultipart" | "delete">;
  now(): number;
  /** Makes the alarm ring at this time or before. */
  arm(at: number): void;
  /** Deletes all rows, and the alarm. */
  forget(): Promise<void>;
}

const key = "file";
/** A request that has begun to write to R2 has ended by then. */
export const lateWriteMs = 900_000;

const notFound = refused("FILE_NOT_FOUND");

export class FileCore {
  readonly #host: FileHost;
  readonly #references: References;
  /** Undefined: not read yet. */
  #held: StoredFile | null | undefined;
  #beginning: Promise<string> | null = null;
  #completing: Promise<FileFacts | Refused> | null = null;
  #ending: Promise<void> | null = null;
  /** When the alarm has to ring at the latest; null: nothing is due. */
  #dueAt: number | null = null;

  constructor(host: FileHost) {
    this.#host = host;
    this.#references = new References(host.rows);
  }

  declare(ownerId: UserId, declared: DeclaredFile): { readonly expiresAt: number } {
    const file: StoredFile = this.#now ?? {
      fileId: this.#host.fileId,
      ownerId,
      declared: { ...declared, name: cleanFileName(declared.name) },
      touchedAt: this.#host.now(),
      writtenAt: 0,
      uploadId: null,
      writes: 0,
      sentAs: null,
      etags: {},
      previews: {},
      facts: null,
      key: null,
      wasSent: false,
      isDying: false,
    };
    this.#put(file);
    const expiresAt = unsentUntil(file);
    this.#arm(expiresAt);
    return { expiresAt };
  }

  upload(userId: UserId): Upload | Refused {
    const file = this.#own(userId);
    return file === null ? notFound : uploadOf(file, this.#references.isAny);
  }

  /** @throws Error when R2 cannot be reached */
  async beginPart(userId: UserId, part: number, size: number): Promise<PartTarget | Refused> {
    const file = this.#own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    const expected = sizeOfPart(file.declared, part);
    if (expected === null) return refusedAt("INVALID_REQUEST", "/part");
    if (expected !== size) return refused("FILE_NOT_AS_DECLARED");
    const isWhole = partsOf(file.declared.size) === 1;
    // What comes now takes the place of the part that was there, whether it turns out to be right or not.
    const { [part]: _before, ...etags } = file.etags;
    const writes = file.writes + (isWhole ? 1 : 0);
    this.#put({ ...file, etags, writes, touchedAt: this.#host.now(), writtenAt: this.#host.now() });
    if (isWhole) return { key: sentKey(file.fileId, writes), uploadId: null };
    const uploadId = file.uploadId ?? (await (this.#beginning ??= this.#beginMultipart(file.fileId)));
    return this.#own(userId) === null ? notFound : { key: sentKey(file.fileId, 0), uploadId };
  }

  async #beginMultipart(fileId: FileId): Promise<string> {
    try {
      const uploadId = await this.#host.bytes.beginMultipart(sentKey(fileId, 0));
      const file = this.#now;
      if (file === null || file.isDying) await this.#host.bytes.abortMultipart(sentKey(fileId, 0), uploadId);
      else this.#put({ ...file, uploadId });
      return uploadId;
    } finally {
      this.#beginning = null;
    }
  }

  endPart(
    userId: UserId,
    part: number,
    { key: sentAs, uploadId }: PartTarget,
    etag: string,
  ): { readonly ok: true } | Refused {
    const file = this.#own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    if (file.uploadId !== uploadId) return refused("FILE_NOT_READY", 1_000);
    const etags = { ...file.etags, [part]: etag };
    this.#put({ ...file, touchedAt: this.#host.now(), etags, ...(uploadId === null && { sentAs }) });
    return { ok: true };
  }

  beginPreview(userId: UserId, size: PreviewSize): PartTarget | Refused {
    const file = this.#own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    this.#put({ ...file, touchedAt: this.#host.now(), writtenAt: this.#host.now() });
    return { key: previewKey(file.fileId, size), uploadId: null };
  }

  endPreview(userId: UserId, size: PreviewSize, mimeType: string): { readonly ok: true } | Refused {
    const file = this.#own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    this.#put({ ...file, previews: { ...file.previews, [size]: mimeType } });
    return { ok: true };
  }

  /** @throws Error when R2 cannot be reached: a repeat goes on */
  async complete(userId: UserId): Promise<FileFacts | Refused> {
    const file = this.#own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return file.facts;
    if (receivedParts(file).length < partsOf(file.declared.size)) return refused("FILE_NOT_READY");
    this.#completing ??= this.#complete(file).finally(() => (this.#completing = null));
    return this.#completing;
  }

  async #complete(file: StoredFile): Promise<FileFacts | Refused> {
    const found = await lookThrough(this.#host, file);
    if ("refusal" in found) {
      await this.#end();
      return found;
    }
    const { facts, key: servedKey, leftKey } = found;
    // It may have been discarded meanwhile.
    const now = this.#living;
    if (now !== null) this.#put({ ...now, facts, key: servedKey, touchedAt: this.#host.now() });
    const unneeded = now === null ? servedKey : leftKey;
    if (unneeded !== null) await this.#host.bytes.delete([unneeded]);
    return now === null ? notFound : facts;
  }

  async discard(userId: UserId): Promise<{ readonly ok: true } | Refused> {
    const file = this.#own(userId);
    if (file === null) return notFound;
    if (!this.#references.isAny) await this.#end();
    return { ok: true };
  }

  hold({ userId, via, ...held }: FileHold): FileFacts | Refused {
    const file = this.#living;
    if (file === null) return notFound;
    if (via === undefined ? file.ownerId !== userId : !this.#references.isIn(via)) return notFound;
    if (file.facts === null) return refused("FILE_NOT_READY");
    const now = this.#host.now();
    this.#references.hold(held, now);
    this.#arm(now + wireLimits.fileUnsentMs);
    return file.facts;
  }

  keepForLater({ userId, ...asked }: LaterFile): FileFacts | Refused {
    const file = this.#own(userId);
    if (file === null) return notFound;
    if (file.facts === null) return refused("FILE_NOT_READY");
    const now = this.#host.now();
    if (!this.#references.keepForLater(asked, now)) return notFound;
    this.#arm(now + wireLimits.fileUnsentMs);
    return file.facts;
  }

  async letGo({ laterId }: Pick<LaterFile, "laterId">): Promise<void> {
    if (this.#living === null) return;
    const now = this.#host.now();
    this.#references.letGo(laterId, now);
    await this.#endUnlessAny(now);
  }

  refer(reference: FileReference): { readonly kept: boolean } {
    const file = this.#living;
    if (file === null || file.facts === null) return { kept: false };
    const kept = this.#references.refer(reference, this.#host.now());
    if (kept && !file.wasSent) this.#put({ ...file, wasSent: true });
    return { kept };
  }

  async release(reference: FileReference): Promise<void> {
    if (this.#living === null) return;
    const now = this.#host.now();
    this.#references.release(reference, now);
    await this.#endUnlessAny(now);
  }

  async #endUnlessAny(now: number): Promise<void> {
    if (this.#references.isAny) return this.#arm(now + wireLimits.fileUnsentMs);
    await this.#end();
  }

  serve(size?: PreviewSize): ServedBytes | Refused {
    const file = this.#living;
    if (file === null) return notFound;
    return servedOf(file, size);
  }

  /** What is over ends. @throws Error when R2 cannot be reached: the alarm rings again */
  async ring(): Promise<void> {
    this.#dueAt = null;
    const file = this.#now;
    if (file === null) return;
    const now = this.#host.now();
    const next = this.#references.expire(now);
    const isOver = !this.#references.isAny && (file.wasSent || unsentUntil(file) <= now);
    if (file.isDying || isOver) return this.#end();
    const unsent = this.#references.isAny ? null : unsentUntil(file);
    for (const at of [next, unsent]) if (at !== null) this.#arm(at);
  }

  dueAt(): number | null {
    return this.#dueAt;
  }

  #arm(at: number): void {
    this.#dueAt = Math.min(this.#dueAt ?? at, at);
    this.#host.arm(this.#dueAt);
  }

  /** Nothing may refer to it any more. Then deletes the bytes, and forgets the file once nobody can be writing any more. */
  async #end(): Promise<void> {
    const file = this.#living;
    if (file !== null) {
      this.#put({ ...file, isDying: true });
      this.#arm(this.#host.now());
    }
    this.#ending ??= this.#delete().finally(() => (this.#ending = null));
    try {
      await this.#ending;
    } catch (cause) {
      logErrorSeldom("bytes of a file not deleted", cause, { fileId: this.#host.fileId });
      this.#arm(this.#host.now() + 60_000);
    }
  }

  async #delete(): Promise<void> {
    const file = this.#now;
    if (file === null) return;
    const { bytes } = this.#host;
    if (file.uploadId !== null) await bytes.abortMultipart(sentKey(file.fileId, 0), file.uploadId);
    await bytes.delete(keysOf(file));
    // What is on its way would be found by nobody.
    const last = file.writtenAt + lateWriteMs;
    if (this.#host.now() < last) return this.#arm(last);
    await this.#host.forget();
    this.#held = undefined;
    this.#dueAt = null;
  }

  /** The caller's own, unless it is dying. */
  #own(userId: UserId): StoredFile | null {
    const file = this.#living;
    return file !== null && file.ownerId === userId ? file : null;
  }

  get #living(): StoredFile | null {
    const file = this.#now;
    return file === null || file.isDying ? null : file;
  }

  get #now(): StoredFile | null {
    return (this.#held ??= this.#host.rows.get<StoredFile>(key) ?? null);
  }

  #put(file: StoredFile): void {
    this.#host.rows.put(key, file);
    this.#held = file;
  }
}
