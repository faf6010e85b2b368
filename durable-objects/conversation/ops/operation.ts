// The types of operations: what a user does to a conversation. Each is judged at the flush, in order with all others.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";
import type { AppendItem } from "../../../schema/rpc/append.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { Allowance, FlushCosts } from "../allowance.ts";
import type { AttachmentDraft } from "../attachments/attachment-store.ts";
import type { BurnDraft } from "../expiry/burns.ts";
import type { RetentionDraft } from "../expiry/retention-store.ts";
import type { EventMeta } from "../log/event-store.ts";
import type { LogDraft } from "../log/log-state.ts";
import type { HiddenTarget } from "../log/readers-draft.ts";
import type { Submission } from "../log/submissions.ts";
import type { Amendment } from "../readers/amendments.ts";
import type { StateDraft } from "../states/state-draft.ts";
import type { StoredState } from "../states/stored-state.ts";
import type { Said } from "../states/views.ts";

/** Who has an operation made, and how many deliveries it may cause; none: any number. */
export interface Acting {
  readonly actorId: UserId;
  readonly allowance?: Allowance | undefined;
}

/** What an operation asks the actor's permission for. */
export type Act =
  | { readonly kind: "send"; readonly item: AppendItem }
  | { readonly kind: "mark-read" }
  | { readonly kind: "edit"; readonly message: SentMessage; readonly mentionsAll: boolean }
  | { readonly kind: "recall"; readonly message: SentMessage }
  | { readonly kind: "set-retention" }
  | { readonly kind: "react"; readonly active: boolean }
  | { readonly kind: "pin" }
  | { readonly kind: "vote"; readonly active: boolean }
  | { readonly kind: "close-poll"; readonly message: SentMessage };

/** Whose message it is, and when it was sent (ms since 1970). */
export interface SentMessage {
  readonly senderId: UserId;
  readonly createdAt: number;
}

/**
 * The actor's own rules during one flush. They see the changes of earlier operations of the same flush. Their own
 * changes must stay in a draft until `committed`.
 */
export interface FlushRules<Change, Done> {
  /** Whether this user is a member now. */
  isMember(userId: UserId): boolean;
  /** Whether this member sees the event with this seq. */
  sees(userId: UserId, seq: number): boolean;
  /** Whether this user may do this now. */
  judge(userId: UserId, act: Act, now: number): Refusal | null;
  /** Decides a change that only this kind of conversation knows: its events take the next seqs. */
  change(
    actorId: UserId,
    change: Change,
    at: { readonly now: number; readonly headSeq: number },
  ): Changed<Done> | Refused;
  /** How many members an operation reaches now: whom its events are meant for. @param change that is about to be decided */
  reach(change?: Change): number;
  /** Users who are not members after this flush, but were before it or during it: they are readers no more. */
  leavers(): Iterable<UserId>;
  /** Writes the changes, within the transaction. */
  save(): void;
  /** Called after the transaction has returned. */
  committed(): void;
}

/** `caughtUp`: somebody who comes, and has nothing unread of what was before. */
interface Changed<Done> {
  readonly done: Done;
  readonly events: readonly EventBody[];
  readonly caughtUp?: UserId;
}

/** An event as an operation decided it; the log adds seq and time. It names who caused it in one of two ways, or nobody. */
export interface EventBody {
  readonly type: string;
  readonly actorId?: UserId;
  readonly senderId?: UserId;
  /** The message that it changes. */
  readonly targetSeq?: number;
  readonly [field: string]: unknown;
}

export interface NewMessage {
  readonly senderId: UserId;
  readonly item: AppendItem;
  /** Whether the time in its id is enough to find it again. */
  readonly isFresh: boolean;
  /** The first message of the thread that it is a reply in. */
  readonly thread?: number | undefined;
}

/** The message stored under an id; or whether the unused id is fresh; or why the look-up is refused now. */
export type SubmissionLookup = { readonly earlier: Submission } | { readonly isFresh: boolean } | Refused;

/** What operations use of the flush. An operation that refuses must have changed nothing. */
export interface FlushContext<Change = unknown, Done = unknown> {
  readonly rules: FlushRules<Change, Done>;
  /** Not earlier than the newest event: ms since 1970. */
  readonly now: number;
  /** What the clock says, ms since 1970: it may be wrong, and go back. */
  readonly clock: number;
  readonly draft: LogDraft;
  /** What operations charge to their callers' allowances. */
  readonly costs: FlushCosts;
  /** Storage has no room for further messages. */
  readonly isFull: boolean;
  /** Looks for what was submitted under this id, in the log or earlier in this flush. */
  findSubmission(op: object, senderId: UserId, item: AppendItem): SubmissionLookup;
  appendMessage(message: NewMessage): { readonly seq: number; readonly createdAt: number };
  /**
   * Appends the events of one operation. The users whom one of these events marks as all read have read all of them.
   */
  appendEvents(bodies: readonly EventBody[]): void;
  /**
   * Appends one event.
   *
   * @param nominal who stands in the log as its cause, if the event itself names nobody
   * @returns its seq
   */
  appendEvent(body: EventBody, nominal?: UserId): number;
  /** The message with this seq, in the log or earlier in this flush; null for other events, and for what the log dropped. */
  findMessage(seq: number): EventMeta | null;
  /** Whether the message was recalled, expired or erased. */
  isGone(message: EventMeta, state: StoredState): boolean;
  /** What the message or edit with this seq says. @throws Error when the log does not hold it */
  said(seq: number): Said;
  /** What became of messages. */
  readonly states: StateDraft;
  /** The files of messages. */
  readonly attachments: AttachmentDraft;
  /** The messages that will burn. */
  readonly burns: BurnDraft;
  /** How long messages stay. */
  readonly retention: RetentionDraft;
  /** Whether the message's time is over, though its words may still be there. */
  isOver(message: EventMeta): boolean;
  /**
   * Overwrites messages and edits by their tombstones, in the flush's transaction. A reply counts in its thread no more.
   */
  erase(seqs: readonly number[]): void;
  /** Moves a cursor forward to an event that the log holds, or does nothing. */
  moveCursor(userId: UserId, seq: number): void;
  /** The newest event of this flush makes an earlier message count otherwise: edited mentions, a recall, an expiry. */
  amend(change: Amendment): void;
  /** The message counts no more for this user, who has deleted it for themselves. */
  hide(userId: UserId, target: HiddenTarget): void;
}

/** Each operation is a file in this folder; the registry lists them. */
export type Operation<Op, Answer> = (op: Op, flush: FlushContext) => Answer | Refused;
