// The file's side of merging equal bytes: it says which it has, and gives those that all have in common once it is told to.
// Nobody who sends or fetches notices: it happens later, and answers stay what they were.
import type { FileId } from "../../schema/protocol/files.ts";
import type { CommonBytes, EqualBytes, EqualFilesRpc, MergeAnswer } from "../../schema/rpc/equal-files.ts";
import { logErrorSeldom } from "../runtime/logger.ts";
import type { FileBytes } from "./file-bytes.ts";
import type { FileRow } from "./file-row.ts";
import { isAsked } from "./file-work.ts";
import { lateWriteMs } from "./late-writes.ts";
import { ownKeysOf, type StoredFile } from "./stored-file.ts";

export interface MergeHost {
  readonly fileId: FileId;
  readonly bytes: Pick<FileBytes, "copy" | "sizeOf" | "delete">;
  /** The object that knows who has such bytes. @throws Error when it cannot be reached */
  equalFiles(sha256: string): EqualFilesRpc;
  now(): number;
}

/** Below that, keeping a file twice for months costs less than finding out (`lab/bench/cost/merge-worth.ts`). */
export const mergedFromBytes = 4_194_304;
/** Copied within the time that a call has. */
const mergedToBytes = 536_870_912;
/** Many files are gone by then; and the alarm rings a day after the file was declared anyhow. */
const offerAfterMs = 43_200_000;
const [awayMs, againMs] = [3_600_000, 60_000];

type Mergeable = StoredFile & { readonly sha256: string; readonly key: string };

export class FileMerge {
  readonly #host: MergeHost;
  readonly #row: FileRow;
  readonly #arm: (at: number) => void;
  /** The last one that was made. */
  #offering: Promise<void> = Promise.resolve();

  constructor(host: MergeHost, row: FileRow, arm: (at: number) => void) {
    this.#host = host;
    this.#row = row;
    this.#arm = arm;
  }

  /** Offers the file, once it is old enough; deletes its own bytes, once nobody reads them any more. */
  async ring(): Promise<void> {
    const file = mergeable(this.#row.living);
    if (file === null) return;
    if (file.commonSince === undefined) await this.#offer(file);
    else await this.#clear(file, file.commonSince + lateWriteMs);
  }

  async #offer({ touchedAt, sha256, facts }: Mergeable): Promise<void> {
    const now = this.#host.now();
    if (now < touchedAt + offerAfterMs) return this.#arm(touchedAt + offerAfterMs);
    const { fileId } = this.#host;
    const offering = this.#host.equalFiles(sha256).offer({ sha256, size: facts?.size ?? 0, fileId });
    this.#offering = offering.catch(() => {});
    try {
      await offering;
    } catch (cause) {
      logErrorSeldom("equal files not merged", cause, { fileId });
      this.#arm(now + awayMs);
    }
  }

  /** Again at each ring: what was deleted costs nothing to delete. */
  async #clear(file: StoredFile, at: number): Promise<void> {
    const now = this.#host.now();
    if (now < at) return this.#arm(at);
    try {
      await this.#host.bytes.delete(ownKeysOf(file));
    } catch (cause) {
      logErrorSeldom("bytes of a file not deleted", cause, { fileId: this.#host.fileId });
      this.#arm(now + againMs);
    }
  }

  /** Before the file is forgotten. Not heard before an offer. @throws Error when nobody has heard it */
  async leave(file: StoredFile): Promise<void> {
    const { sha256 } = mergeable(file) ?? {};
    await this.#offering;
    if (sha256 !== undefined) await this.#host.equalFiles(sha256).leave({ sha256, fileId: this.#host.fileId });
  }

  async store({ key, until, ...wanted }: CommonBytes & { readonly until: number }): Promise<MergeAnswer> {
    const file = this.#with(wanted);
    if (file === null) return "gone";
    if (this.#host.now() >= until) return "later";
    return (await this.#host.bytes.copy(file.key, key, [])) === wanted.sha256 ? "done" : "gone";
  }

  async use({ key, ...wanted }: CommonBytes): Promise<MergeAnswer> {
    const file = this.#with(wanted);
    if (file === null) return "gone";
    if (file.key !== key && (await this.#host.bytes.sizeOf(key)) !== wanted.size) return "later";
    // It may be dying by now, or have been told so before.
    const now = this.#with(wanted);
    if (now === null) return "gone";
    if (now.key === key) return "done";
    const commonSince = this.#host.now();
    this.#row.put({ ...now, key, commonSince });
    this.#arm(commonSince + lateWriteMs);
    return "done";
  }

  /** The file, if it is there and has these bytes. */
  #with({ sha256, size }: EqualBytes): Mergeable | null {
    const file = mergeable(this.#row.living);
    return file !== null && file.sha256 === sha256 && file.facts?.size === size ? file : null;
  }
}

/** Null: it is not worth it, it has not been sent, nobody gets it, or code that did not note its hash completed it. */
function mergeable(file: StoredFile | null): Mergeable | null {
  if (file === null || !file.wasSent || isAsked(file, "scan-file") || file.isQuarantined === true) return null;
  const { sha256, key, facts } = file;
  if (
    sha256 === undefined ||
    key === null ||
    facts === null ||
    facts.size < mergedFromBytes ||
    facts.size > mergedToBytes
  )
    return null;
  return { ...file, sha256, key };
}
