// An upload that is not complete: which part goes where, and which are there.
import type { FileId, PreviewSize } from "../../schema/protocol/files.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import type { PartTarget } from "../../schema/rpc/shared-file.ts";
import { previewKey, sentKey, type FileBytes } from "./file-bytes.ts";
import type { FileRow } from "./file-row.ts";
import { partsOf, sizeOfPart } from "./stored-file.ts";

export interface PartsHost {
  readonly bytes: Pick<FileBytes, "beginMultipart" | "abortMultipart">;
  now(): number;
}

type Done = { readonly ok: true };
const notFound = refused("FILE_NOT_FOUND");

export class FileParts {
  readonly #host: PartsHost;
  readonly #row: FileRow;
  #beginning: Promise<string> | null = null;

  constructor(host: PartsHost, row: FileRow) {
    this.#host = host;
    this.#row = row;
  }

  /** @throws Error when R2 cannot be reached */
  async beginPart(userId: UserId, part: number, size: number): Promise<PartTarget | Refused> {
    const file = this.#row.own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    const expected = sizeOfPart(file.declared, part);
    if (expected === null) return refusedAt("INVALID_REQUEST", "/part");
    if (expected !== size) return refused("FILE_NOT_AS_DECLARED");
    const isWhole = partsOf(file.declared.size) === 1;
    // What comes now takes the place of the part that was there, whether it turns out to be right or not.
    const { [part]: _before, ...etags } = file.etags;
    const writes = file.writes + (isWhole ? 1 : 0);
    this.#row.put({ ...file, etags, writes, touchedAt: this.#host.now(), writtenAt: this.#host.now() });
    if (isWhole) return { key: sentKey(file.fileId, writes), uploadId: null };
    const uploadId = file.uploadId ?? (await (this.#beginning ??= this.#beginMultipart(file.fileId)));
    return this.#row.own(userId) === null ? notFound : { key: sentKey(file.fileId, 0), uploadId };
  }

  async #beginMultipart(fileId: FileId): Promise<string> {
    try {
      const uploadId = await this.#host.bytes.beginMultipart(sentKey(fileId, 0));
      const file = this.#row.living;
      if (file === null) await this.#host.bytes.abortMultipart(sentKey(fileId, 0), uploadId);
      else this.#row.put({ ...file, uploadId });
      return uploadId;
    } finally {
      this.#beginning = null;
    }
  }

  endPart(userId: UserId, part: number, { key: sentAs, uploadId }: PartTarget, etag: string): Done | Refused {
    const file = this.#row.own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    if (file.uploadId !== uploadId) return refused("FILE_NOT_READY", 1_000);
    const etags = { ...file.etags, [part]: etag };
    this.#row.put({ ...file, touchedAt: this.#host.now(), etags, ...(uploadId === null && { sentAs }) });
    return { ok: true };
  }

  beginPreview(userId: UserId, size: PreviewSize): PartTarget | Refused {
    const file = this.#row.own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    this.#row.put({ ...file, touchedAt: this.#host.now(), writtenAt: this.#host.now() });
    return { key: previewKey(file.fileId, size), uploadId: null };
  }

  endPreview(userId: UserId, size: PreviewSize, mimeType: string): Done | Refused {
    const file = this.#row.own(userId);
    if (file === null) return notFound;
    if (file.facts !== null) return refused("FILE_COMPLETE");
    this.#row.put({ ...file, previews: { ...file.previews, [size]: mimeType } });
    return { ok: true };
  }
}
