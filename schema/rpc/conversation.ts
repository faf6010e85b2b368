// Calls to a conversation (direct now, a group later): what UserSession asks and is answered.
import type { ClientMsgId, ConversationId, UserId } from "../protocol/ids.ts";
import type { ErrorCode, Refusal } from "../protocol/errors.ts";
import type { HistoryReport } from "../protocol/http-history.ts";
import type { GroupProfile } from "../protocol/group.ts";
import type { Preview } from "../protocol/sync.ts";

export interface Refused {
  readonly refusal: Refusal;
}
export const refused = (code: ErrorCode, retryAfterMs?: number): Refused => ({
  refusal: retryAfterMs === undefined ? { code } : { code, retryAfterMs },
});

/** One message on its way to the log. */
export interface AppendItem {
  readonly clientMsgId: ClientMsgId;
  /** `{"content":…,"replyTo"?:…,"mentions"?:…}` as canonical JSON: parsed at the boundary, serialised once, never again. */
  readonly body: string;
  /** Hash of `body` as submitted: tells a repeat from a reuse of the id. */
  readonly bodyHash: string;
  readonly replyToSeq?: number;
  /** It is for every member. */
  readonly mentionsAll?: true;
}

export interface Appended {
  readonly ack: { readonly seq: number; readonly createdAt: number };
}
export type AppendResult = Appended | Refused;

/** One event as it travels: the frame is JSON text, made once for all who get it. A `void` has the seq that it ends with. */
export interface StreamEvent {
  readonly seq: number;
  readonly frame: string;
}

/** Events in seq order: their frames joined by commas, the seq of each, and where in the text each ends. */
export interface PackedEvents {
  readonly text: string;
  readonly seqs: readonly number[];
  readonly ends: readonly number[];
}

/** What a list says of a group. */
export type ListedGroup = Pick<GroupProfile, "name" | "avatar" | "memberCount">;

/** What a user's inbox keeps of a conversation. */
export interface ConversationSummary {
  readonly kind: "direct" | "group";
  readonly peerId?: UserId;
  readonly group?: ListedGroup;
  /** They are out: this is how it was when they went. */
  readonly left?: true;
  readonly headSeq: number;
  readonly cursorSeq: number;
  readonly unread: number;
  readonly preview: Preview | null;
  /** Time (ms since 1970) of the newest event that this user sees, or, before the first, of the conversation's making. */
  readonly activeAt: number;
}

export interface ReadRequest {
  readonly v: number;
  readonly userId: UserId;
  /** Events after this seq are wanted; null: none, the subscriber starts at the head. */
  readonly from: number | null;
}
/** Events with `afterSeq < seq <= throughSeq` that the log has dropped: history has them. */
export interface HistoryRange {
  readonly afterSeq: number;
  readonly throughSeq: number;
}
export interface ReadPage {
  readonly summary: ConversationSummary;
  /** These come before `events`, and there is more after such a page. */
  readonly missing: HistoryRange | null;
  readonly events: readonly StreamEvent[];
  /** The stream goes on after this seq. */
  readonly end: number;
  /** Whether `end` is short of the head. */
  readonly more: boolean;
}

export interface LogPageRequest {
  readonly v: number;
  readonly userId: UserId;
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}
export interface LogPage {
  /** These belong among `events`, by seq. */
  readonly missing: readonly HistoryRange[];
  readonly events: readonly StreamEvent[];
  readonly headSeq: number;
  readonly before: number | null;
  readonly after: number | null;
}
/** A page whatever tier its events come from. */
export type WholePage = Omit<LogPage, "missing" | "events"> & { readonly frames: readonly string[] };

export interface MarkedRead {
  readonly cursorSeq: number;
  readonly unread: number;
}

export interface ConversationRpc {
  /** Makes the conversation between its two members, once. */
  open(request: { v: number; userId: UserId }): Promise<{ created: boolean } | Refused>;
  /** One result per item, in order; never throws for an item's sake. */
  append(request: { v: number; senderId: UserId; items: readonly AppendItem[] }): Promise<readonly AppendResult[]>;
  /** A page, and in the same step the subscriber becomes live from its end. */
  read(request: ReadRequest): Promise<ReadPage | Refused>;
  loadPage(request: LogPageRequest): Promise<LogPage | Refused>;
  markRead(request: { v: number; userId: UserId; seq: number }): Promise<MarkedRead | Refused>;
  setTyping(request: { v: number; userId: UserId; active: boolean }): Promise<void>;
  /** For operators: recounts the history of some events after `afterSeq`; CONVERSATION_NOT_FOUND when there never were any. */
  verifyHistory(request: { v: number; afterSeq: number }): Promise<HistoryReport | Refused>;
}

/** Where a conversation's stub comes from: a fresh one at every call, since a broken stub stays broken. */
export type ConversationStubs = (id: ConversationId) => ConversationRpc;
