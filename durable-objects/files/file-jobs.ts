// The file's side of the jobs that look at it and make its previews: they are sent by the alarm, and ask it what to do.
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import type { MadePreviews, PreviewsToMake, Verdict } from "../../schema/rpc/shared-file.ts";
import { logErrorSeldom } from "../runtime/logger.ts";
import { madeKey } from "./file-bytes.ts";
import type { FileRow } from "./file-row.ts";
import { asked, done, dueJobs, isAsked, missingPreviews, sent, workDueAt, type FileJob } from "./file-work.ts";
import type { StoredFile } from "./stored-file.ts";

export interface JobsHost {
  now(): number;
  /** Into the queue. @throws Error when it cannot be reached */
  send(job: FileJob, fileId: FileId): Promise<void>;
}

export class FileJobs {
  readonly #host: JobsHost;
  readonly #row: FileRow;
  readonly #arm: (at: number) => void;

  constructor(host: JobsHost, row: FileRow, arm: (at: number) => void) {
    this.#host = host;
    this.#row = row;
    this.#arm = arm;
  }

  /** Stores the file with a job that is to be done. */
  ask(file: StoredFile, job: FileJob): void {
    this.#row.put(asked(file, job, this.#host.now()));
    this.arm();
  }

  arm(): void {
    const file = this.#row.living;
    const at = file === null ? null : workDueAt(file);
    if (at !== null) this.#arm(at);
  }

  /** Those that are due. */
  async send(): Promise<void> {
    const file = this.#row.living;
    for (const job of file === null ? [] : dueJobs(file, this.#host.now())) await this.#send(job);
    this.arm();
  }

  async #send(job: FileJob): Promise<void> {
    const fileId = this.#row.living?.fileId;
    if (fileId === undefined) return;
    let isTaken = true;
    try {
      await this.#host.send(job, fileId);
    } catch (cause) {
      logErrorSeldom("job of a file not sent", cause, { fileId });
      isTaken = false;
    }
    // It may have been done, or the file begun to die, meanwhile.
    const file = this.#row.living;
    if (file !== null && isAsked(file, job)) this.#row.put(sent(file, job, this.#host.now(), isTaken));
  }

  beginScan(): { readonly key: string; readonly facts: FileFacts } | null {
    const file = this.#row.living;
    if (file === null || file.facts === null || file.key === null || !isAsked(file, "scan-file")) return null;
    return { key: file.key, facts: file.facts };
  }

  endScan(verdict: Verdict): void {
    const file = this.#row.living;
    if (file === null || !isAsked(file, "scan-file")) return;
    const scanned = done(file, "scan-file");
    this.#row.put(verdict === "quarantined" ? { ...scanned, work: {}, isQuarantined: true } : scanned);
    this.arm();
  }

  beginPreviews(): PreviewsToMake | null {
    const file = this.#row.living;
    if (file === null || file.key === null || !isAsked(file, "preview-file") || isAsked(file, "scan-file")) return null;
    this.#row.put({ ...file, writtenAt: this.#host.now() });
    const to = missingPreviews(file).map((size) => ({ size, key: madeKey(file.fileId, size) }));
    return { from: file.key, to };
  }

  endPreviews(made: MadePreviews): void {
    const file = this.#row.living;
    if (file !== null && isAsked(file, "preview-file")) this.#row.put({ ...done(file, "preview-file"), made });
  }
}
