// The file of a message in the outbox: what is kept of it, and how far its upload is.
import type { FileFacts, FileId, PreviewSize } from "../../schema/protocol/files.ts";
import type { Content } from "../../schema/protocol/content/content.ts";
import { fileContent, noFileId } from "../files/file-content.ts";
import type { FileKind, FileWords, OutgoingFile, UploadProgress } from "../files/file-types.ts";

/** What a store keeps of a message's file beside its bytes. */
export interface StoredFile {
  readonly as: FileKind;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly words: FileWords;
  /** Which there are. */
  readonly previews: readonly PreviewSize[];
  readonly sha256?: string;
  /** Of the upload that has begun. */
  readonly fileId?: FileId;
  /** What the server found, once it is uploaded. */
  readonly facts?: FileFacts;
  readonly paused?: true;
}

/** Under which keys the bytes of a message's file are kept. */
export const keysOf = (messageId: string, previews: readonly PreviewSize[]): string[] => [
  messageId,
  ...previews.map((size) => previewKey(messageId, size)),
];
export const previewKey = (messageId: string, size: PreviewSize): string => `${messageId}.${size}`;

/** What the message says: of the server's facts, or until then of the sender's. */
export function contentOfFile({ as, name, type, size, words, facts }: StoredFile): Content {
  const { width = 1, height = 1 } = words;
  const declared = { fileId: noFileId, name, size, mimeType: type, width, height };
  return fileContent(as, facts ?? declared, words);
}

export interface EntryFileOwner {
  /** The user pauses it, or lets it go on. */
  pauseFile(isPaused: boolean): void;
}

/** So often a file is uploaded in all that is gone from the server each time before its message was there. */
const maxUploads = 3;

export class EntryFile implements OutgoingFile {
  readonly #owner: EntryFileOwner;
  #stored: StoredFile;
  #progress: UploadProgress | null = null;
  #uploads = 1;
  /**
   * What the message named each time it was put on the wire, until it is refused. One to which no answer came is matched by a
   * later one's, which costs an attempt more.
   */
  readonly #named: (FileId | undefined)[] = [];

  constructor(stored: StoredFile, owner: EntryFileOwner) {
    this.#stored = stored;
    this.#owner = owner;
  }

  get as(): FileKind {
    return this.#stored.as;
  }
  get name(): string {
    return this.#stored.name;
  }
  get type(): string {
    return this.#stored.type;
  }
  get size(): number {
    return this.#stored.size;
  }
  get stored(): StoredFile {
    return this.#stored;
  }

  get progress(): UploadProgress {
    const { size: total } = this;
    if (this.#stored.facts !== undefined) return { sent: total, total, state: "done" };
    const progress = this.#progress ?? { sent: 0, total, state: "hashing" };
    return this.isPaused ? { ...progress, state: "paused" } : progress;
  }

  /** The server has it. */
  get isReady(): boolean {
    return this.#stored.facts !== undefined;
  }
  get isPaused(): boolean {
    return this.#stored.paused === true;
  }

  pause(): void {
    this.#owner.pauseFile(true);
  }
  resume(): void {
    this.#owner.pauseFile(false);
  }

  setPaused(isPaused: boolean): void {
    const { paused: _, ...stored } = this.#stored;
    this.#stored = isPaused ? { ...stored, paused: true } : stored;
  }

  /** @param progress null: what is known of it is not true any more */
  tell(progress: UploadProgress | null): void {
    this.#progress = progress;
  }

  know({ sha256, fileId }: { readonly sha256?: string; readonly fileId?: FileId }): void {
    const { sha256: _, fileId: __, ...stored } = this.#stored;
    this.#stored = { ...stored, ...(sha256 !== undefined && { sha256 }), ...(fileId !== undefined && { fileId }) };
  }

  uploaded(facts: FileFacts): void {
    this.#stored = { ...this.#stored, fileId: facts.fileId, facts };
  }

  /** The message is put on the wire. */
  sent(): void {
    this.#named.push(this.#stored.fileId);
  }

  /** An attempt is refused. @returns false: an earlier one, which named another upload than there is now */
  refused(): boolean {
    return this.#named.shift() === this.#stored.fileId;
  }

  /** The server does not have the upload any more. @returns false: it was uploaded often enough */
  isGone(): boolean {
    if (this.#uploads++ >= maxUploads) return false;
    this.forget();
    return true;
  }

  /** The message is retried. */
  begin(): void {
    this.#uploads = 1;
  }

  /** Nothing that the server had counts any more. */
  forget(): void {
    const { fileId: _, facts: __, ...stored } = this.#stored;
    this.#stored = stored;
    this.#progress = null;
  }

  /** As another tab says that it is. */
  follow(stored: StoredFile, progress: UploadProgress | null): void {
    this.#stored = stored;
    this.#progress = progress;
  }

  /** Whether it is the same file as far as one sees without its bytes. */
  isSame({ stored: { as, name, size } }: EntryFile): boolean {
    return as === this.as && name === this.name && size === this.size;
  }
}
