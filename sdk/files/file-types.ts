// Files as an app sees them.
import type { FileFacts, FileGroup, FileId, PreviewSize, SentFilesResult } from "../../schema/protocol/files.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { SendOptions } from "../outbox/outgoing-message.ts";
import type { BlobLike, FileSource } from "./file-source.ts";

/** What a file is sent as. */
export type FileKind = "image" | "video" | "audio" | "voice" | "file" | "sticker";

/** What an image or a film shows, in small: JPEG, PNG or WebP, at most 512 KiB each. */
export type Previews = { readonly [Size in PreviewSize]?: BlobLike | FileSource };

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes that the server has. */
  readonly sent: number;
  /** Bytes of the file. */
  readonly total: number;
  readonly state: "hashing" | "sending" | "completing" | "done" | "paused" | "failed";
}

/** Options of `files.upload`. */
export interface UploadOptions extends CallOptions {
  /** By default that of the file. */
  readonly name?: string | undefined;
  readonly previews?: Previews | undefined;
  /** Goes on with an upload of the same file, on whichever device it began. */
  readonly resume?: FileId | undefined;
  /** Called whenever more of it has been sent. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** An upload that runs. */
export interface Upload {
  /**
   * What the server found. Rejects with a `KlatchError` when the server refuses the file (`TOO_LARGE`, `FILE_TYPE_REFUSED`,
   * `FILE_NOT_AS_DECLARED`), at once with `UNAVAILABLE` at a server that knows no files, and with an `AbortError` after
   * `cancel`. While the server cannot be reached, or asks to wait, it goes on by itself.
   */
  readonly done: Promise<FileFacts>;
  readonly progress: UploadProgress;
  /** Once it is declared: `resume` takes it. Null before. */
  readonly fileId: FileId | null;
  /** Stops sending until `resume`. The server keeps what it has for a day. */
  pause(): void;
  /** Goes on after `pause`. */
  resume(): void;
  /** Ends it. Resolves when the server has been told, or could not be. */
  cancel(): Promise<void>;
}

/** What a message says of its file besides what the server finds in it. */
export interface FileWords {
  readonly caption?: string | undefined;
  /** A ThumbHash, as base64. */
  readonly thumbhash?: string | undefined;
  /** Needed for `video`, `audio` and `voice`. */
  readonly durationMs?: number | undefined;
  /** Needed for `sticker`: the one emoji that it stands for. */
  readonly emoji?: string | undefined;
  /** Of a voice message: at most 64 numbers from 0 to 31. */
  readonly waveform?: readonly number[] | undefined;
  /** Needed for `video`. Of an image or a sticker what the server finds counts, and these are shown until then. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** What a file is sent as, and what is said of it. */
export interface FileOptions {
  /**
   * A picture in which the server finds none, and a kind that lacks what it needs, is sent as a `file`. A `sticker` is PNG,
   * WebP, GIF or JPEG, at most 512 × 512 pixels and 512 KiB, without a caption: any other picture is sent as an `image`.
   */
  readonly as: FileKind;
  readonly words?: FileWords | undefined;
  readonly previews?: Previews | undefined;
  /** By default that of the file. */
  readonly name?: string | undefined;
}

/** Options of `sendFile`. */
export interface SendFileOptions extends SendOptions, FileOptions {}

/** The file of a message that is on its way. */
export interface OutgoingFile {
  readonly as: FileKind;
  readonly name: string;
  /** As it was declared. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** Each change emits `outbox`. `done`: the message is next. */
  readonly progress: UploadProgress;
  /** Stops sending it, also over a restart, until `resume`. Files after it do not wait for it. */
  pause(): void;
  /** Goes on after `pause`. */
  resume(): void;
}

/** A file of a message that the user sees. */
export interface FilePlace {
  readonly seq: number;
  readonly fileId: FileId;
  /** A preview in place of the file. Of an image that has none, the image itself; of anything else `FILE_NOT_FOUND`. */
  readonly size?: PreviewSize | undefined;
}

/** Options of downloads. */
export interface DownloadOptions extends CallOptions {
  /** Called whenever more of it has come. In bytes. */
  readonly onProgress?: ((progress: { readonly received: number; readonly total: number }) => void) | undefined;
}

/** A file as it comes. */
export interface FileDownload {
  /** By the server's look at the bytes. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /**
   * The bytes, which are read once. Goes on by itself where the network broke off; rejects with a `KlatchError`.
   * In Node `stream.Readable.from` and `pipeline` take it.
   */
  readonly bytes: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** Which files of a conversation are listed. */
export interface FileListOptions extends CallOptions {
  /** `media`: pictures and videos; `voice`: voice messages; `files`: all others but stickers. */
  readonly of: FileGroup;
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of files: 50 by default, at most 200. A page with fewer may have a next one. */
  readonly limit?: number | undefined;
}

/**
 * Files: sending them without a message, and getting those of messages. What this needs is loaded when it is first used. All
 * calls reject with a `KlatchError`, `NOT_FOUND` or `UNAVAILABLE` from an earlier server.
 */
export interface Files {
  /**
   * Bytes of a file that the server takes, at most, as it said last; null: it has not said, or is an earlier one. Each change
   * emits `file-limit`.
   */
  readonly maxBytes: number | null;

  /**
   * Uploads a file in parts, several at once. What is sent stays a day on the server unless a message has it by then:
   * `sendFile` does both.
   * @throws KlatchError `NOT_AUTHENTICATED`, `INVALID_REQUEST`: it has no bytes
   */
  upload(file: BlobLike | FileSource, options?: UploadOptions): Upload;

  /** The bytes of a message's file while it is on its way, also after a restart; null: the message has none here. */
  outgoing(clientMsgId: ClientMsgId): Promise<FileSource | null>;

  /**
   * An absolute address for an element of a page, as `<img>`: for this user, for five minutes, and for as long as they see the
   * message. It is remembered until shortly before it ends: ask each time.
   * @throws KlatchError `FILE_NOT_FOUND`
   */
  address(conversationId: ConversationId, place: FilePlace, options?: CallOptions): Promise<string>;

  /** Downloads a file. @throws KlatchError `FILE_NOT_FOUND`: the message is gone, or the user does not see it */
  download(conversationId: ConversationId, place: FilePlace, options?: DownloadOptions): Promise<Blob>;

  /** The same for large files, in pieces. */
  open(conversationId: ConversationId, place: FilePlace, options?: DownloadOptions): Promise<FileDownload>;

  /** Fetches which files the messages of a conversation have that the user sees, the newest first. */
  list(conversationId: ConversationId, options: FileListOptions): Promise<SentFilesResult>;
}
