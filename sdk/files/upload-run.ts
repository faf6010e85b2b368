// One upload, from wherever an earlier try has brought it: hash, declare, send the parts that the server lacks, complete.
import type { FileFacts, FileId, PreviewSize, Upload as ServerUpload } from "../../schema/protocol/files.ts";
import type { AuthorizedHttp } from "../http/authorized-http.ts";
import { throwIfAborted } from "../client/abortable.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { readPiece, type FileSource } from "./file-source.ts";
import type { UploadProgress } from "./file-types.ts";
import { hashOfBytes, hashOfSource } from "./hashing.ts";
import { untilAnswered, type RepeatParts } from "./repeating.ts";
import type { Slots } from "./slots.ts";

/** What an upload has found out; whoever keeps it goes on from there. */
export interface UploadKnown {
  readonly sha256?: string;
  readonly fileId?: FileId;
}

export interface UploadParts extends RepeatParts {
  readonly api: AuthorizedHttp;
  /** Parts of all uploads together. */
  readonly slots: Slots;
}

export interface UploadJob {
  readonly source: FileSource;
  readonly name: string;
  readonly type: string;
  readonly previews: ReadonlyMap<PreviewSize, FileSource>;
  readonly known: UploadKnown;
  readonly onKnown: (known: UploadKnown) => void;
  readonly onProgress: (progress: UploadProgress) => void;
  readonly onHeld?: (error: KlatchError | null) => void;
  /** Told that the server does not have it any more. @returns false: it is given up. Without this it is begun anew */
  readonly isGone?: () => boolean;
}

/** Files of at most so many bytes go in one request: the limit is the server's own, for a part. */
const wholeBytes = 8_388_608;
/** What the server does not have any more is sent at most so often in one run. */
const maxTries = 3;
/** A line slower than this counts as broken, in bytes per ms; beside the usual time for an answer. */
const slowest = 32;
const answerMs = 30_000;

/** The server takes some time to read what is complete; after so many answers it is asked which parts it lacks. */
const maxNotReady = 10;
const badPreview = ["TOO_LARGE", "FILE_TYPE_REFUSED", "FILE_NOT_AS_DECLARED"];

const timeoutMs = (bytes: number): number => answerMs + bytes / slowest;

const hasCode = (error: unknown, code: string): boolean => error instanceof KlatchError && error.code === code;

interface Cut {
  readonly fileId: FileId;
  readonly partSize: number;
  readonly parts: number;
  readonly received: readonly number[];
}

/**
 * @returns what the server found
 * @throws KlatchError with the server's refusal; `FILE_NOT_AS_DECLARED` also if the file changed, or is not that of
 * `known.fileId`; the signal's reason, if it aborts: then it may be run again
 */
export async function runUpload(parts: UploadParts, job: UploadJob, signal: AbortSignal): Promise<FileFacts> {
  const total = job.source.size;
  let { known } = job;
  const learn = (news: UploadKnown): void => {
    known = news;
    job.onKnown(news);
  };
  const tell = (state: UploadProgress["state"], sent: number): void => job.onProgress({ state, sent, total });
  if (known.sha256 === undefined) {
    tell("hashing", 0);
    learn({ ...known, sha256: await hashOfSource(job.source, signal) });
  }
  const sha256 = known.sha256 ?? "";
  const run = new UploadRun(parts, job, sha256, signal, tell);
  for (let tries = 1; ; tries++) {
    try {
      const isSmall = total <= wholeBytes && job.previews.size === 0;
      const facts =
        known.fileId === undefined && isSmall
          ? await run.whole()
          : await run.inParts(known.fileId, (fileId) => learn({ sha256, fileId }));
      learn({ sha256, fileId: facts.fileId });
      tell("done", total);
      return facts;
    } catch (error) {
      if (tries === maxTries) throw error;
      // The upload has expired, or was discarded on another device.
      if (hasCode(error, "FILE_NOT_FOUND") && job.isGone?.() !== false) learn({ sha256 });
      else if (!hasCode(error, "FILE_NOT_READY")) throw error;
    }
  }
}

class UploadRun {
  readonly #parts: UploadParts;
  readonly #job: UploadJob;
  readonly #sha256: string;
  readonly #signal: AbortSignal;
  readonly #tell: (state: UploadProgress["state"], sent: number) => void;

  constructor(
    parts: UploadParts,
    job: UploadJob,
    sha256: string,
    signal: AbortSignal,
    tell: (state: UploadProgress["state"], sent: number) => void,
  ) {
    this.#parts = parts;
    this.#job = job;
    this.#sha256 = sha256;
    this.#signal = signal;
    this.#tell = tell;
  }

  /** In one request. */
  whole(): Promise<FileFacts> {
    const { source, name, type } = this.#job;
    this.#tell("sending", 0);
    return this.#parts.slots.run(async () => {
      const bytes = await readPiece(source, 0, source.size);
      const query = { name, type, size: source.size, sha256: this.#sha256 };
      return this.#asked((signal) =>
        this.#parts.api.call("POST /api/files/whole", { query, bytes, signal, timeoutMs: timeoutMs(bytes.length) }),
      );
    });
  }

  async inParts(fileId: FileId | undefined, onDeclared: (fileId: FileId) => void): Promise<FileFacts> {
    const begun = fileId === undefined ? null : await this.#lookAt(fileId);
    if (begun?.file !== undefined) return begun.file;
    const cut: Cut = begun ?? (await this.#declare(onDeclared));
    try {
      await this.#sendMissing(cut);
    } catch (error) {
      // Another device was faster, or the answer to `complete` was lost: the repeat gets it.
      if (!hasCode(error, "FILE_COMPLETE")) throw error;
    }
    this.#tell("completing", this.#job.source.size);
    const request = {
      path: { fileId: cut.fileId },
      signal: this.#signal,
      timeoutMs: timeoutMs(this.#job.source.size),
    };
    return untilAnswered(this.#parts, () => this.#parts.api.call("POST /api/files/:fileId/complete", request), {
      signal: this.#signal,
      onHeld: this.#job.onHeld,
      isWorthIt: ({ code, class: kind }, attempt) =>
        code === "FILE_NOT_READY" ? attempt < maxNotReady : kind !== "fatal",
    });
  }

  async #lookAt(fileId: FileId): Promise<ServerUpload> {
    const path = { fileId };
    const upload = await this.#asked((signal) => this.#parts.api.call("GET /api/files/:fileId", { path, signal }));
    if (upload.size === this.#job.source.size && upload.sha256 === this.#sha256) return upload;
    throw new KlatchError("FILE_NOT_AS_DECLARED", "This is another file than the one that was begun.");
  }

  async #declare(onDeclared: (fileId: FileId) => void): Promise<Cut> {
    const { source, name, type } = this.#job;
    const body = { name, type, size: source.size, sha256: this.#sha256 };
    const declared = await this.#asked((signal) => this.#parts.api.call("POST /api/files", { body, signal }));
    onDeclared(declared.fileId);
    return { ...declared, received: [] };
  }

  /** Several at once; the first that is refused ends the others. */
  async #sendMissing({ fileId, partSize, parts, received }: Cut): Promise<void> {
    const { source, previews } = this.#job;
    const endOf = (part: number): number => Math.min(part * partSize, source.size);
    const there = new Set(received);
    let sent = 0;
    for (const part of there) sent += endOf(part) - (part - 1) * partSize;
    this.#tell("sending", sent);
    throwIfAborted(this.#signal);
    const failed = new AbortController();
    const onAbort = (): void => failed.abort(this.#signal.reason);
    this.#signal.addEventListener("abort", onAbort, { once: true });
    const send = async (work: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
      try {
        await this.#parts.slots.run(() => work(failed.signal));
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    };
    const missing = Array.from({ length: parts }, (_, i) => i + 1).filter((part) => !there.has(part));
    const sendings = [
      ...[...previews].map(([size, preview]) => send((signal) => this.#sendPreview(fileId, size, preview, signal))),
      ...missing.map(async (part) => {
        const from = (part - 1) * partSize;
        await send((signal) => this.#sendPart(fileId, part, from, endOf(part), signal));
        sent += endOf(part) - from;
        this.#tell("sending", sent);
      }),
    ];
    try {
      await Promise.all(sendings);
    } finally {
      // No part is on its way any more when the next try begins.
      await Promise.allSettled(sendings);
      this.#signal.removeEventListener("abort", onAbort);
    }
  }

  async #sendPart(fileId: FileId, part: number, from: number, to: number, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const bytes = await readPiece(this.#job.source, from, to);
    const path = { fileId, part: String(part) };
    const query = { sha256: await hashOfBytes(bytes) };
    const request = { path, query, bytes, signal, timeoutMs: timeoutMs(bytes.length) };
    await this.#asked(() => this.#parts.api.call("PUT /api/files/:fileId/parts/:part", request), signal);
  }

  async #sendPreview(fileId: FileId, size: PreviewSize, preview: FileSource, signal: AbortSignal): Promise<void> {
    const bytes = await readPiece(preview, 0, preview.size);
    const request = { path: { fileId, size }, bytes, signal, timeoutMs: timeoutMs(bytes.length) };
    try {
      await this.#asked(() => this.#parts.api.call("PUT /api/files/:fileId/previews/:size", request), signal);
    } catch (error) {
      // The server makes its own then: a bad preview is no reason to refuse the picture.
      if (!badPreview.some((code) => hasCode(error, code))) throw error;
    }
  }

  #asked<T>(call: (signal: AbortSignal) => Promise<T>, signal = this.#signal): Promise<T> {
    return untilAnswered(this.#parts, () => call(signal), { signal, onHeld: this.#job.onHeld });
  }
}
