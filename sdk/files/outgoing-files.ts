// Uploads the files of the outbox's messages, in the order in which they were written. It looks at what there is, and does
// what is missing: so it does not matter what was cut off where.
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { asKlatchError, KlatchError } from "../client/klatch-error.ts";
import { keysOf, previewKey, type EntryFile } from "../outbox/entry-file.ts";
import { eraseBytes } from "../outbox/given-file.ts";
import type { MessageEntry } from "../outbox/outgoing-message.ts";
import type { KeptFiles } from "../store/kept-files.ts";
import type { FileSource } from "./file-source.ts";
import { runUpload, type UploadParts } from "./upload-run.ts";

export interface OutgoingFilesHost {
  readonly userId: UserId;
  readonly kept: KeptFiles;
  /** In the order in which they were written; those without a file too. */
  entries(): readonly MessageEntry[];
  /** The server has said that it knows files. */
  isReady(): boolean;
  /** The file is on the server: the message may be sent. */
  uploaded(entry: MessageEntry, facts: FileFacts): void;
  failed(entry: MessageEntry, error: KlatchError): void;
  /** How far it is has changed. */
  progressed(entry: MessageEntry): void;
  /** What is to be kept of it has changed. */
  learned(entry: MessageEntry): void;
}

/** At most so many files at once: their parts share the slots. */
const maxAtOnce = 2;
/** Bytes without a message are of one that is being written in another tab, or of one that a crash cut off. */
const maxOrphanAgeMs = 3_600_000;

type WithFile = MessageEntry & { readonly file: EntryFile };
const hasFile = (entry: MessageEntry): entry is WithFile => entry.file !== null;

export class OutgoingFiles {
  readonly #host: OutgoingFilesHost;
  readonly #parts: UploadParts;
  readonly #discard: (fileId: FileId) => Promise<void>;
  readonly #running = new Map<string, AbortController>();
  #isStopped = false;

  /** @param discard tells the server that an upload is not wanted. Never rejects */
  constructor(host: OutgoingFilesHost, parts: UploadParts, discard: (fileId: FileId) => Promise<void>) {
    this.#host = host;
    this.#parts = parts;
    this.#discard = discard;
    void this.#eraseOrphans();
  }

  /** Something has changed in the outbox, or of the connection. */
  look(): void {
    if (this.#isStopped) return;
    const entries = this.#host.entries().filter(hasFile);
    for (const entry of entries) if (isRefused(entry)) this.#forgetUpload(entry);
    const wanted = entries.filter(({ state, file }) => state === "waiting" && !file.isReady && !file.isPaused);
    for (const [id, abort] of this.#running) {
      if (wanted.some((entry) => entry.id === id)) continue;
      this.#running.delete(id);
      abort.abort();
    }
    if (!this.#host.isReady()) return;
    for (const entry of wanted) {
      if (this.#running.size >= maxAtOnce) return;
      if (!this.#running.has(entry.id)) void this.#upload(entry);
    }
  }

  /** The message has left the outbox. */
  dropped(entry: MessageEntry): void {
    void eraseBytes(this.#host.kept, this.#host.userId, entry);
    const fileId = entry.file?.stored.fileId;
    if (entry.state !== "acked" && fileId !== undefined) void this.#discard(fileId);
    this.look();
  }

  /** What is not uploaded stays for the next run. */
  stop(): void {
    this.#isStopped = true;
    for (const abort of this.#running.values()) abort.abort();
    this.#running.clear();
  }

  async #upload(entry: WithFile): Promise<void> {
    const { file } = entry;
    const abort = new AbortController();
    this.#running.set(entry.id, abort);
    const isCurrent = (): boolean => this.#running.get(entry.id) === abort;
    try {
      const facts = await runUpload(this.#parts, await this.#jobOf(entry, isCurrent), abort.signal);
      if (isCurrent()) this.#host.uploaded(entry, facts);
    } catch (cause) {
      const error = asKlatchError(cause);
      // Of a user who is out nothing is asked any more, and their messages end by themselves.
      if (isCurrent() && error.code !== "NOT_AUTHENTICATED") this.#host.failed(entry, error);
    } finally {
      if (isCurrent()) this.#running.delete(entry.id);
      if (file.isReady || entry.state === "failed") this.look();
    }
  }

  async #jobOf(entry: WithFile, isCurrent: () => boolean): Promise<Parameters<typeof runUpload>[1]> {
    const { file } = entry;
    const { name, type, previews, sha256, fileId } = file.stored;
    const opened = await Promise.all(
      previews.map(async (size) => [size, await this.#bytes(previewKey(entry.id, size))] as const),
    );
    return {
      source: await this.#bytes(entry.id),
      name,
      type,
      previews: new Map(opened),
      known: { ...(sha256 !== undefined && { sha256 }), ...(fileId !== undefined && { fileId }) },
      onKnown: (known) => {
        if (!isCurrent()) return;
        file.know(known);
        this.#host.learned(entry);
      },
      onProgress: (progress) => {
        if (!isCurrent() || progress.state === "done") return;
        file.tell(progress);
        this.#host.progressed(entry);
      },
      isGone: () => file.isGone(),
      onHeld: (error) => {
        if (!isCurrent()) return;
        entry.heldBy = error;
        this.#host.progressed(entry);
      },
    };
  }

  /** @throws KlatchError `FILE_NOT_FOUND` */
  async #bytes(key: string): Promise<FileSource> {
    const source = await this.#host.kept.open(this.#host.userId, key);
    if (source === null) throw new KlatchError("FILE_NOT_FOUND", "The file's bytes are not kept any more.");
    return source;
  }

  /** Of a message that was refused for good: should the user send it again, it is uploaded anew. */
  #forgetUpload(entry: WithFile): void {
    const { fileId } = entry.file.stored;
    if (fileId === undefined) return;
    entry.file.forget();
    this.#host.learned(entry);
    void this.#discard(fileId);
  }

  async #eraseOrphans(): Promise<void> {
    const { kept, userId } = this.#host;
    const there = await kept.list(userId).catch(() => []);
    const known = new Set(
      this.#host.entries().flatMap(({ id, file }) => (file === null ? [] : keysOf(id, file.stored.previews))),
    );
    const oldMs = Date.now() - maxOrphanAgeMs;
    const orphans = there.filter(({ key, keptAtMs }) => !known.has(key) && keptAtMs < oldMs);
    if (orphans.length > 0)
      await kept
        .erase(
          userId,
          orphans.map(({ key }) => key),
        )
        .catch(() => {});
  }
}

const isRefused = ({ state, error }: MessageEntry): boolean => state === "failed" && error?.class === "fatal";
