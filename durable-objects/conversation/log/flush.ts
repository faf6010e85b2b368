// One flush: every operation that came together is judged, numbered and stored, in order, within one transaction.
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";
import {
  refused,
  type AppendItem,
  type AppendResult,
  type MarkedRead,
  type Refused,
} from "../../../schema/rpc/conversation.ts";
import { hashBody } from "../../runtime/body-hash.ts";
import { noClientMsgId, type StoredEvent } from "./event-frame.ts";
import type { EventStore, NewEvent, StoredCursor } from "./event-store.ts";
import type { LateLookups } from "./late-lookups.ts";
import { LogDraft, readerOf, type LogState } from "./log-state.ts";
import { ageOf, type Submission, type Submissions } from "./submissions.ts";

/** What the conversation itself decided: events that take the next seqs, and who has nothing unread after them. */
export interface Changed<Done> {
  readonly done: Done;
  readonly events: readonly { readonly actorId: UserId }[];
  readonly allRead: readonly UserId[];
}

/**
 * The conversation's own rules during one flush: they see what earlier operations of it have changed. Whatever they
 * change themselves is remembered by nobody else until `committed`.
 */
export interface FlushRules<Change, Done> {
  maySend(userId: UserId, item: AppendItem, now: number): Refusal | null;
  mayRead(userId: UserId): Refusal | null;
  change(
    actorId: UserId,
    change: Change,
    at: { readonly now: number; readonly headSeq: number },
  ): Changed<Done> | Refused;
  /** Writes what was changed, within the transaction. */
  save(): void;
  /** The transaction has returned. */
  committed(): void;
}

export type LogOp<Change> =
  | { readonly kind: "append"; readonly senderId: UserId; readonly item: AppendItem }
  | { readonly kind: "mark-read"; readonly userId: UserId; readonly seq: number }
  | { readonly kind: "change"; readonly actorId: UserId; readonly change: Change };
export type LogResult<Done> = AppendResult | MarkedRead | Done | Refused;

export type NewSubmission = Submission & { readonly senderId: UserId; readonly clientMsgId: ClientMsgId };

export interface FlushTools<Change, Done> {
  readonly store: EventStore;
  readonly submissions: Submissions;
  readonly lateLookups: LateLookups;
  readonly rules: FlushRules<Change, Done>;
  /** Never before the newest event. */
  readonly now: number;
  /** What every subscriber has. */
  readonly settledSeq: number;
}

/** Everything it has decided is assigned to memory only after the transaction returned. */
export class Flush<Change, Done> {
  readonly draft: LogDraft;
  readonly added = new Map<string, NewSubmission>();
  readonly events: StoredEvent[] = [];
  readonly cursors: StoredCursor[] = [];
  readonly #state: LogState;
  readonly #tools: FlushTools<Change, Done>;
  #hasMarkedAllRead = false;

  constructor(state: LogState, tools: FlushTools<Change, Done>) {
    this.#state = state;
    this.#tools = tools;
    this.draft = new LogDraft(state);
  }

  /** Whether readers changed in a way that the log alone does not tell again. */
  get hasMarkedAllRead(): boolean {
    return this.#hasMarkedAllRead;
  }

  apply(op: LogOp<Change>): LogResult<Done> {
    switch (op.kind) {
      case "append":
        return this.#append(op, op.senderId, op.item);
      case "mark-read":
        return this.#markRead(op.userId, op.seq);
      case "change":
        return this.#change(op.actorId, op.change);
    }
  }

  /** Duplicate first, then permission: a resend of a committed message is acked whatever changed since. */
  #append(op: object, senderId: UserId, item: AppendItem): AppendResult {
    const { draft } = this;
    const { store, submissions, lateLookups, rules, now } = this.#tools;
    const { clientMsgId, body, bodyHash } = item;
    const age = ageOf(clientMsgId, now);
    if (age.kind === "ahead") return refused("CLOCK_AHEAD");
    const key = `${senderId} ${clientMsgId}`;
    let earlier: Submission | null = this.added.get(key) ?? null;
    if (earlier === null) {
      const waitMs = age.kind === "late" ? lateLookups.pay(senderId, op) : 0;
      if (waitMs > 0) return refused("RATE_LIMITED", waitMs);
      const { headSeq } = this.#state;
      const { own } = readerOf(this.#state, senderId);
      earlier = submissions.find(senderId, clientMsgId, age, { own, headSeq, nowMs: now });
    }
    if (earlier !== null) {
      return earlier.hasBodyHash(bodyHash)
        ? { ack: { seq: earlier.seq, createdAt: earlier.createdAt } }
        : refused("DUPLICATE_MESSAGE");
    }

    const refusal = rules.maySend(senderId, item, now);
    if (refusal !== null) return { refusal };
    if (item.replyToSeq !== undefined && item.replyToSeq > draft.headSeq) return refused("SEQ_OUT_OF_RANGE");

    const { seq, ordinal, links } = draft.addMessage(senderId, now);
    this.#insert({ seq, createdAt: now, senderId, clientMsgId, body, bodyHash, ordinal, links });
    if (age.kind !== "fresh") store.insertSubmitted(senderId, clientMsgId, seq);
    this.added.set(key, { seq, createdAt: now, hasBodyHash: (other) => other === bodyHash, senderId, clientMsgId });
    return { ack: { seq, createdAt: now } };
  }

  #markRead(userId: UserId, seq: number): MarkedRead | Refused {
    const { draft } = this;
    const { store, rules } = this.#tools;
    const refusal = rules.mayRead(userId);
    if (refusal !== null) return { refusal };
    if (seq > draft.headSeq) return refused("SEQ_OUT_OF_RANGE");
    // What was dropped cannot be counted any more: a cursor moves to what the log holds, or stays.
    const moved =
      seq > store.floorSeq &&
      draft.moveCursor(
        userId,
        seq,
        (at) => store.placeOf(at).ordinal,
        (at) => store.links(at),
      );
    const { cursorSeq, cursorOrdinal, cursorSent } = draft.reader(userId);
    if (moved) this.cursors.push({ userId, cursorSeq, cursorOrdinal, cursorSent, atSeq: draft.headSeq });
    return { cursorSeq, unread: draft.unread(userId) };
  }

  #change(actorId: UserId, change: Change): Done | Refused {
    const { draft } = this;
    const { rules, now } = this.#tools;
    const changed = rules.change(actorId, change, { now, headSeq: draft.headSeq });
    if ("refusal" in changed) return changed;
    for (const event of changed.events) {
      const body = JSON.stringify(event);
      const place = draft.addChange(now);
      const { actorId: senderId } = event;
      this.#insert({ ...place, createdAt: now, senderId, clientMsgId: noClientMsgId, body, bodyHash: hashBody(body) });
    }
    for (const userId of changed.allRead) draft.markAllRead(userId);
    this.#hasMarkedAllRead ||= changed.allRead.length > 0;
    return changed.done;
  }

  #insert(event: Omit<NewEvent, "settledSeq">): void {
    const { store, settledSeq } = this.#tools;
    store.insert({ ...event, settledSeq });
    const { seq, createdAt, senderId, clientMsgId, body } = event;
    this.events.push({ seq, createdAt, senderId, clientMsgId, body });
  }
}
