// One flush: judges, numbers and stores all operations that came together, in order, within one transaction.
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";
import { eventKinds } from "../../../schema/protocol/events/events.ts";
import type { AppendItem } from "../../../schema/rpc/append.ts";
import { limited, refused } from "../../../schema/rpc/conversation.ts";
import { FlushCosts } from "../allowance.ts";
import { mentionsIn } from "../ops/kept-mentions.ts";
import type { Amendment } from "../readers/amendments.ts";
import type { EventBody, FlushContext, FlushRules, NewMessage, SubmissionLookup } from "../ops/operation.ts";
import { isWipedHash, tombstoneOf, withRoomForTombstone } from "../../../schema/history/tombstone.ts";
import { AttachmentDraft, type AttachmentStore } from "../attachments/attachment-store.ts";
import { BurnDraft, type BurnStore } from "../expiry/burns.ts";
import { expiresAtBy } from "../expiry/retention.ts";
import { RetentionDraft, type RetentionStore } from "../expiry/retention-store.ts";
import { StateDraft } from "../states/state-draft.ts";
import type { StateStore } from "../states/state-store.ts";
import type { StoredState } from "../states/stored-state.ts";
import type { Said } from "../states/views.ts";
import { hashBody } from "../../runtime/text.ts";
import type { HistoryEvent } from "../../../schema/history/packed-events.ts";
import { CarriedEvents } from "./carried-events.ts";
import { noClientMsgId } from "./event-frame.ts";
import type { EventMeta, EventStore } from "./event-store.ts";
import type { LateLookups } from "./late-lookups.ts";
import type { NewEvent, StoredCursor } from "./log-row.ts";
import { LogDraft, type LogState } from "./log-state.ts";
import type { HiddenTarget } from "./readers-draft.ts";
import type { LogLookUp } from "../readers/counted-event.ts";
import type { ReaderStore } from "./reader-store.ts";
import { ageOf, toSubmission, type Submissions } from "./submissions.ts";

export interface FlushTools<Change, Done> {
  readonly store: EventStore;
  readonly readers: ReaderStore;
  readonly submissions: Submissions;
  readonly lateLookups: LateLookups;
  readonly states: StateStore;
  readonly attachments: AttachmentStore;
  readonly burns: BurnStore;
  readonly retention: RetentionStore;
  readonly rules: FlushRules<Change, Done>;
  /** Not earlier than the newest event: ms since 1970. */
  readonly now: number;
  /** What the clock says, ms since 1970. */
  readonly clock: number;
  /** The seq up to which every subscriber has everything. */
  readonly settledSeq: number;
  /** Storage has no room for further messages. */
  readonly isFull: boolean;
}

/** Its results are assigned to memory only after the transaction has returned. */
export class Flush<Change, Done> implements FlushContext<Change, Done> {
  readonly draft: LogDraft;
  readonly rules: FlushRules<Change, Done>;
  readonly now: number;
  readonly clock: number;
  readonly costs = new FlushCosts();
  /** Events that are not in storage yet: `save` stores them. */
  readonly events: NewEvent[] = [];
  readonly cursors: StoredCursor[] = [];
  readonly states: StateDraft;
  readonly attachments: AttachmentDraft;
  readonly burns: BurnDraft;
  readonly retention: RetentionDraft;
  /** Events in storage that are overwritten by their tombstones. */
  readonly erased: number[] = [];
  readonly #state: LogState;
  readonly #tools: FlushTools<Change, Done>;
  /** Those of the events with ids that are found by their time. */
  readonly #fresh: NewEvent[] = [];
  /** The messages among `events`, by sender. */
  readonly #added = new Map<UserId, Map<ClientMsgId, NewEvent>>();
  readonly #carried: CarriedEvents;
  #hasMarkedAllRead = false;
  /** The newest event that amends messages. */
  #amending: { readonly seq: number; readonly amendments: Amendment[] } | null = null;

  constructor(state: LogState, tools: FlushTools<Change, Done>) {
    this.#state = state;
    this.#tools = tools;
    this.rules = tools.rules;
    this.now = tools.now;
    this.clock = tools.clock;
    this.attachments = new AttachmentDraft(tools.attachments);
    this.burns = new BurnDraft(tools.burns);
    this.retention = new RetentionDraft(tools.retention);
    this.states = new StateDraft(tools.states);
    this.#carried = new CarriedEvents(tools.store.dropped);
    this.draft = new LogDraft(state, (userId) => tools.readers.formerOwn(userId));
  }

  get isFull(): boolean {
    return this.#tools.isFull;
  }

  /** Whether readers changed in a way that replaying the log does not reproduce. */
  get hasMarkedAllRead(): boolean {
    return this.#hasMarkedAllRead;
  }

  findSubmission(op: object, senderId: UserId, { clientMsgId }: AppendItem): SubmissionLookup {
    const { submissions, lateLookups } = this.#tools;
    const age = ageOf(clientMsgId, this.now);
    if (age.kind === "ahead") return refused("CLOCK_AHEAD");
    const added = this.#added.get(senderId)?.get(clientMsgId);
    if (added !== undefined) return { earlier: toSubmission(added) };
    const waitMs = age.kind === "late" ? lateLookups.pay(senderId, op) : 0;
    if (waitMs > 0) return limited("late-lookups", waitMs);
    const { headSeq } = this.#state;
    const { own } = this.draft.committedReader(senderId);
    const earlier = submissions.find(senderId, clientMsgId, age, { own, headSeq, nowMs: this.now });
    return earlier === null ? { isFresh: age.kind === "fresh" } : { earlier };
  }

  appendMessage({ senderId, item, isFresh, thread }: NewMessage): { seq: number; createdAt: number } {
    const { draft, now: createdAt } = this;
    const { clientMsgId, body, bodyHash } = item;
    const { mentioned, ...links } = draft.addMessage(senderId, createdAt, mentionsIn(body));
    const { headSeq: seq, ordinal } = draft;
    const event = { seq, createdAt, senderId, clientMsgId, body, bodyHash, ordinal, ...links };
    this.events.push({
      ...event,
      ...(mentioned.length > 0 && { mentioned }),
      ...(thread !== undefined && { thread }),
    });
    let own = this.#added.get(senderId);
    if (own === undefined) this.#added.set(senderId, (own = new Map()));
    own.set(clientMsgId, event);
    if (isFresh) this.#fresh.push(event);
    else this.#tools.store.insertSubmitted(senderId, clientMsgId, seq);
    return { seq, createdAt };
  }

  appendEvents(bodies: readonly EventBody[], nominal?: UserId): void {
    for (const body of bodies) this.#appendEvent(body, nominal);
    const allRead = bodies.flatMap((body) => eventKinds.get(body.type)?.marksAllRead(body) ?? []);
    for (const userId of allRead) this.draft.markAllRead(userId);
    this.#hasMarkedAllRead ||= allRead.length > 0;
  }

  appendEvent(body: EventBody, nominal?: UserId): number {
    this.appendEvents([body], nominal);
    return this.draft.headSeq;
  }

  /** Events that an operation brings along, because the log has dropped them. */
  carry(events: readonly HistoryEvent[]): void {
    this.#carried.add(events);
  }

  findMessage(seq: number): EventMeta | null {
    if (seq < 1 || seq > this.draft.headSeq) return null;
    const event = seq <= this.#tools.store.floorSeq ? this.#carried.get(seq) : this.#eventAt(seq);
    return event === undefined || event.clientMsgId === noClientMsgId ? null : event;
  }

  isGone({ bodyHash }: EventMeta, { gone }: StoredState): boolean {
    return gone !== undefined || isWipedHash(bodyHash);
  }

  isOver(message: EventMeta): boolean {
    const expiresAt = expiresAtBy(this.retention.all, message);
    return expiresAt !== null && expiresAt <= this.clock;
  }

  said(seq: number): Said {
    const own = this.events[seq - this.#state.headSeq - 1] ?? this.#carried.get(seq);
    return JSON.parse((own ?? this.#tools.store.stored(seq)).body) as Said;
  }

  erase(seqs: readonly number[]): void {
    for (const seq of seqs) {
      this.attachments.drop(seq);
      const thread = this.#threadOf(seq);
      if (thread !== undefined) this.states.dropReply(thread, seq);
      const index = seq - this.#state.headSeq - 1;
      const own = this.events[index];
      if (own === undefined) this.erased.push(seq);
      else {
        const tombstone = { ...own, ...tombstoneOf(own) };
        this.events[index] = tombstone;
        this.#added.get(own.senderId)?.set(own.clientMsgId, tombstone);
      }
    }
  }

  moveCursor(userId: UserId, seq: number): void {
    const { draft } = this;
    const { store } = this.#tools;
    // Dropped events cannot be counted any more, so a cursor moves to an event that the log holds or not at all.
    if (seq <= store.floorSeq) return;
    if (!draft.moveCursor(userId, seq, this.#lookUp)) return;
    const { cursorSeq, cursorOrdinal, cursorSent } = draft.reader(userId);
    this.cursors.push({ userId, cursorSeq, cursorOrdinal, cursorSent, atSeq: draft.headSeq });
  }

  amend(change: Amendment): void {
    const event = this.events.at(-1);
    if (event === undefined) throw new Error("an event of this flush must say what it amends");
    const amendment = { ...change, before: this.#countedMentions(change) };
    if (!this.draft.amend(amendment, { lookUp: this.#lookUp, memberCount: this.rules.reach() })) return;
    if (this.#amending?.seq !== event.seq) {
      this.#amending = { seq: event.seq, amendments: [] };
      this.events.splice(-1, 1, { ...event, amendments: this.#amending.amendments });
    }
    this.#amending.amendments.push(amendment);
  }

  hide(userId: UserId, target: HiddenTarget): void {
    const mentions =
      this.draft.amended(target.seq)?.now ?? this.#countedMentions({ ...target, before: target.mentions });
    this.draft.hide(userId, { ...target, mentions }, this.#lookUp);
  }

  /**
   * Removes the cursors of these users. Their own messages are kept, for repeats and for their return. @returns whether
   * there were any
   */
  dropReaders(userIds: Iterable<UserId>): boolean {
    let isAny = false;
    for (const userId of userIds) {
      const { own } = this.draft.reader(userId);
      if (own.sent > 0) this.#tools.readers.saveFormerOwn(userId, own);
      this.draft.dropReader(userId);
      isAny = true;
    }
    return isAny;
  }

  /** Stores the events, and with them the cursors that moved. A flush without events stores no cursor here. */
  save(): void {
    const { store, settledSeq } = this.#tools;
    store.insert({ events: this.events, settledSeq, cursors: this.cursors });
    this.states.save();
    this.attachments.save();
    this.burns.save();
    this.retention.save();
    if (this.erased.length > 0) store.erase(this.erased);
  }

  /** Called after the transaction has returned. */
  committed(): void {
    this.burns.committed();
    this.retention.committed();
    this.costs.committed();
    for (const { senderId, clientMsgId, seq } of this.#fresh)
      this.#tools.submissions.remember(senderId, clientMsgId, seq);
  }

  #appendEvent(event: EventBody, nominal: UserId | undefined): void {
    const { draft, now: createdAt } = this;
    const { type } = event;
    const senderId = event.actorId ?? event.senderId ?? nominal;
    if (senderId === undefined) throw new Error(`nobody has caused ${type}`);
    const kind = eventKinds.get(type);
    const isCounted = kind?.counts === "message";
    const isQuiet = kind?.isQuiet ?? false;
    const { loud } = draft;
    const { prev, jump } = isCounted ? draft.addMessage(senderId, createdAt) : draft.addChange(createdAt, isQuiet);
    const body = withRoomForTombstone(JSON.stringify({ ...event, fallback: kind?.fallback?.(event) ?? undefined }));
    this.events.push({
      seq: draft.headSeq,
      createdAt,
      senderId,
      clientMsgId: noClientMsgId,
      body,
      bodyHash: hashBody(body),
      ordinal: draft.ordinal,
      prev,
      jump,
      ...(isQuiet && { loud }),
    });
  }

  get #lookUp(): LogLookUp {
    return { floorSeq: this.#tools.store.floorSeq, event: (seq) => this.#eventAt(seq) };
  }

  /** Whom the message mentions as the chains count it: nobody, if earlier code has stored it. */
  #countedMentions({ seq, senderId, before }: Pick<Amendment, "seq" | "senderId" | "before">): readonly UserId[] {
    if (seq <= this.#tools.store.floorSeq) return before;
    const { mentioned = [] } = this.#eventAt(seq);
    return mentioned.map(({ who }) => who).filter((who) => who !== senderId);
  }

  /** Of a message that the log has dropped it is known if an operation has brought it along; edits have none. */
  #threadOf(seq: number): number | undefined {
    const isHeld = seq > this.#tools.store.floorSeq;
    return (isHeld ? this.#eventAt(seq) : this.#carried.get(seq))?.thread;
  }

  /** Looks among this flush's own events first. */
  #eventAt(seq: number): EventMeta {
    return this.events[seq - this.#state.headSeq - 1] ?? this.#tools.store.event(seq);
  }
}
