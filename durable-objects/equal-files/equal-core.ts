// Which files have equal bytes, and where those are in common. A file that was offered keeps the common bytes until it leaves;
// with the last one they are deleted. Files are asked by the alarm, and know themselves whether they are gone: so nothing depends
// on the order of calls.
import type { FileId } from "../../schema/protocol/files.ts";
import type { EqualFilesRpc, MergeAnswer } from "../../schema/rpc/equal-files.ts";
import type { SharedFileRpc } from "../../schema/rpc/shared-file.ts";
import type { FileBytes } from "../files/file-bytes.ts";
import { lateWriteMs } from "../files/late-writes.ts";
import type { Rows } from "../files/references.ts";
import { logErrorSeldom } from "../runtime/logger.ts";
import { EqualRows, type Twins } from "./equal-rows.ts";

export interface EqualHost {
  readonly rows: Rows;
  readonly bytes: Pick<FileBytes, "delete">;
  /** @throws Error when it cannot be reached */
  file(fileId: FileId): Pick<SharedFileRpc, "storeCommon" | "useCommon">;
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Of R2, that was never used. */
  newKey(): string;
  /** Makes the alarm ring at this time or before. */
  arm(at: number): void;
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
/** Files are merged some minutes after they are known to be equal. */
const [soonestMs, spreadMs] = [minuteMs, 9 * minuteMs];
const againMs = hourMs;
/** Files are asked once more now and then: code that knows of no merges, after a rollback, lets them end without leaving. */
const auditMs = 90 * dayMs;
/** Nobody begins to write the common bytes later. */
const beginMs = 600_000;
/** In one ring. */
const [mostTwins, mostFiles] = [20, 50];

export class EqualCore implements EqualFilesRpc {
  readonly #host: EqualHost;
  readonly #rows: EqualRows;

  constructor(host: EqualHost) {
    this.#host = host;
    this.#rows = new EqualRows(host.rows);
  }

  async offer({ sha256, size, fileId }: Parameters<EqualFilesRpc["offer"]>[0]): Promise<void> {
    const rows = this.#rows;
    if (rows.file(sha256, fileId) !== undefined) return;
    rows.putFile(sha256, fileId, 0);
    if (rows.files(sha256, 2).length < 2) return;
    const soon = this.#host.now() + soonestMs + Math.floor(this.#host.random() * spreadMs);
    const known = rows.twins(sha256);
    if (known !== undefined && known.dueAt <= soon) return;
    rows.putTwins({ sha256, size, common: null, ...known, dueAt: soon });
    this.#arm();
  }

  async leave({ sha256, fileId }: Parameters<EqualFilesRpc["leave"]>[0]): Promise<void> {
    this.#drop(sha256, fileId);
    await this.#deleteGraves();
    this.#arm();
  }

  async ring(): Promise<void> {
    await this.#deleteGraves();
    for (const { sha256, dueAt } of this.#rows.due(mostTwins)) if (dueAt <= this.#host.now()) await this.#merge(sha256);
    await this.#deleteGraves();
  }

  dueAt(): number | null {
    const now = this.#host.now();
    const [due] = this.#rows.due(1);
    // What is overdue was not deleted just now.
    const ofGraves = this.#rows.graves().map(({ nextAt }) => (nextAt <= now ? now + minuteMs : nextAt));
    const times = [...(due === undefined ? [] : [due.dueAt]), ...ofGraves];
    return times.length === 0 ? null : Math.min(...times);
  }

  #arm(): void {
    const at = this.dueAt();
    if (at !== null) this.#host.arm(at);
  }

  /** It is looked at again, whatever fails. */
  async #merge(sha256: string): Promise<void> {
    let isDone = false;
    try {
      isDone = (await this.#store(sha256)) && (await this.#askAll(sha256));
    } catch (cause) {
      logErrorSeldom("equal files not merged", cause);
    }
    const known = this.#rows.twins(sha256);
    if (known !== undefined) this.#rows.putTwins({ ...known, dueAt: this.#host.now() + (isDone ? auditMs : againMs) });
  }

  /** Has one of the files put the bytes where all can have them. @returns whether they are there */
  async #store(sha256: string): Promise<boolean> {
    const known = this.#rows.twins(sha256);
    if (known === undefined) return false;
    if (known.common?.isStored === true) return true;
    const files = this.#rows.files(sha256, mostFiles);
    // Whoever wrote there before may still be writing.
    if (known.common !== null) this.#bury(known.common);
    if (files.length < 2) {
      this.#rows.deleteTwins(known);
      return false;
    }
    const now = this.#host.now();
    const key = this.#host.newKey();
    this.#rows.putTwins({ ...known, common: { key, writtenAt: now, isStored: false } });
    const [fileId] = files[Math.floor(this.#host.random() * files.length)] ?? files[0] ?? [];
    if (fileId === undefined) return false;
    const { size } = known;
    const answer = await this.#host.file(fileId).storeCommon({ sha256, size, key, until: now + beginMs });
    if (answer === "gone") this.#drop(sha256, fileId);
    const written = this.#writing(sha256, key);
    if (answer !== "done" || written === null) return false;
    this.#rows.putTwins({ ...written, common: { ...written.common, isStored: true } });
    return true;
  }

  /** Null: nobody needs it any more. */
  #writing(sha256: string, key: string): (Twins & { readonly common: NonNullable<Twins["common"]> }) | null {
    const known = this.#rows.twins(sha256);
    return known?.common?.key === key ? { ...known, common: known.common } : null;
  }

  /** Those that do not give the common bytes yet, and all now and then. @returns whether all do */
  async #askAll(sha256: string): Promise<boolean> {
    const { common, size } = this.#rows.twins(sha256) ?? {};
    if (common === undefined || common === null || size === undefined) return false;
    const { key } = common;
    const before = this.#host.now() - auditMs;
    const all = this.#rows.files(sha256).filter(([, askedAt]) => askedAt <= before);
    let areDone = all.length <= mostFiles;
    for (const [fileId] of all.slice(0, mostFiles)) {
      const answer = await this.#ask(fileId, { sha256, size, key });
      if (answer === "gone") this.#drop(sha256, fileId);
      else if (answer === "later") areDone = false;
      // It may have left meanwhile.
      else if (this.#rows.file(sha256, fileId) !== undefined) this.#rows.putFile(sha256, fileId, this.#host.now());
    }
    return areDone;
  }

  async #ask(fileId: FileId, common: Parameters<SharedFileRpc["useCommon"]>[0]): Promise<MergeAnswer> {
    try {
      return await this.#host.file(fileId).useCommon(common);
    } catch (cause) {
      logErrorSeldom("equal files not merged", cause, { fileId });
      return "later";
    }
  }

  /** With the last one that may give them the common bytes go. */
  #drop(sha256: string, fileId: FileId): void {
    this.#rows.deleteFile(sha256, fileId);
    const known = this.#rows.twins(sha256);
    if (known === undefined || this.#rows.files(sha256, 1).length > 0) return;
    if (known.common !== null) this.#bury(known.common);
    this.#rows.deleteTwins(known);
  }

  /** Nobody is told of this key any more: who comes later gets another one. */
  #bury({ key, writtenAt }: NonNullable<Twins["common"]>): void {
    const now = this.#host.now();
    this.#rows.putGrave({ key, nextAt: now, until: Math.max(now, writtenAt + beginMs + lateWriteMs) });
  }

  async #deleteGraves(): Promise<void> {
    const now = this.#host.now();
    const due = this.#rows.graves().filter(({ nextAt }) => nextAt <= now);
    if (due.length === 0) return;
    try {
      await this.#host.bytes.delete(due.map(({ key }) => key));
    } catch (cause) {
      logErrorSeldom("bytes of a file not deleted", cause);
      return;
    }
    for (const grave of due) {
      if (grave.until <= now) this.#rows.deleteGrave(grave.key);
      else this.#rows.putGrave({ ...grave, nextAt: grave.until });
    }
  }
}
