// Calls to a conversation about single messages: what the session asks it to change, and what became of them.
import type { FileGroup, FileId, SentFilesResult } from "../protocol/files.ts";
import type { ConversationId, OpId, UserId } from "../protocol/ids.ts";
import type { MessageChangeFrame } from "../protocol/message-changes.ts";
import type { MessageState, MessageStates } from "../protocol/message-state.ts";
import type { HistoryRange } from "./conversation.ts";

/** What a user does to messages that were sent. */
export type MessageOp =
  | EditOp
  | RecallOp
  | ReactOp
  | PinOp
  | HideOp
  | FollowThreadOp
  | VoteOp
  | ClosePollOp
  | SetRetentionOp;

export interface EditOp {
  readonly kind: "edit";
  readonly opId: OpId;
  readonly seq: number;
  /** `{"content":…,"mentions"?:…}` as canonical JSON, with the content's fallback: parsed at the boundary. */
  readonly body: string;
  /** The type of its content. */
  readonly contentType: string;
  readonly mentions?: readonly UserId[];
}
export interface RecallOp {
  readonly kind: "recall";
  readonly seq: number;
}
export interface ReactOp {
  readonly kind: "react";
  readonly opId: OpId;
  readonly seq: number;
  /** In its canonical form. */
  readonly emoji: string;
  readonly active: boolean;
}
export interface PinOp {
  readonly kind: "pin";
  readonly opId: OpId;
  readonly seq: number;
  readonly active: boolean;
}
export interface HideOp {
  readonly kind: "hide";
  /** Each once. */
  readonly seqs: readonly number[];
}
export interface VoteOp {
  readonly kind: "vote";
  readonly opId: OpId;
  readonly seq: number;
  /** Each once; empty: the vote is taken back. */
  readonly options: readonly number[];
}
export interface ClosePollOp {
  readonly kind: "close-poll";
  readonly seq: number;
}
/** Makes no event: nobody else is told. */
export interface FollowThreadOp {
  readonly kind: "follow-thread";
  /** The thread's first message, or a reply in it. */
  readonly seq: number;
  readonly follows: boolean;
}

/** Of the conversation, not of one message: how long those stay that are sent from then on. Null: for good. */
export interface SetRetentionOp {
  readonly kind: "set-retention";
  readonly ttlMs: number | null;
}

/** `seq`: of the event, or of the one that made it so before. `hides`: only of `hide`. Of
 * `follow-thread` it is the thread's first message. */
export interface MessageChanged {
  readonly seq: number;
  readonly hides?: number;
}

/**
 * The operation needs these events, and the log has dropped them: the caller reads them in history, and asks again with
 * them. `erased`: those of them whose erasure history may not have followed.
 */
export interface DroppedEvents {
  readonly dropped: readonly number[];
  readonly erased: readonly number[];
}

/** An event that the caller must insert, if `frame` is null: the log has dropped it, and history has it. */
export interface ListedEvent {
  readonly seq: number;
  readonly createdAt: number;
  readonly frame: string | null;
}

/** Events that history has are in `missing`. */
export interface MessageEdits {
  readonly items: readonly ListedEvent[];
  readonly missing: readonly HistoryRange[];
}
export interface MessagePins {
  readonly items: readonly (ListedEvent & {
    readonly state: MessageState;
    readonly pinnedBy: UserId;
    readonly pinnedAt: number;
  })[];
  readonly missing: readonly HistoryRange[];
}
export interface ReactionPage {
  readonly items: readonly { readonly userId: UserId; readonly emoji: string; readonly seq: number }[];
  readonly next: string | null;
}
/** Who has voted for what, as far as the asker saw them vote. */
export interface VotePage {
  readonly items: readonly { readonly userId: UserId; readonly options: readonly number[]; readonly seq: number }[];
  readonly next: string | null;
}
export interface HiddenSince {
  readonly seqs: readonly number[];
  readonly hides: number;
}
export interface StatesNow {
  readonly headSeq: number;
  readonly states: MessageStates;
}

export interface ThreadQuery {
  /** The thread's first message. */
  readonly seq: number;
  /** Exclusive seqs; without either, the newest replies. */
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}
/** Replies in order. */
interface ThreadPage {
  readonly headSeq: number;
  /** Of the first message too. */
  readonly states: MessageStates;
  /** Ask with these for the neighbouring pages; null at either end. */
  readonly before: number | null;
  readonly after: number | null;
}
export interface ThreadEvents extends ThreadPage {
  /** The first message, then the replies. */
  readonly items: readonly ListedEvent[];
  readonly missing: readonly HistoryRange[];
}
export interface WholeThread extends ThreadPage {
  readonly items: readonly FramedEvent[];
}

interface OfConversation {
  readonly conversationId: ConversationId;
}
interface OfMessage {
  readonly seq: number;
}
interface ReactionsQuery extends OfMessage {
  readonly cursor?: string;
  readonly limit: number;
}
/** Votes read for one page: of a sparse option it may have few, and the next one goes on behind them. */
export const maxVotesRead = 500;

/** `option`: only who has chosen this one. */
export interface VotesQuery extends ReactionsQuery {
  readonly option?: number;
}

/** What a conversation tells of its messages, by kind: the question and the answer. */
export interface FileQuery {
  readonly seq: number;
  readonly fileId: FileId;
}
export interface FileAllowed {
  readonly ok: true;
}
/** Of messages before `before`. */
export interface FilesQuery {
  readonly of: FileGroup;
  readonly before?: number;
  readonly limit: number;
}
/** Rows that one page may read, whatever of them the asker sees. */
export const maxFilesRead = 500;
export interface SentFiles {
  readonly items: SentFilesResult["items"];
  /** Where the next page begins: before this seq. */
  readonly next: number | null;
}

export interface MessageQuestions {
  states: { says: { readonly seqs: readonly number[] }; answer: StatesNow };
  edits: { says: OfMessage; answer: MessageEdits };
  reactions: { says: ReactionsQuery; answer: ReactionPage };
  votes: { says: VotesQuery; answer: VotePage };
  pins: { says: unknown; answer: MessagePins };
  hidden: { says: { readonly after: number }; answer: HiddenSince };
  thread: { says: ThreadQuery; answer: ThreadEvents };
  /** Whether the asker may fetch this file of this message. FILE_NOT_FOUND */
  file: { says: FileQuery; answer: FileAllowed };
  files: { says: FilesQuery; answer: SentFiles };
}
export type MessageQuestionKind = keyof MessageQuestions;
export type MessageQuestion<Kind extends MessageQuestionKind = MessageQuestionKind> = {
  [K in Kind]: { readonly kind: K } & MessageQuestions[K]["says"];
}[Kind];
export type MessageAnswer<Kind extends MessageQuestionKind = MessageQuestionKind> = MessageQuestions[Kind]["answer"];

/** The same, asked of the caller's session. */
export interface MessageSessionQuestions {
  "change-message": { says: { readonly change: MessageChangeFrame }; answer: MessageChanged };
  "message-states": { says: OfConversation & MessageQuestions["states"]["says"]; answer: StatesNow };
  "list-edits": { says: OfConversation & OfMessage; answer: { readonly items: readonly Required<FramedEvent>[] } };
  "list-reactions": { says: OfConversation & ReactionsQuery; answer: ReactionPage };
  "list-votes": { says: OfConversation & VotesQuery; answer: VotePage };
  "list-pins": { says: OfConversation; answer: { readonly items: readonly PinnedEvent[] } };
  "list-thread": { says: OfConversation & ThreadQuery; answer: WholeThread };
  "follow-thread": { says: OfConversation & OfMessage & { readonly follows: boolean }; answer: MessageChanged };
  "set-retention": { says: OfConversation & { readonly ttlMs: number | null }; answer: MessageChanged };
  /** What the caller is about to fetch, and may. */
  /** The same of what the caller may fetch later. */
  "may-open-file": { says: OfConversation & FileQuery; answer: FileAllowed };
  "open-file": { says: OfConversation & FileQuery; answer: FileAllowed };
  "list-files": { says: OfConversation & FilesQuery; answer: SentFiles };
  "list-hidden": { says: OfConversation & MessageQuestions["hidden"]["says"]; answer: HiddenSince };
}
interface FramedEvent {
  readonly seq: number;
  readonly createdAt: number;
  /** As JSON. */
  readonly frame: string;
}
type PinnedEvent = FramedEvent & Omit<MessagePins["items"][number], keyof ListedEvent>;
