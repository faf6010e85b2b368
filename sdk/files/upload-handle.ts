// The upload that an app holds: it runs again from where it was after each pause.
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import { Answer } from "../outbox/answer.ts";
import type { Upload, UploadProgress } from "./file-types.ts";
import type { UploadKnown } from "./upload-run.ts";

export interface UploadRunner {
  /** Runs until it is done, refused or aborted. */
  run(
    known: UploadKnown,
    hooks: { readonly onKnown: (known: UploadKnown) => void; readonly onProgress: (progress: UploadProgress) => void },
    signal: AbortSignal,
  ): Promise<FileFacts>;
  /** Tells the server that it is not wanted. Never rejects. */
  discard(fileId: FileId): Promise<void>;
  /** It is over, one way or the other. */
  onOver(handle: UploadHandle): void;
}

const abortError = (): Error => Object.assign(new Error("The upload was cancelled."), { name: "AbortError" });

export class UploadHandle implements Upload {
  progress: UploadProgress;
  readonly #runner: UploadRunner;
  readonly #onProgress: (progress: UploadProgress) => void;
  readonly #answer = new Answer<FileFacts>();
  #known: UploadKnown;
  /** Of the run; null: it is paused, or over. */
  #abort: AbortController | null = null;

  constructor(
    runner: UploadRunner,
    begin: {
      readonly total: number;
      readonly known: UploadKnown;
      readonly onProgress: (progress: UploadProgress) => void;
    },
  ) {
    this.#runner = runner;
    this.#known = begin.known;
    this.#onProgress = begin.onProgress;
    this.progress = { sent: 0, total: begin.total, state: "hashing" };
    void this.#run();
  }

  get done(): Promise<FileFacts> {
    return this.#answer.promise;
  }

  get fileId(): FileId | null {
    return this.#known.fileId ?? null;
  }

  pause(): void {
    if (this.#abort === null) return;
    this.#stop();
    this.#tell({ ...this.progress, state: "paused" });
  }

  resume(): void {
    if (this.progress.state === "paused" && this.#abort === null) void this.#run();
  }

  async cancel(): Promise<void> {
    if (this.#isOver) return;
    this.fail(abortError());
    if (this.#known.fileId !== undefined) await this.#runner.discard(this.#known.fileId);
  }

  /** Ends it without telling the server. */
  fail(error: Error): void {
    if (this.#isOver) return;
    this.#stop();
    this.#answer.reject(error);
    this.#runner.onOver(this);
    this.#tell({ ...this.progress, state: "failed" });
  }

  get #isOver(): boolean {
    return this.progress.state === "done" || this.progress.state === "failed";
  }

  #stop(): void {
    const abort = this.#abort;
    this.#abort = null;
    abort?.abort(abortError());
  }

  async #run(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    const isCurrent = (): boolean => this.#abort === abort;
    const hooks = {
      onKnown: (known: UploadKnown): void => {
        if (isCurrent()) this.#known = known;
      },
      // Done is what has ended, below.
      onProgress: (progress: UploadProgress): void => {
        if (isCurrent() && progress.state !== "done") this.#tell(progress);
      },
    };
    try {
      const facts = await this.#runner.run(this.#known, hooks, abort.signal);
      if (!isCurrent()) return;
      this.#abort = null;
      this.#answer.resolve(facts);
      this.#runner.onOver(this);
      this.#tell({ ...this.progress, sent: this.progress.total, state: "done" });
    } catch (error) {
      if (isCurrent()) this.fail(error instanceof Error ? error : new Error("The upload failed.", { cause: error }));
    }
  }

  #tell(progress: UploadProgress): void {
    this.progress = progress;
    this.#onProgress(progress);
  }
}
