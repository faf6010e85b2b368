// One file: its upload, what it is, who refers to it, and its end. Rules and order; the bytes are in R2.
import type { DeclaredFile, FileFacts, PreviewSize, Upload } from "../../schema/protocol/files.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { FileHold, FileReference, HeldFile, LaterFile, ServedBytes } from "../../schema/rpc/shared-file.ts";
import { logErrorSeldom } from "../runtime/logger.ts";
import { sentKey } from "./file-bytes.ts";
import { cleanFileName } from "./file-name.ts";
import { FileJobs, type JobsHost } from "./file-jobs.ts";
import { FileMerge, type MergeHost } from "./file-merge.ts";
import { FileParts, type PartsHost } from "./file-parts.ts";
import { FileRow } from "./file-row.ts";
import { isAsked, missingPreviews } from "./file-work.ts";
import { lateWriteMs } from "./late-writes.ts";
import { lookThrough, type LookingHost } from "./look-through.ts";
import { References, type Rows } from "./references.ts";
import { servedOf } from "./served-of.ts";
import { keysOf, partsOf, receivedParts, unsentUntil, uploadOf, type StoredFile } from "./stored-file.ts";

export interface FileHost extends LookingHost, PartsHost, JobsHost, MergeHost {
  readonly rows: Rows;
  readonly bytes: LookingHost["bytes"] & PartsHost["bytes"] & MergeHost["bytes"];
  /** A scanner looks at every file before anybody gets it. */
  readonly isScanned: boolean;
  now(): number;
  /** Makes the alarm ring at this time or before. */
  arm(at: number): void;
  /** Deletes all rows, and the alarm. */
  forget(): Promise<void>;
}

const notFound = refused("FILE_NOT_FOUND");

export class FileCore {
  readonly #host: FileHost;
  readonly #row: FileRow;
  readonly #references: References;
  readonly parts: FileParts;
  readonly jobs: FileJobs;
  readonly merge: FileMerge;
  #completing: Promise<FileFacts | Refused> | null = null;
  #ending: Promise<void> | null = null;
  /** When the alarm has to ring at the latest; null: nothing is due. */
  #dueAt: number | null = null;

  constructor(host: FileHost) {
    this.#host = host;
    this.#row = new FileRow(host.rows);
    this.#references = new References(host.rows);
    this.parts = new FileParts(host, this.#row);
    this.jobs = new FileJobs(host, this.#row, (at) => this.#arm(at));
    this.merge = new FileMerge(host, this.#row, (at) => this.#arm(at));
  }

  declare(ownerId: UserId, declared: DeclaredFile): { readonly expiresAt: number } {
    const file: StoredFile = this.#row.now ?? {
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
    this.#row.put(file);
    const expiresAt = unsentUntil(file);
    this.#arm(expiresAt);
    return { expiresAt };
  }

  upload(userId: UserId): Upload | Refused {
    const file = this.#row.own(userId);
    return file === null ? notFound : uploadOf(file, this.#references.isAny);
  }

  /** @throws Error when R2 cannot be reached: a repeat goes on */
  async complete(userId: UserId): Promise<FileFacts | Refused> {
    const file = this.#row.own(userId);
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
    const { facts, sha256, key: servedKey, leftKey } = found;
    // It may have been discarded meanwhile.
    const now = this.#row.living;
    if (now !== null) {
      const complete = { ...now, facts, sha256, key: servedKey, touchedAt: this.#host.now() };
      if (this.#host.isScanned) this.jobs.ask(complete, "scan-file");
      else this.#row.put(complete);
    }
    const unneeded = now === null ? servedKey : leftKey;
    if (unneeded !== null) await this.#host.bytes.delete([unneeded]);
    return now === null ? notFound : facts;
  }

  async discard(userId: UserId): Promise<{ readonly ok: true } | Refused> {
    const file = this.#row.own(userId);
    if (file === null) return notFound;
    if (!this.#references.isAny) await this.#end();
    return { ok: true };
  }

  hold({ userId, via, mayAskPreviews = false, ...held }: FileHold): HeldFile | Refused {
    const file = this.#row.living;
    if (file === null) return notFound;
    if (via === undefined ? file.ownerId !== userId : !this.#references.isIn(via)) return notFound;
    if (file.facts === null) return refused("FILE_NOT_READY");
    if (file.isQuarantined === true) return refused("FILE_QUARANTINED");
    const now = this.#host.now();
    this.#references.hold(held, now);
    this.#arm(now + wireLimits.fileUnsentMs);
    if (!mayAskPreviews || isAsked(file, "preview-file") || missingPreviews(file).length === 0) return file.facts;
    this.jobs.ask(file, "preview-file");
    return { ...file.facts, asksPreviews: true };
  }

  keepForLater({ userId, ...asked }: LaterFile): FileFacts | Refused {
    const file = this.#row.own(userId);
    if (file === null) return notFound;
    if (file.facts === null) return refused("FILE_NOT_READY");
    // What is kept already stays: whether it may be sent is judged when it is.
    const isRefused = file.isQuarantined === true && !this.#references.isKeptForLater(asked.laterId);
    if (isRefused) return refused("FILE_QUARANTINED");
    const now = this.#host.now();
    if (!this.#references.keepForLater(asked, now)) return notFound;
    this.#arm(now + wireLimits.fileUnsentMs);
    return file.facts;
  }

  async letGo({ laterId }: Pick<LaterFile, "laterId">): Promise<void> {
    if (this.#row.living === null) return;
    const now = this.#host.now();
    this.#references.letGo(laterId, now);
    await this.#endUnlessAny(now);
  }

  refer(reference: FileReference): { readonly kept: boolean } {
    const file = this.#row.living;
    if (file === null || file.facts === null) return { kept: false };
    const kept = this.#references.refer(reference, this.#host.now());
    if (kept && !file.wasSent) this.#row.put({ ...file, wasSent: true });
    return { kept };
  }

  async release(reference: FileReference): Promise<void> {
    if (this.#row.living === null) return;
    const now = this.#host.now();
    this.#references.release(reference, now);
    await this.#endUnlessAny(now);
  }

  async #endUnlessAny(now: number): Promise<void> {
    if (this.#references.isAny) return this.#arm(now + wireLimits.fileUnsentMs);
    await this.#end();
  }

  serve(size?: PreviewSize): ServedBytes | Refused {
    const file = this.#row.living;
    return file === null ? notFound : servedOf(file, size);
  }

  /** What is over ends. @throws Error when R2 cannot be reached: the alarm rings again */
  async ring(): Promise<void> {
    this.#dueAt = null;
    const file = this.#row.now;
    if (file === null) return;
    const now = this.#host.now();
    const next = this.#references.expire(now);
    const isOver = !this.#references.isAny && (file.wasSent || unsentUntil(file) <= now);
    if (file.isDying || isOver) return this.#end();
    await this.jobs.send();
    await this.merge.ring();
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
    const file = this.#row.living;
    if (file !== null) {
      this.#row.put({ ...file, isDying: true });
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
    const file = this.#row.now;
    if (file === null) return;
    const { bytes } = this.#host;
    if (file.uploadId !== null) await bytes.abortMultipart(sentKey(file.fileId, 0), file.uploadId);
    await bytes.delete(keysOf(file));
    await this.merge.leave(file);
    // What is on its way would be found by nobody.
    const last = file.writtenAt + lateWriteMs;
    if (this.#host.now() < last) return this.#arm(last);
    await this.#host.forget();
    this.#row.forget();
    this.#dueAt = null;
  }
}
