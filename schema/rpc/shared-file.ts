// Calls to the object of a file, which knows its upload, what it is, and which messages have it.
import type { DeclaredFile, FileFacts, PreviewSize, Upload } from "../protocol/files.ts";
import type { ClientMsgId, ConversationId, UserId } from "../protocol/ids.ts";
import type { Refused } from "./conversation.ts";
import type { CommonBytes, MergeAnswer } from "./equal-files.ts";

/** Whether somebody may send the file: its owner, or who sees it in this message and forwards it. */
export interface FileHold {
  readonly userId: UserId;
  /** Where it is about to be sent. */
  readonly conversationId: ConversationId;
  /** `holdIdOf` the message. */
  readonly holdId: string;
  readonly via?: { readonly conversationId: ConversationId; readonly seq: number };
  /** The server may make previews of it, if it has none: it costs money, and the sender has a budget for it. */
  readonly mayAskPreviews?: boolean;
}

/** `asksPreviews`: the server is about to make some. */
export type HeldFile = FileFacts & { readonly asksPreviews?: true };

/** What a scanner says of a file. */
export type Verdict = "clean" | "quarantined";

/** Which previews are to be made: from the object of R2 with the key `from`, into those with the others. */
export interface PreviewsToMake {
  readonly from: string;
  readonly to: readonly { readonly size: PreviewSize; readonly key: string }[];
}

/** Their media types. Empty: none could be made, and none is asked for again. */
export type MadePreviews = Readonly<Partial<Record<PreviewSize, string>>>;

export const holdIdOf = (senderId: UserId, clientMsgId: ClientMsgId): string => `${senderId} ${clientMsgId}`;

/** A message of the owner's that is to be sent later has the file. */
export interface LaterFile {
  readonly userId: UserId;
  /** Of the message as it is now: another one once it says something else. */
  readonly laterId: string;
  /** When the bytes go at the latest, ms since 1970, if nobody lets go of them before. */
  readonly until: number;
}

/** A message that has the file. `holdId`: of the hold that it was sent with. */
export interface FileReference {
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly holdId: string;
}

/** Where the bytes of a part go: into the object of R2 with this key, whole or as a part of this multipart upload. */
export interface PartTarget {
  readonly key: string;
  readonly uploadId: string | null;
}

/** Bytes to give: the file, or a preview of it, whose size is not known. */
export interface ServedBytes {
  readonly key: string;
  readonly mimeType: string;
  readonly name: string;
  readonly size?: number;
  /** Of the bytes, wherever they are; without it, what R2 says. */
  readonly etag?: string;
}

export interface SharedFileRpc {
  /** Makes the object. */
  declare(request: { readonly ownerId: UserId; readonly file: DeclaredFile }): Promise<{ readonly expiresAt: number }>;
  /** FILE_NOT_FOUND: nobody's, or somebody else's; so do all calls of owners. */
  upload(request: { readonly userId: UserId }): Promise<Upload | Refused>;
  /** INVALID_REQUEST: no such part, or not of this size; FILE_COMPLETE. */
  beginPart(request: {
    readonly userId: UserId;
    readonly part: number;
    readonly size: number;
  }): Promise<PartTarget | Refused>;
  /** The part is in R2 under this ETag. An upload that began anew meanwhile: FILE_NOT_READY. */
  endPart(request: {
    readonly userId: UserId;
    readonly part: number;
    readonly target: PartTarget;
    readonly etag: string;
  }): Promise<{ readonly ok: true } | Refused>;
  /** The preview is about to be put under the key. FILE_COMPLETE. */
  beginPreview(request: { readonly userId: UserId; readonly size: PreviewSize }): Promise<PartTarget | Refused>;
  endPreview(request: {
    readonly userId: UserId;
    readonly size: PreviewSize;
    readonly mimeType: string;
  }): Promise<{ readonly ok: true } | Refused>;
  /**
   * Reads the bytes once. FILE_NOT_READY: parts are missing; FILE_NOT_AS_DECLARED, FILE_TYPE_REFUSED: the file is gone.
   * A repeat is answered as the first was.
   */
  complete(request: { readonly userId: UserId }): Promise<FileFacts | Refused>;
  /** The owner wants it no more. What is in messages stays. */
  discard(request: { readonly userId: UserId }): Promise<{ readonly ok: true } | Refused>;
  /** Before a message with it is appended: the bytes stay at least a day. FILE_NOT_READY: not complete; FILE_QUARANTINED. Idempotent. */
  hold(request: FileHold): Promise<HeldFile | Refused>;
  /**
   * For a message that is scheduled. FILE_NOT_READY: not complete; FILE_QUARANTINED; FILE_NOT_FOUND, too, once it was let go of.
   * Again, and late: the latest of the times counts.
   */
  keepForLater(request: LaterFile): Promise<FileFacts | Refused>;
  /** The scheduled message was sent or dropped, or says something else. Idempotent, and a `keepForLater` that comes later is refused. */
  letGo(request: Pick<LaterFile, "laterId">): Promise<void>;
  /** The message is in the log. Idempotent; false: the file is gone. */
  refer(reference: FileReference): Promise<{ readonly kept: boolean }>;
  /** The message is gone. Idempotent, and a `refer` that comes later changes nothing. */
  release(reference: FileReference): Promise<void>;
  /** For the job `scan-file`. Null: nothing is to be scanned (any more). */
  beginScan(): Promise<{ readonly key: string; readonly facts: FileFacts } | null>;
  /** Idempotent: only the first verdict counts. */
  endScan(request: { readonly verdict: Verdict }): Promise<void>;
  /** For the job `preview-file`. Null: none are to be made (any more). */
  beginPreviews(): Promise<PreviewsToMake | null>;
  /** Idempotent. */
  endPreviews(request: { readonly made: MadePreviews }): Promise<void>;
  /** Copies its bytes to where all have them that have equal ones, unless it is `until` already (ms since 1970). */
  storeCommon(request: CommonBytes & { readonly until: number }): Promise<MergeAnswer>;
  /** From now on it gives the bytes that are there, and leaves before it is gone. Idempotent. */
  useCommon(request: CommonBytes): Promise<MergeAnswer>;
  /** For whoever may have it: that is not judged here. FILE_NOT_READY: it is being scanned; FILE_QUARANTINED. */
  serve(request: { readonly size?: PreviewSize }): Promise<ServedBytes | Refused>;
}
