// What an operation is: something that a person does to a conversation, judged at the flush in order with everything else.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";
import type { AppendItem, Refused } from "../../../schema/rpc/conversation.ts";
import type { LogDraft } from "../log/log-state.ts";
import type { Submission } from "../log/submissions.ts";

/** What an operation asks the actor's permission for. */
export type Act = { readonly kind: "send"; readonly item: AppendItem } | { readonly kind: "mark-read" };

/**
 * The actor's own rules during one flush: they see what earlier operations of it have changed. Whatever they change
 * themselves is remembered by nobody else until `committed`.
 */
export interface FlushRules<Change, Done> {
  /** Whether this user may do this now. */
  judge(userId: UserId, act: Act, now: number): Refusal | null;
  /** What comes of a change that only this kind of conversation knows: the events take the next seqs. */
  change(
    actorId: UserId,
    change: Change,
    at: { readonly now: number; readonly headSeq: number },
  ): { readonly done: Done; readonly events: readonly EventBody[] } | Refused;
  /** Who is out after this flush, and was in before or in between: they are readers no more. */
  leavers(): Iterable<UserId>;
  /** Writes what was changed, within the transaction. */
  save(): void;
  /** The transaction has returned. */
  committed(): void;
}

/** An event as an operation decided it; the log adds where and when. */
export interface EventBody {
  readonly type: string;
  readonly actorId: UserId;
}

export interface NewMessage {
  readonly senderId: UserId;
  readonly item: AppendItem;
  /** Whether the time in its id finds it again. */
  readonly isFresh: boolean;
}

/** What stands under a message's id; or that nothing does; or why that cannot be told now. */
export type SubmissionLookup = { readonly earlier: Submission } | { readonly isFresh: boolean } | Refused;

/** What operations use of the flush. What they refuse must have changed nothing. */
export interface FlushContext<Change, Done> {
  readonly rules: FlushRules<Change, Done>;
  /** Never before the newest event: ms since 1970. */
  readonly now: number;
  readonly draft: LogDraft;
  /** Looks for what was submitted under this id, in the log or earlier in this flush. */
  findSubmission(op: object, senderId: UserId, item: AppendItem): SubmissionLookup;
  appendMessage(message: NewMessage): { readonly seq: number; readonly createdAt: number };
  /** What one operation makes happen. Who has nothing unread after one of these has nothing unread after all of them. */
  appendEvents(bodies: readonly EventBody[]): void;
  /** Moves a cursor forward to what the log holds, or leaves it. */
  moveCursor(userId: UserId, seq: number): void;
}

/** Each file beside this one has one. The registry lists them. */
export type Operation<Op, Answer> = <Change, Done>(op: Op, flush: FlushContext<Change, Done>) => Answer | Refused;
