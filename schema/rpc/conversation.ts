// Calls to a conversation, direct or group: the requests of UserSession, and their answers.
import type { HistoryEvent } from "../history/packed-events.ts";
import type { ConversationId, UserId } from "../protocol/ids.ts";
import type { ErrorCode, Refusal } from "../protocol/errors.ts";
import type { HistoryReport } from "../protocol/http-history.ts";
import type { GroupProfile } from "../protocol/group.ts";
import type { Joined, Preview, Retention } from "../protocol/sync.ts";
import type { MessageStates } from "../protocol/message-state.ts";
import type { Allowed, AppendItem, AppendResult, Counted, PackedAcks, PackedItems } from "./append.ts";
import type { RelatingRpc } from "./people.ts";
import type { DroppedEvents, MessageAnswer, MessageChanged, MessageOp, MessageQuestion } from "./message-changes.ts";
import type { SweptRpc } from "./sweep.ts";

export interface Refused {
  readonly refusal: Refusal;
}
export const refused = (code: ErrorCode, retryAfterMs?: number): Refused => ({
  refusal: retryAfterMs === undefined ? { code } : { code, retryAfterMs },
});
/** @param limit the name of the limit that was reached, for clients */
export const limited = (limit: string, retryAfterMs: number): Refused => ({
  refusal: { code: "RATE_LIMITED", retryAfterMs, limit },
});
/** @param pointer which field of the request is wrong, as a JSON Pointer; "": the whole body */
export const refusedAt = (code: ErrorCode, pointer: string): Refused => ({ refusal: { code, pointer } });

/**
 * One event in transport form: its frame as JSON text, serialised once for all receivers. `seq` of a `void` is its last
 * seq.
 */
export interface StreamEvent {
  readonly seq: number;
  readonly frame: string;
  /** The earlier messages that it changes, if it does. Not sent. */
  readonly targets?: readonly number[];
  /** It names nobody: only who caused it gets it with their name. Not sent. */
  readonly isSecret?: true;
  /** When the time of its message is over, if it ever is; ms since 1970. Not sent. */
  readonly expiresAt?: number;
}

/** Events in seq order: all frames joined by commas, the seq of each, and where each ends in the text. */
export interface PackedEvents {
  readonly text: string;
  readonly seqs: readonly number[];
  readonly ends: readonly number[];
}

/** The fields that a list shows of a group. */
export type ListedGroup = Pick<GroupProfile, "name" | "avatar" | "memberCount">;

/** What a user's inbox keeps of a conversation. */
export interface ConversationSummary {
  readonly kind: "direct" | "group";
  readonly peerId?: UserId;
  readonly peerDeleted?: true;
  /** The other one has begun, and the user has not accepted it yet. */
  readonly request?: true;
  readonly group?: ListedGroup;
  /** The user left: this is the state at that time. */
  readonly left?: true;
  readonly headSeq: number;
  readonly cursorSeq: number;
  readonly unread: number;
  /** How many of the unread messages mention the user. Conversations of earlier versions do not say. */
  readonly mentions?: number;
  /** Messages that the user has deleted for themselves. */
  readonly hides?: number;
  readonly preview: Preview | null;
  /** How long messages stay that are sent now, and who has set it; left out: for good. */
  readonly retention?: Retention;
  /** The event by which the user became a member, while it is newer than `preview`. */
  readonly joined?: Joined;
  /**
   * Time (ms since 1970) of the newest event that this user sees or, before the first one, of the conversation's
   * creation.
   */
  readonly activeAt: number;
}

export interface ReadRequest {
  readonly userId: UserId;
  /** The events after this seq are wanted; null: no events, the subscriber starts at the head. */
  readonly from: number | null;
}
/** Events with `afterSeq < seq <= throughSeq` that the log has dropped and history has. */
export interface HistoryRange {
  readonly afterSeq: number;
  readonly throughSeq: number;
  /** Those of them that were erased and that history may still show: to be replaced by tombstones. */
  readonly erased?: readonly number[];
  /**
   * The only parts of the log that the reader sees, if there are others: what changes a message outside of them is to be
   * replaced by a `void`.
   */
  readonly visible?: readonly { readonly fromSeq: number; readonly toSeq: number | null }[];
}
export interface ReadPage {
  readonly summary: ConversationSummary;
  /** If not null, `events` is empty and the next read continues after these. */
  readonly missing: HistoryRange | null;
  readonly events: readonly StreamEvent[];
  /** The stream continues after this seq. */
  readonly end: number;
  /** Whether `end` is short of the head. */
  readonly more: boolean;
}

export interface LogPageRequest {
  readonly userId: UserId;
  readonly before?: number;
  readonly after?: number;
  /** Half the page up to this seq, half after it. */
  readonly around?: number;
  readonly limit: number;
}
export interface LogPage {
  /** Ranges that the caller must insert among `events`, by seq. */
  readonly missing: readonly HistoryRange[];
  readonly events: readonly StreamEvent[];
  readonly headSeq: number;
  readonly before: number | null;
  readonly after: number | null;
  /** Of the messages on the page that were changed. A conversation that runs earlier code has none. */
  readonly states?: MessageStates;
}
/** A page with all its events, whichever tier they come from. */
export type WholePage = Required<Omit<LogPage, "missing" | "events">> & { readonly frames: readonly string[] };

export interface MarkedRead {
  readonly cursorSeq: number;
  readonly unread: number;
  /** How many of the unread messages mention the reader. Conversations of earlier versions do not say. */
  readonly mentions?: number;
}

/**
 * A user's choice who sees how far they have read. `version` rises with each change of it.
 *
 * `friends`, with `shown` false: friends see it all the same, which only a direct conversation can judge. Conversations that
 * run earlier code, and groups, show it to nobody.
 */
export interface ReceiptsChoice {
  readonly shown: boolean;
  readonly friends?: true;
  readonly version: number;
}

export interface ReceiptsRequest {
  readonly userId: UserId;
  readonly seq: number;
  /** Those who have read the message, or those who have not. */
  readonly read: boolean;
  /** Only ids after this text. */
  readonly after?: string;
  readonly limit: number;
}
/** Who has read a message, or who has not: a page, sorted by id, and how many they are altogether. */
export interface ReceiptsPage {
  readonly userIds: readonly UserId[];
  readonly readCount: number;
  readonly unreadCount: number;
  /** Members who show no receipts: in no list, and in neither of the other counts. */
  readonly hiddenCount: number;
  readonly next: UserId | null;
}
/**
 * `missing`: the log has dropped the message, so that the caller must see in history whose it is. Null: it is the asking
 * user's.
 */
export interface ReceiptsAnswer extends ReceiptsPage {
  readonly missing: HistoryRange | null;
}

/** What a direct conversation knows of a block of one of its members: of two copies the higher version counts. */
export interface BlockCopy {
  readonly version: number;
  readonly active: boolean;
}

export interface DirectRpc extends ConversationRpc, RelatingRpc {
  /**
   * The member has blocked the other one, or has taken it back: holds for every flush after this one. Idempotent.
   *
   * @returns `taken`: false while nobody has opened the conversation, which asks both sessions when somebody does
   */
  setBlock(request: BlockCopy & { readonly by: UserId }): Promise<{ readonly taken: boolean }>;
  /** The user accepts that the other one writes to them. Idempotent. */
  accept(request: { userId: UserId }): Promise<{ readonly ok: true } | Refused>;
  /** This member's account is deleted: nothing is sent here any more, and the other one is told. `taken`: as above. Idempotent. @throws ActorUnavailable */
  setGone(request: { readonly userId: UserId }): Promise<{ readonly taken: boolean }>;
}

export interface ConversationRpc extends SweptRpc {
  /** Creates the conversation between its two members, once. */
  open(request: { userId: UserId }): Promise<{ created: boolean } | Refused>;
  /** One result per item, in order; never throws because of an item. */
  append(request: Allowed & { senderId: UserId; items: readonly AppendItem[] }): Promise<readonly AppendResult[]>;
  /** The same of messages with files. Conversations that run earlier code do not have it: they would forget the files. */
  appendFiles(request: Allowed & { senderId: UserId; items: readonly AppendItem[] }): Promise<readonly AppendResult[]>;
  /**
   * The same for many items. Conversations that run earlier code do not have it: their callers send the items as a list
   * then.
   */
  appendPacked(
    request: Allowed & { senderId: UserId; packed: PackedItems },
  ): Promise<PackedAcks | readonly AppendResult[]>;
  /** Returns a page and, in the same step, makes the subscriber live from the page's end. */
  read(request: ReadRequest): Promise<ReadPage | Refused>;
  loadPage(request: LogPageRequest): Promise<LogPage | Refused>;
  /** `receipts`: the reader's choice. A session of the version before does not say it: then it stays as it was. */
  markRead(
    request: Allowed & { userId: UserId; seq: number; receipts?: ReceiptsChoice },
  ): Promise<(MarkedRead | Refused) & Counted>;
  /** For the author of a message. Conversations that run earlier code do not have it. */
  receipts(request: ReceiptsRequest): Promise<ReceiptsAnswer | Refused>;
  setTyping(
    request: Allowed & { userId: UserId; active: boolean },
  ): Promise<({ readonly ok: true } | Refused) & Counted>;
  /** Judged at the flush, in order with messages. A conversation that runs earlier code does not have it. */
  /**
   * `carried`: events that the log had dropped. Without it nobody can bring any, as a session of the version before: what the
   * log has dropped is not found then.
   */
  changeMessage(
    request: Allowed & { userId: UserId; op: MessageOp; carried?: readonly HistoryEvent[] },
  ): Promise<(MessageChanged | Refused | DroppedEvents) & Counted>;
  /** What became of messages, as this user may see it. */
  askOfMessages<Q extends MessageQuestion>(request: {
    userId: UserId;
    question: Q;
  }): Promise<MessageAnswer<Q["kind"]> | Refused>;
  /**
   * Overwrites messages by their tombstones, in the log at once and in the tiers soon after. Called by nobody yet: recall
   * and expiry will.
   */
  erase(request: { seqs: readonly number[] }): Promise<void>;
  /**
   * For operators: verifies the history of some events after `afterSeq`. CONVERSATION_NOT_FOUND if the conversation
   * never existed.
   */
  verifyHistory(request: { afterSeq: number }): Promise<HistoryReport | Refused>;
}

/** Returns a stub for a conversation: a new one at every call, since a broken stub stays broken. */
export type ConversationStubs = (id: ConversationId) => ConversationRpc;
