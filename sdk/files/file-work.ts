// What is loaded when a user's first file is sent or fetched: uploads, downloads, addresses, and the outbox's files.
import type { FileFacts, FileId, SentFilesResult } from "../../schema/protocol/files.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { abortable } from "../client/abortable.ts";
import type { CallOptions } from "../http/call-options.ts";
import { Addresses } from "./addresses.ts";
import { downloadBlob, openDownload } from "./downloads.ts";
import type { DownloadOptions, FileDownload, FileListOptions, FilePlace } from "./file-types.ts";
import { OutgoingFiles, type OutgoingFilesHost } from "./outgoing-files.ts";
import { Slots } from "./slots.ts";
import { runUpload, type UploadJob, type UploadParts } from "./upload-run.ts";
import type { UserFilesParts } from "./user-files.ts";

/** Parts on their way at once, of all files together: each is in memory meanwhile. */
const maxParts = 3;

export class FileWork {
  readonly #parts: UploadParts;
  readonly #addresses: Addresses;

  constructor(parts: UserFilesParts) {
    const { api, now } = parts;
    this.#parts = { ...parts, slots: new Slots(maxParts) };
    this.#addresses = new Addresses(
      (conversationId, { fileId, ...body }) =>
        api.call("POST /api/conversations/:conversationId/files/:fileId/address", {
          path: { conversationId, fileId },
          body,
        }),
      now,
    );
  }

  upload(job: UploadJob, signal: AbortSignal): Promise<FileFacts> {
    return runUpload(this.#parts, job, signal);
  }

  /** Never rejects: what nobody sends is gone after a day anyway. */
  async discard(fileId: FileId): Promise<void> {
    await this.#parts.api.call("DELETE /api/files/:fileId", { path: { fileId } }).catch(() => {});
  }

  outgoing(host: OutgoingFilesHost): OutgoingFiles {
    return new OutgoingFiles(host, this.#parts, (fileId) => this.discard(fileId));
  }

  address(conversationId: ConversationId, place: FilePlace, { signal }: CallOptions): Promise<string> {
    return abortable(this.#addresses.of(conversationId, place), signal);
  }

  download(conversationId: ConversationId, place: FilePlace, options: DownloadOptions): Promise<Blob> {
    return downloadBlob(this.#parts, conversationId, place, options);
  }

  open(conversationId: ConversationId, place: FilePlace, options: DownloadOptions): Promise<FileDownload> {
    return openDownload(this.#parts, conversationId, place, options);
  }

  list(conversationId: ConversationId, { signal, ...query }: FileListOptions): Promise<SentFilesResult> {
    const request = { path: { conversationId }, query, signal };
    return this.#parts.api.call("GET /api/conversations/:conversationId/files", request);
  }
}
