// Downlink: passes each frame of the server to the part that it concerns, and emits the app's events.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { DoneFrame } from "../../schema/protocol/done.ts";
import type { ErrorFrame } from "../../schema/protocol/error-frame.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { MessageAckFrame } from "../../schema/protocol/message.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ReadReceiptFrame } from "../../schema/protocol/signal.ts";
import type { ConversationChangedFrame, SyncDoneFrame, SyncRequiredFrame } from "../../schema/protocol/sync.ts";
import type { ConversationFeed } from "../inbox/conversation-feed.ts";
import type { Echoes } from "./echoes.ts";
import type { LastTold } from "./last-told.ts";
import type { Emitter } from "../client/emitter.ts";
import { hasOwnName } from "../client/event-names.ts";
import type { KlatchEvents, OtherEvent } from "../client/events.ts";
import type { PeopleSync } from "../friends/people-sync.ts";
import type { Hides } from "../states/hides.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { isChange } from "../outbox/stored-outbox.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Pacer } from "./pacer.ts";
import type { PresenceLink } from "../presence/presence-link.ts";
import type { ReadMarks } from "../inbox/read-marks.ts";
import type { Receipts } from "../inbox/receipts.ts";
import type { Runtime } from "../client/runtime.ts";
import type { IncomingFrame } from "./socket.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import type { SyncDriver } from "./sync-driver.ts";
import { lastSeqOf } from "../store/stored-events.ts";
import { notBeforeMs } from "./backoff.ts";

export interface DownlinkParts {
  readonly me: UserId;
  readonly runtime: Runtime;
  readonly emitter: Emitter<KlatchEvents>;
  readonly feed: ConversationFeed;
  readonly sync: SyncDriver;
  readonly lastTold: LastTold;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly marks: ReadMarks;
  readonly echoes: Echoes;
  readonly pacer: Pacer;
  readonly receipts: Receipts;
  readonly hides: Hides;
  readonly presence: Pick<PresenceLink, "received" | "refused">;
  readonly people: PeopleSync;
  /** The server keeps people. An earlier one does not, which says nothing of those who are known. */
  readonly hasPeople: () => boolean;
  readonly keeper: StoreKeeper;
  /** Called when `sync-done` arrives. */
  readonly onCaughtUp: () => void;
}

/** The `limit` of a refusal over the rate that all frames share. Earlier servers name none. */
const rateLimit = "frames";
/** The pause after `RATE_LIMITED` without `retryAfterMs`. */
const pauseMs = 1_000;

export class Downlink {
  readonly #parts: DownlinkParts;

  constructor(parts: DownlinkParts) {
    this.#parts = parts;
  }

  receive(incoming: IncomingFrame): void {
    // The server is trusted to send valid shapes. Types and fields may be unknown, if the server is newer than this SDK.
    const frame = incoming as DownFrame;
    switch (frame.type) {
      case "welcome":
        return;
      case "done":
        return this.#done(frame);
      case "probe":
        return this.#parts.echoes.add(frame.nonce);
      case "message-ack":
        return this.#ack(frame);
      case "new-message":
        return this.#message(frame);
      case "conversation-changed":
        return this.#conversation(frame);
      case "messages-hidden":
        return this.#parts.hides.heard(frame);
      case "read-receipt":
        return this.#receipt(frame);
      case "receipt-count":
        return this.#parts.emitter.emit("receipt-count", frame);
      case "star-changed":
        return this.#parts.emitter.emit("starred", frame);
      case "typing":
        return this.#parts.emitter.emit("typing", frame);
      case "presence":
        return this.#parts.presence.received(frame.people);
      case "sync-required":
        return this.#syncRequired(frame);
      case "sync-done":
        return this.#syncDone(frame);
      case "scheduled-messages-changed":
        return this.#parts.lastTold.learn("scheduled", { revision: frame.revision ?? null });
      case "invitations-changed":
        return this.#parts.lastTold.learn("invitations", { revision: frame.revision ?? null });
      case "people-changed":
        return this.#parts.people.heard(frame);
      case "error":
        return this.#error(frame);
      default:
        // Every other event takes its place in the order, also one of a later version. Other unknown frames are ignored.
        if (isSequenced(frame) && this.#otherEvent(frame) && hasOwnName(frame))
          this.#parts.emitter.emit(frame.type, frame);
    }
  }

  #ack(frame: MessageAckFrame): void {
    const { outbox, feed } = this.#parts;
    outbox.acked(frame.clientMsgId, frame);
    // The ack of a repeat: this device has the message's event already, and it does not come again.
    if (frame.seq <= (feed.cursorOf(frame.conversationId) ?? 0)) outbox.replacedByEvent(frame.clientMsgId);
  }

  #conversation(frame: ConversationChangedFrame): void {
    const { feed, sync, inbox, hides, emitter } = this.#parts;
    const { conversationId, headSeq } = frame;
    // A device that kept how far it has the conversation gets what follows live, which does not say what is hidden.
    const isNew = inbox.get(conversationId) === null && (feed.cursorOf(conversationId) ?? null) === null;
    if (feed.noteHead(conversationId, headSeq)) sync.require(conversationId);
    const entry = inbox.changed(frame);
    hides.listed(conversationId, entry.hides, isNew);
    emitter.emit("conversation", entry);
  }

  #done({ requestId, conversationId, seq }: DoneFrame): void {
    const { outbox, feed, emitter } = this.#parts;
    const entry = outbox.get(requestId);
    if (!outbox.done(requestId, seq) || conversationId === undefined) return;
    if (entry !== null && isChange(entry) && entry.frame.type === "hide-messages")
      emitter.emit("hidden", { conversationId, seqs: entry.frame.seqs });
    // The event may have come before its answer.
    outbox.reached(conversationId, feed.cursorOf(conversationId) ?? 0);
  }

  #syncRequired({ conversationId, headSeq, setBack }: SyncRequiredFrame): void {
    const { feed, inbox, receipts, keeper, sync, emitter } = this.#parts;
    if (setBack === true && feed.setBack(conversationId, headSeq)) {
      inbox.setBack(conversationId, headSeq);
      receipts.setBack(conversationId, headSeq);
      keeper.forgetAfter(conversationId, headSeq);
      emitter.emit("set-back", { conversationId, headSeq });
    }
    feed.noteHead(conversationId, headSeq);
    sync.require(conversationId);
  }

  #message(frame: NewMessageFrame): void {
    const { me, outbox, inbox, emitter, sync } = this.#parts;
    // The event proves that the message is committed, even out of order. The ack may be lost with an earlier socket.
    if (frame.senderId === me) outbox.acked(frame.clientMsgId, frame);
    if (!this.#isNext(frame)) return;
    const entry = inbox.received(frame, me);
    if (entry === null) sync.requireInbox();
    else this.#changed(entry);
    emitter.emit("message", frame);
  }

  /** Handles an event that is not a message. @returns whether it is the next one of its conversation */
  #otherEvent(frame: OtherEvent): boolean {
    if (!this.#isNext(frame)) return false;
    const { me, inbox, sync } = this.#parts;
    const before = inbox.get(frame.conversationId);
    // A void may hide changes that the inbox entry shows: a new name, members who joined or left.
    const hides = frame.type === "void" && frame.toSeq > (before?.headSeq ?? 0);
    const entry = inbox.receivedOther(frame, me);
    // A former member's entry is not kept up to date, so it has to be asked for after a return.
    const cameBack = before?.left === true && entry?.left !== true;
    if (entry === null || hides || cameBack) sync.requireInbox();
    if (entry !== null) this.#changed(entry);
    return true;
  }

  /** Whether the event is the next one of its conversation. Requires a sync if events before it are missing. */
  #isNext(frame: EventFrame): boolean {
    const verdict = this.#parts.feed.accept(frame);
    if (verdict === "gap") this.#parts.sync.require(frame.conversationId);
    else this.#record(frame, verdict === "next");
    return verdict === "next";
  }

  /** Records an event that this device has: it is new if `isNews`, and a repeat otherwise. */
  #record(event: EventFrame, isNews: boolean): void {
    const { me, outbox, keeper, emitter } = this.#parts;
    if (event.type === "new-message" && event.senderId === me) outbox.replacedByEvent(event.clientMsgId);
    if (!isNews) return;
    outbox.reached(event.conversationId, lastSeqOf(event));
    keeper.putEvents([event]);
    emitter.emit("event", event);
  }

  #receipt(frame: ReadReceiptFrame): void {
    // The answer to this device's own frame. It may overtake events, so the count comes with the receipt in their order.
    if (frame.requestId !== undefined) return this.#parts.marks.confirmed(frame.conversationId, frame.seq);
    if (frame.userId === this.#parts.me) {
      this.#parts.marks.confirmed(frame.conversationId, frame.seq);
      const entry = this.#parts.inbox.read(frame);
      if (entry !== null) this.#changed(entry);
    } else this.#parts.receipts.received(frame);
    this.#parts.emitter.emit("receipt", frame);
  }

  #changed(entry: InboxEntry): void {
    this.#parts.emitter.emit("conversation", entry);
  }

  #syncDone({ inboxVersion, scheduled, invitations, peopleVersion = 0 }: SyncDoneFrame): void {
    this.#parts.lastTold.learn("scheduled", { revision: scheduled ?? null });
    this.#parts.lastTold.learn("invitations", { revision: invitations ?? null });
    if (this.#parts.hasPeople()) this.#parts.people.caughtUp(peopleVersion);
    const caughtUp = this.#parts.sync.done(inboxVersion, this.#parts.runtime.now());
    if (this.#parts.sync.inboxVersion !== null) this.#parts.keeper.putInboxVersion(this.#parts.sync.inboxVersion);
    this.#parts.hides.retry();
    this.#parts.onCaughtUp();
    if (caughtUp) this.#parts.emitter.emit("sync", { inboxVersion });
  }

  #error(frame: ErrorFrame): void {
    const { outbox, marks, sync, pacer, emitter, runtime } = this.#parts;
    const nowMs = runtime.now();
    const { requestId, clientMsgId, conversationId, retryAfterMs, pointer, limit } = frame;
    const error = new KlatchError(frame.code, frame.message, { retryAfterMs, pointer, limit });
    // All frames of a user share one rate limit. A budget that is spent, perhaps for the day, stops only what needs it.
    const isRate = limit === undefined || limit === rateLimit;
    if (error.code === "RATE_LIMITED" && isRate)
      pacer.pauseUntil(nowMs + notBeforeMs(retryAfterMs ?? pauseMs, runtime.random));
    if (clientMsgId !== undefined) return void outbox.refused(clientMsgId, error, nowMs);
    if (requestId !== undefined && outbox.refused(requestId, error, nowMs)) return;
    if (requestId !== undefined && this.#parts.presence.refused(requestId, error, nowMs)) return;
    if (requestId !== undefined && sync.isAskedAs(requestId)) {
      // The rest of the sync goes on.
      if (conversationId !== undefined) return this.#notMember(conversationId, error);
      if (error.class !== "fatal" && sync.refused(retryAfterMs, nowMs)) return;
    } else if (requestId !== undefined) {
      marks.refused(requestId, error, nowMs);
      if (error.class !== "fatal") return;
    } else if (conversationId === undefined && error.class !== "fatal") {
      // A whole WebSocket message was refused. Everything in it may be sent again: messages keep their ids, and read marks
      // and a sync do no harm twice.
      sync.refused(retryAfterMs, nowMs);
      marks.refusedUnnamed(error, nowMs);
      return outbox.refusedUnnamed(error, nowMs);
    }
    emitter.emit("error", error);
  }

  /** A sync named a conversation in which this user is not. If the inbox lists it, they came back meanwhile. */
  #notMember(conversationId: ConversationId, error: KlatchError): void {
    const { feed, inbox, emitter } = this.#parts;
    if (error.class !== "fatal") return;
    if (inbox.get(conversationId) === null) feed.forget(conversationId);
    emitter.emit("error", error);
  }
}

/** Whether a frame of an unknown type takes a place in a log. */
const isSequenced = (frame: DownFrame): frame is Extract<DownFrame, OtherEvent> =>
  "conversationId" in frame &&
  typeof frame.conversationId === "string" &&
  "seq" in frame &&
  Number.isSafeInteger(frame.seq) &&
  "createdAt" in frame &&
  typeof frame.createdAt === "number";
