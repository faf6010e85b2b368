// The way down: takes each frame of the server to the part it concerns, and what is news to the app.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { ErrorFrame } from "../../schema/protocol/error-frame.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ReadReceiptFrame } from "../../schema/protocol/signal.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConversationFeed, SequencedFrame } from "../inbox/conversation-feed.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents, OtherEvent } from "../client/events.ts";
import type { Inbox } from "../inbox/inbox.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Pacer } from "./pacer.ts";
import type { ReadMarks } from "../inbox/read-marks.ts";
import type { Receipts } from "../inbox/receipts.ts";
import type { Runtime } from "../client/runtime.ts";
import type { IncomingFrame } from "./socket.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import type { SyncDriver } from "./sync-driver.ts";
import { notBeforeMs } from "./backoff.ts";

export interface DownlinkParts {
  readonly me: UserId;
  readonly runtime: Runtime;
  readonly emitter: Emitter<KlatchEvents>;
  readonly feed: ConversationFeed;
  readonly sync: SyncDriver;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly marks: ReadMarks;
  readonly pacer: Pacer;
  readonly receipts: Receipts;
  readonly keeper: StoreKeeper;
  /** `sync-done` came. */
  readonly onCaughtUp: () => void;
}

/** How long to be silent when the server says too fast but not for how long. */
const pauseMs = 1_000;

export class Downlink {
  readonly #parts: DownlinkParts;

  constructor(parts: DownlinkParts) {
    this.#parts = parts;
  }

  receive(incoming: IncomingFrame): void {
    // What the server sends is trusted to have its shape; only the type may be newer than this SDK.
    const frame = incoming as DownFrame;
    switch (frame.type) {
      case "welcome":
        return;
      case "message-ack":
        return this.#parts.outbox.acked(frame.clientMsgId, frame);
      case "new-message":
        return this.#message(frame);
      case "conversation-changed":
        this.#parts.feed.heardOf(frame.conversationId, frame.headSeq);
        return this.#parts.emitter.emit("conversation", this.#parts.inbox.changed(frame));
      case "read-receipt":
        return this.#receipt(frame);
      case "typing":
        return this.#parts.emitter.emit("typing", frame);
      case "sync-required":
        this.#parts.feed.heardOf(frame.conversationId, frame.headSeq);
        return this.#parts.sync.require(frame.conversationId);
      case "sync-done":
        return this.#syncDone(frame.inboxVersion);
      case "error":
        return this.#error(frame);
      default:
        // An event of any other kind, perhaps of a later version: it takes its turn. What has no seq is not for us.
        if (isSequenced(incoming) && this.#happened(frame)) this.#parts.emitter.emit(frame.type, frame);
    }
  }

  #message(frame: NewMessageFrame): void {
    const { me, outbox, inbox, emitter, sync } = this.#parts;
    // Out of order or not, it is in the log: the ack may be lost with an earlier socket.
    if (frame.senderId === me) outbox.acked(frame.clientMsgId, frame);
    if (!this.#isNext(frame)) return;
    const entry = inbox.received(frame, me);
    if (entry === null) sync.requireInbox();
    else this.#changed(entry);
    emitter.emit("message", frame);
  }

  /** An event that is no message: whether its turn has come. */
  #happened(frame: OtherEvent): boolean {
    if (!this.#isNext(frame)) return false;
    const { me, inbox, sync } = this.#parts;
    const before = inbox.get(frame.conversationId);
    // It may hide what the list shows: a new name, who came and went.
    const hides = frame.type === "void" && frame.toSeq > (before?.headSeq ?? 0);
    const entry = inbox.happened(frame, me);
    // What was known of a group while one was out is of any time since.
    const cameBack = before?.left === true && entry?.left !== true;
    if (entry === null || hides || cameBack) sync.requireInbox();
    if (entry !== null) this.#changed(entry);
    return true;
  }

  /** Whether the event's turn has come; asks for what is missing before it. */
  #isNext(frame: SequencedFrame): boolean {
    const verdict = this.#parts.feed.accept(frame);
    if (verdict === "gap") this.#parts.sync.require(frame.conversationId);
    else this.#taken(frame as EventFrame, verdict === "next");
    return verdict === "next";
  }

  /** It is in the log of this device: now, or was before. */
  #taken(event: EventFrame, isNews: boolean): void {
    const { me, outbox, keeper, emitter } = this.#parts;
    if (event.type === "new-message" && event.senderId === me) outbox.taken(event.clientMsgId);
    if (!isNews) return;
    keeper.putEvents([event]);
    emitter.emit("event", event);
  }

  #receipt(frame: ReadReceiptFrame): void {
    if (frame.userId === this.#parts.me) {
      this.#parts.marks.confirmed(frame.conversationId, frame.seq);
      const entry = this.#parts.inbox.read(frame);
      if (entry !== null) this.#changed(entry);
    } else this.#parts.receipts.heard(frame);
    this.#parts.emitter.emit("receipt", frame);
  }

  #changed(entry: ConversationEntry): void {
    this.#parts.emitter.emit("conversation", entry);
  }

  #syncDone(inboxVersion: number): void {
    const level = this.#parts.sync.done(inboxVersion, this.#parts.runtime.now());
    if (this.#parts.sync.inboxVersion !== null) this.#parts.keeper.putInboxVersion(this.#parts.sync.inboxVersion);
    this.#parts.onCaughtUp();
    if (level) this.#parts.emitter.emit("sync", { inboxVersion });
  }

  #error(frame: ErrorFrame): void {
    const { outbox, marks, sync, feed, inbox, pacer, emitter, runtime } = this.#parts;
    const nowMs = runtime.now();
    const { clientMsgId, conversationId, retryAfterMs } = frame;
    const error = new KlatchError(frame.code, frame.message, { retryAfterMs });
    // The limit is one for all that this user sends.
    if (error.code === "RATE_LIMITED") pacer.pauseUntil(nowMs + notBeforeMs(retryAfterMs ?? pauseMs, runtime.random));
    if (clientMsgId !== undefined) return outbox.refused(clientMsgId, error, nowMs);
    if (conversationId !== undefined) {
      const wasMark = marks.refused(conversationId, error, nowMs);
      if (error.class !== "fatal") return;
      // Of a `sync`: the conversation is not this user's. One in the list is, and was refused something else that came late.
      if (!wasMark && inbox.get(conversationId) === null) feed.forget(conversationId);
    } else if (error.class !== "fatal") {
      // Only a `sync` names nothing; without one, a whole WebSocket message was refused: all may be sent again, since
      // each is the same under its old id, or does no harm twice.
      if (sync.refused(retryAfterMs, nowMs)) return;
      marks.refusedUnnamed(error, nowMs);
      return outbox.refusedUnnamed(error, nowMs);
    }
    emitter.emit("error", error);
  }
}

const isSequenced = (frame: object): frame is SequencedFrame =>
  "conversationId" in frame && "seq" in frame && typeof frame.seq === "number" && "createdAt" in frame;
