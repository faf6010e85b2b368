// Messages and changes that are not committed yet. The order of those of one conversation holds however often the socket
// breaks. Longer than 300 lines, because an entry's way from one of its collections to the next is one step, which nobody may
// see half done; what an entry is, when it may be sent and what is stored of it are files of their own.
import type { FileFacts } from "../../schema/protocol/files.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import { repeatAfterMs } from "../connection/backoff.ts";
import type { FrameSource, SendBudget } from "../connection/frame-source.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import type { OutboxOwner } from "./outbox-entry.ts";
import { whyImpossible, type OutboxHooks, type OutboxLimits, type OutboxOptions } from "./outbox-limits.ts";
import type { ChangeEntry } from "./outgoing-change.ts";
import type { Ack, MessageEntry } from "./outgoing-message.ts";
import { SendQueues } from "./send-queues.ts";
import { inOrder, isChange, isMessage, type Entry } from "./stored-outbox.ts";

const retryable = { baseMs: 250, maxMs: 30_000 };
const backoff = { baseMs: 2_000, maxMs: 60_000 };

/** At most so many failed messages are kept; the oldest is discarded. */
const maxFailed = 500;

export class Outbox implements FrameSource, OutboxOwner {
  readonly #options: OutboxOptions;
  readonly #random: () => number;
  readonly #hooks: OutboxHooks;
  /** Messages that are neither acked nor failed. */
  readonly #entries = new Map<string, Entry>();
  /** Messages that failed, or are acked and whose events have not arrived yet. */
  readonly #settled = new Map<string, Entry>();
  /** Those of both that are changes: few among perhaps thousands of messages. */
  readonly #changes = new Set<ChangeEntry>();
  readonly #queues: SendQueues;
  readonly #inFlight = new Set<Entry>();
  #lastOrder = 0;
  #limits: OutboxLimits = { maxContentBytes: Number.POSITIVE_INFINITY, maxFrameBytes: Number.POSITIVE_INFINITY };

  constructor(options: OutboxOptions, random: () => number, hooks: OutboxHooks) {
    this.#options = options;
    this.#queues = new SendQueues(options.maxInFlightPerConversation);
    this.#random = random;
    this.#hooks = hooks;
  }

  /** `maxWaiting` messages are not acked. */
  get isFull(): boolean {
    return this.#entries.size >= this.#options.maxWaiting;
  }

  /** The `order` of a message that is written now. */
  nextOrder(nowMs: number): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, nowMs);
    return this.#lastOrder;
  }

  /** Messages whose events have not arrived yet, in the order in which they are sent. */
  outgoing(conversationId: ConversationId | undefined): MessageEntry[] {
    return this.all(conversationId).filter(isMessage);
  }

  /** Changes that are not done, or whose events have not arrived yet. */
  changes(conversationId: ConversationId | undefined): ChangeEntry[] {
    return inOrder(this.#changes, conversationId);
  }

  all(conversationId: ConversationId | undefined): Entry[] {
    return inOrder([...this.#entries.values(), ...this.#settled.values()], conversationId);
  }

  get(id: string): Entry | null {
    return this.#entries.get(id) ?? this.#settled.get(id) ?? null;
  }

  message(clientMsgId: ClientMsgId): MessageEntry | null {
    const entry = this.get(clientMsgId);
    return entry !== null && isMessage(entry) ? entry : null;
  }

  /** Messages that are neither acked nor failed, oldest first in each conversation. */
  get pending(): Entry[] {
    return [...this.#entries.values()];
  }

  /** Takes the limits of `welcome`. Larger messages fail here: the server would refuse their whole WebSocket message. */
  limit(limits: OutboxLimits): void {
    this.#limits = limits;
    for (const entry of this.pending) this.#failIfImpossible(entry);
  }

  /** Adds a message that was just written, or one of an earlier run, which may have failed there. */
  add(entry: Entry): void {
    this.#lastOrder = Math.max(this.#lastOrder, entry.order);
    if (isChange(entry)) this.#changes.add(entry);
    if (entry.state === "failed") this.#settled.set(entry.id, entry);
    else this.#enqueue(entry);
  }

  /** The message is stored, so it may be sent. */
  stored(entry: Entry): void {
    if (entry.state === "storing") this.#become(entry, "waiting");
  }

  /** Sends a failed message again, after all others of its conversation. @returns false if it cannot be retried now */
  retry(entry: Entry): boolean {
    if (entry.state !== "failed" || this.#settled.get(entry.id) !== entry || this.isFull) return false;
    this.#settled.delete(entry.id);
    entry.begin(this.nextOrder(0));
    entry.file?.begin();
    this.#hooks.onKeep(entry);
    this.#enqueue(entry);
    return true;
  }

  discard(entry: Entry): boolean {
    if (this.get(entry.id) !== entry || entry.state === "sending" || entry.state === "acked") return false;
    this.#remove(entry);
    entry.takeBack();
    this.#forget(entry);
    this.#hooks.onChange(entry);
    return true;
  }

  /** What was written is not sent: its file cannot be kept. */
  refuse(entry: Entry, error: KlatchError): void {
    this.#remove(entry);
    entry.fail(error);
    this.#hooks.onChange(entry);
  }

  /** The file is on the server, so the message may be sent. */
  uploaded(entry: MessageEntry, facts: FileFacts): void {
    if (this.#entries.get(entry.id) !== entry || entry.file === null) return;
    entry.file.uploaded(facts);
    entry.fileChanged();
    entry.heldBy = null;
    this.#hooks.onKeep(entry);
    this.#hooks.onChange(entry);
    this.#failIfImpossible(entry);
  }

  /** Its file is refused. */
  uploadFailed(entry: MessageEntry, error: KlatchError): void {
    if (this.#entries.get(entry.id) === entry) this.#fail(entry, error);
  }

  pauseFile(entry: Entry, isPaused: boolean): void {
    if (entry.file === null || this.get(entry.id) !== entry) return;
    if (entry.file.isPaused === isPaused || entry.file.isReady) return;
    entry.file.setPaused(isPaused);
    // While its bytes are being kept it is not in the store itself: it will be as it is then.
    if (entry.state !== "storing") this.#hooks.onKeep(entry);
    this.#hooks.onChange(entry);
  }

  #enqueue(entry: Entry): void {
    this.#entries.set(entry.id, entry);
    this.#queues.add(entry);
    this.#hooks.onChange(entry);
    this.#failIfImpossible(entry);
  }

  take(budget: SendBudget, nowMs: number): string[] {
    const taken: Entry[] = [];
    let bytes = 0;
    for (const entries of this.#queues.sendable(nowMs)) {
      if (this.#inFlight.size >= this.#options.maxInFlight) break;
      for (const entry of entries) {
        if (taken.length >= budget.frames || this.#inFlight.size >= this.#options.maxInFlight) break;
        if (bytes + entry.bytes + 1 > budget.bytes) break;
        bytes += entry.bytes + 1;
        taken.push(entry);
        this.#inFlight.add(entry);
        entry.sentAtMs = nowMs;
        entry.file?.sent();
        this.#queues.served(entry);
      }
    }
    for (const entry of taken) this.#become(entry, "sending");
    return taken.map((entry) => entry.jsonFor(this.#limits.features ?? []));
  }

  readyAtMs(nowMs: number): number | null {
    return this.#inFlight.size >= this.#options.maxInFlight ? null : this.#queues.readyAtMs(nowMs);
  }

  /** The message is committed: its `message-ack` or its event has arrived, possibly out of order. */
  acked(clientMsgId: ClientMsgId, ack: Ack): void {
    const entry = this.message(clientMsgId);
    // A failed message can be acked: it failed because the app called `close`, or was too large for an earlier server.
    if (entry === null || entry.state === "acked") return;
    this.#settle(entry, () => entry.settle(ack));
  }

  /**
   * A change is committed, by the event `seq`: it stays here until that arrives. One without an event of its own is over.
   * @returns false if the outbox has no such change
   */
  done(opId: string, seq: number | undefined): boolean {
    const entry = this.get(opId);
    if (entry === null || isMessage(entry)) return false;
    if (entry.state === "acked") return true;
    this.#settle(entry, () => entry.settle({ seq: seq ?? entry.handle.seqs[0] ?? 0 }));
    if (seq === undefined) this.#forget(entry);
    return true;
  }

  /** This device has recorded all events up to `seq`: they replace the changes that were committed by them. */
  reached(conversationId: ConversationId, seq: number): void {
    for (const entry of this.#changes) {
      const isThere = entry.state === "acked" && (entry.committedSeq ?? 0) <= seq;
      if (isThere && entry.conversationId === conversationId) this.#forget(entry);
    }
  }

  #settle(entry: Entry, settle: () => void): void {
    if (entry.state === "failed") entry.begin(entry.order);
    this.#remove(entry);
    this.#settled.set(entry.id, entry);
    settle();
    this.#hooks.onChange(entry);
  }

  #forget(entry: Entry): void {
    this.#settled.delete(entry.id);
    if (isChange(entry)) this.#changes.delete(entry);
    this.#hooks.onDrop(entry);
  }

  /** This device has recorded the message's event, which replaces the outbox entry. */
  replacedByEvent(clientMsgId: ClientMsgId): void {
    const entry = this.#settled.get(clientMsgId);
    if (entry !== undefined) this.#forget(entry);
  }

  /**
   * Handles an `error` frame that names a message or a change: it fails, or waits and holds back those after it.
   * @returns false if the outbox has none of this id
   */
  refused(id: string, error: KlatchError, nowMs: number): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return this.#settled.has(id);
    // It may be on the wire several times, with an upload that is gone and with the next one.
    const isLate = entry.file?.refused() === false;
    if (error.code === "FILE_NOT_FOUND" && entry.file !== null && (isLate || entry.file.isGone())) {
      entry.fileChanged();
      this.#inFlight.delete(entry);
      this.#hooks.onKeep(entry);
      this.#become(entry, "waiting");
      return true;
    }
    // `MUTED` fails too: a message that is sent automatically hours later would surprise its sender.
    if (error.class === "fatal" || error.code === "MUTED") this.#fail(entry, error);
    else this.#hold(entry, error, nowMs);
    return true;
  }

  /** Handles a temporary refusal that names no message: all messages on the wire are sent again under the same ids. */
  refusedUnnamed(error: KlatchError, nowMs: number): void {
    for (const entry of [...this.#inFlight]) this.#hold(entry, error, nowMs);
  }

  /** The socket has ended. Messages on the wire may or may not have arrived, so they are sent again on the next one. */
  disconnected(): void {
    for (const entry of [...this.#inFlight]) {
      this.#inFlight.delete(entry);
      this.#become(entry, "waiting");
    }
    this.#queues.release();
  }

  /** Fails all messages: nothing will be sent any more. */
  failAll(error: KlatchError): void {
    for (const entry of this.pending) this.#fail(entry, error);
  }

  /** Rejects `acked` of all messages. The store keeps them for the next run. */
  abandonAll(error: KlatchError): void {
    for (const entry of this.pending) entry.abandon(error);
  }

  /** When the oldest message on the wire was sent; null: none is on the wire. */
  oldestSentAtMs(): number | null {
    const [oldest] = this.#inFlight;
    return oldest?.sentAtMs ?? null;
  }

  #failIfImpossible(entry: Entry): void {
    const error = whyImpossible(entry, this.#limits);
    if (error !== null) this.#fail(entry, error);
  }

  #fail(entry: Entry, error: KlatchError): void {
    this.#remove(entry);
    entry.fail(error);
    this.#settled.set(entry.id, entry);
    const [oldest, ...others] = [...this.#settled.values()].filter(({ state }) => state === "failed");
    if (oldest !== undefined && others.length >= maxFailed) this.discard(oldest);
    this.#hooks.onKeep(entry);
    this.#hooks.onChange(entry);
  }

  #hold(entry: Entry, error: KlatchError, nowMs: number): void {
    const policy = error.class === "backoff" ? backoff : retryable;
    const waitMs = repeatAfterMs(error.retryAfterMs, policy, entry.refusals++, this.#random);
    this.#queues.hold(entry, nowMs + waitMs);
    this.#inFlight.delete(entry);
    this.#become(entry, "waiting", error);
  }

  #become(entry: Entry, state: "waiting" | "sending", heldBy: KlatchError | null = null): void {
    entry.state = state;
    entry.heldBy = heldBy;
    this.#hooks.onChange(entry);
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.id);
    this.#inFlight.delete(entry);
    this.#queues.remove(entry);
  }
}
