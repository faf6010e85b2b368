// The files of one user: what runs, and what it needs, which is loaded when it is first used.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Runtime } from "../client/runtime.ts";
import type { AuthorizedHttp } from "../http/authorized-http.ts";
import { declaredAs, noBytesError, previewsOf } from "../outbox/given-file.ts";
import { whyUnknown } from "../client/klatch-error.ts";
import { filesFeature } from "../client/protocol-constants.ts";
import { memoryFiles } from "../store/memory-files.ts";
import type { KeptFiles } from "../store/kept-files.ts";
import { throwIfAborted } from "../client/abortable.ts";
import { sourceOf, type BlobLike, type FileSource } from "./file-source.ts";
import type { Upload, UploadOptions } from "./file-types.ts";
import type { FileWork } from "./file-work.ts";
import { UploadHandle } from "./upload-handle.ts";

export interface UserFilesParts {
  readonly userId: UserId;
  readonly api: AuthorizedHttp;
  readonly runtime: Pick<Runtime, "setTimer" | "random">;
  /** The server's time, in ms since 1970. */
  readonly now: () => number;
  readonly onOnline: (listener: () => void) => () => void;
  /** What the server understands, as far as this tab has heard. */
  readonly features: () => readonly string[] | null;
  /** Where the bytes of messages are kept; undefined: in memory. */
  readonly kept: KeptFiles | undefined;
}

export class UserFiles {
  readonly kept: KeptFiles;
  readonly #parts: UserFilesParts;
  readonly #uploads = new Set<UploadHandle>();
  #work: Promise<FileWork> | null = null;

  constructor(parts: UserFilesParts) {
    this.#parts = parts;
    this.kept = parts.kept ?? memoryFiles();
  }

  get userId(): UserId {
    return this.#parts.userId;
  }

  /** Loads what files need. Rejects if that cannot be loaded now, and may be called again. */
  async work(): Promise<FileWork> {
    this.#work ??= import("./file-work.ts").then((loaded) => new loaded.FileWork(this.#parts));
    try {
      return await this.#work;
    } catch (error) {
      this.#work = null;
      throw error;
    }
  }

  /** @throws KlatchError `INVALID_REQUEST` */
  upload(file: BlobLike | FileSource, { name, previews = {}, resume, signal, onProgress }: UploadOptions): Upload {
    throwIfAborted(signal);
    if (file.size === 0) throw noBytesError();
    const job = {
      source: sourceOf(file),
      ...declaredAs(file, name),
      previews: new Map(previewsOf(previews).map(([size, preview]) => [size, sourceOf(preview)] as const)),
    };
    const handle = new UploadHandle(
      {
        run: async (known, hooks, within) => {
          const unknown = whyUnknown(this.#parts.features(), filesFeature);
          if (unknown !== null) throw unknown;
          return (await this.work()).upload({ ...job, known, ...hooks }, within);
        },
        discard: async (fileId) => (await this.work()).discard(fileId),
        onOver: (over) => this.#uploads.delete(over),
      },
      { total: file.size, known: resume === undefined ? {} : { fileId: resume }, onProgress: onProgress ?? (() => {}) },
    );
    this.#uploads.add(handle);
    signal?.addEventListener("abort", () => void handle.cancel(), { once: true });
    return handle;
  }

  /** Ends the uploads that the app holds; the server keeps their parts for a day. */
  close(error: Error): void {
    for (const upload of this.#uploads) upload.fail(error);
  }
}
