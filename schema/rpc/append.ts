// Messages on their way from a sender's session to the log of a conversation, and what the session is answered.
import type { FileId } from "../protocol/files.ts";
import type { ClientMsgId } from "../protocol/ids.ts";
import type { Refusal } from "../protocol/errors.ts";
import type { Refused } from "./conversation.ts";

/** A file of a message, and the kind of content that names it. */
export interface AttachedFile {
  readonly fileId: FileId;
  readonly kind: string;
}

/** One message on its way to the log. */
export interface AppendItem {
  readonly clientMsgId: ClientMsgId;
  /** `{"content":…,"replyTo"?:…,"mentions"?:…}` as canonical JSON: parsed at the boundary, serialised once, never again. */
  readonly body: string;
  /** Hash of the body as submitted, without a fallback: distinguishes a repeat from another message under the same id. */
  readonly bodyHash: string;
  readonly replyToSeq?: number;
  /** The message mentions every member. */
  readonly mentionsAll?: true;
  /** The message of the thread that it answers. Conversations of earlier versions do not know it: there it is a message like any other. */
  readonly threadSeq?: number;
  /** It is gone so many ms after its recipient has read it. Conversations of earlier versions do not know it: there it stays. */
  readonly burnAfterMs?: number;
  /** The files that its content names. Each is held: see `SharedFileRpc.hold`. */
  readonly files?: readonly AttachedFile[];
  /** Its files may not be sent, or no longer: it is refused with this unless it is in the log already. */
  readonly unlessRepeated?: Refusal;
  /** The body is not what was submitted, word for word: it is hashed when it is stored, so that history can be verified. */
  readonly isRewritten?: true;
}

export interface Appended {
  readonly ack: { readonly seq: number; readonly createdAt: number };
}
/** The first result says what the whole call has cost. */
export type AppendResult = (Appended | Refused) & Counted;

/** The caller has reserved so many deliveries. Callers of earlier versions count none. */
export interface Allowed {
  readonly allowance?: number;
}
/** Conversations of earlier versions do not say. */
export interface Counted {
  /** How many deliveries the call has caused. */
  readonly cost?: number;
  /** How many members the conversation has: a session that reserved for fewer learns it here. */
  readonly members?: number;
}

/** Messages in transport form; see stream/packed-append.ts. */
export interface PackedItems {
  readonly ids: string;
  readonly hashes: string;
  readonly bodies: string;
  /** The items that have these fields. */
  readonly marked: readonly (Pick<
    AppendItem,
    "replyToSeq" | "mentionsAll" | "threadSeq" | "burnAfterMs" | "isRewritten"
  > & {
    readonly index: number;
  })[];
}

/** Acks of messages that follow each other and have one time. */
export interface PackedAcks extends Counted {
  readonly firstSeq: number;
  readonly createdAt: number;
  readonly count: number;
}
