// Messages not acked yet: one line per conversation, in which none overtakes another, however often the socket breaks.
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import { fullJitterMs, notBeforeMs } from "../connection/backoff.ts";
import type { FrameSource, Room } from "../connection/frame-source.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { Ack, OutboxEntry, OutboxOwner } from "./outgoing-message.ts";

export interface OutboxOptions {
  /** Messages on the wire and not answered, all conversations together. */
  readonly maxInFlight: number;
  /**
   * The same within one conversation. With 1, order is certain. With more, a message that is refused for now
   * (`RATE_LIMITED`, `UNAVAILABLE`, …) can be overtaken by those already on the wire behind it.
   */
  readonly maxInFlightPerConversation: number;
  /** Messages not acked, on the wire or not. */
  readonly maxWaiting: number;
}

interface Line {
  readonly entries: OutboxEntry[];
  heldUntilMs: number;
}

const never = Number.NEGATIVE_INFINITY;
const retryable = { baseMs: 250, maxMs: 30_000 };
const backoff = { baseMs: 2_000, maxMs: 60_000 };

/** Failed messages that nobody retries or discards. */
const maxFailed = 500;

export interface OutboxHooks {
  /** Of any state that is told to the app. */
  onChange(entry: OutboxEntry): void;
  /** It is to be in the store as it is now. */
  onKeep(entry: OutboxEntry): void;
  /** It is to be in the store no more. */
  onDrop(entry: OutboxEntry): void;
}

export class Outbox implements FrameSource, OutboxOwner {
  readonly #options: OutboxOptions;
  readonly #random: () => number;
  readonly #hooks: OutboxHooks;
  /** Not settled yet. */
  readonly #entries = new Map<ClientMsgId, OutboxEntry>();
  /** Acked, and their events have not come; or failed. */
  readonly #settled = new Map<ClientMsgId, OutboxEntry>();
  /** The line served last stands last. */
  readonly #lines = new Map<ConversationId, Line>();
  readonly #inFlight = new Set<OutboxEntry>();
  #lastOrder = 0;
  #limits = { maxContentBytes: Number.POSITIVE_INFINITY, maxFrameBytes: Number.POSITIVE_INFINITY };

  constructor(options: OutboxOptions, random: () => number, hooks: OutboxHooks) {
    this.#options = options;
    this.#random = random;
    this.#hooks = hooks;
  }

  /** No more can be written for now. */
  get isFull(): boolean {
    return this.#entries.size >= this.#options.maxWaiting;
  }

  /** For a message written now. */
  nextOrder(nowMs: number): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, nowMs);
    return this.#lastOrder;
  }

  /** What is in no event yet, in the order in which it goes out. */
  outgoing(conversationId: ConversationId | undefined): OutboxEntry[] {
    return this.#all()
      .filter((entry) => conversationId === undefined || entry.conversationId === conversationId)
      .toSorted((a, b) => a.order - b.order);
  }

  get(clientMsgId: ClientMsgId): OutboxEntry | null {
    return this.#entries.get(clientMsgId) ?? this.#settled.get(clientMsgId) ?? null;
  }

  /** Messages not settled yet, oldest first in each conversation. */
  get pending(): OutboxEntry[] {
    return [...this.#entries.values()];
  }

  /** As `welcome` says. What is larger fails here: on the wire it would take its whole WebSocket message down with it. */
  limit(limits: { readonly maxContentBytes: number; readonly maxFrameBytes: number }): void {
    this.#limits = limits;
    for (const entry of this.pending) this.#failIfTooLarge(entry);
  }

  /** A message just written, or one of an earlier run, which may have failed then. */
  add(entry: OutboxEntry): void {
    this.#lastOrder = Math.max(this.#lastOrder, entry.order);
    if (entry.state === "failed") this.#settled.set(entry.clientMsgId, entry);
    else this.#enqueue(entry);
  }

  /** It is in the store: it may go. */
  stored(entry: OutboxEntry): void {
    if (entry.state === "storing") this.#become(entry, "waiting");
  }

  /** As if written now, behind the others. */
  retry(entry: OutboxEntry): boolean {
    if (entry.state !== "failed" || this.#settled.get(entry.clientMsgId) !== entry || this.isFull) return false;
    this.#settled.delete(entry.clientMsgId);
    entry.begin(this.nextOrder(0));
    this.#hooks.onKeep(entry);
    this.#enqueue(entry);
    return true;
  }

  discard(entry: OutboxEntry): boolean {
    if (this.get(entry.clientMsgId) !== entry || entry.state === "sending" || entry.state === "acked") return false;
    this.#remove(entry);
    this.#settled.delete(entry.clientMsgId);
    entry.takeBack();
    this.#hooks.onDrop(entry);
    this.#hooks.onChange(entry);
    return true;
  }

  #enqueue(entry: OutboxEntry): void {
    this.#entries.set(entry.clientMsgId, entry);
    const line = this.#lines.get(entry.conversationId);
    if (line === undefined) this.#lines.set(entry.conversationId, { entries: [entry], heldUntilMs: never });
    else line.entries.push(entry);
    this.#hooks.onChange(entry);
    this.#failIfTooLarge(entry);
  }

  take(room: Room, nowMs: number): string[] {
    const taken: OutboxEntry[] = [];
    let bytes = 0;
    for (const [conversationId, line] of [...this.#lines]) {
      if (this.#inFlight.size >= this.#options.maxInFlight) break;
      for (const entry of this.#sendable(line, nowMs)) {
        if (taken.length >= room.frames || this.#inFlight.size >= this.#options.maxInFlight) break;
        if (bytes + entry.bytes + 1 > room.bytes) break;
        bytes += entry.bytes + 1;
        taken.push(entry);
        this.#inFlight.add(entry);
        entry.sentAtMs = nowMs;
        this.#lines.delete(conversationId);
        this.#lines.set(conversationId, line);
      }
    }
    for (const entry of taken) this.#become(entry, "sending");
    return taken.map((entry) => entry.json);
  }

  readyAtMs(nowMs: number): number | null {
    if (this.#inFlight.size >= this.#options.maxInFlight) return null;
    let earliestMs: number | null = null;
    for (const line of this.#lines.values()) {
      if (this.#sendable(line, Number.POSITIVE_INFINITY).length === 0) continue;
      if (line.heldUntilMs <= nowMs) return nowMs;
      earliestMs = Math.min(earliestMs ?? line.heldUntilMs, line.heldUntilMs);
    }
    return earliestMs;
  }

  /** `message-ack`, or the message itself come back as an event, in its turn or before. */
  acked(clientMsgId: ClientMsgId, ack: Ack): void {
    const entry = this.get(clientMsgId);
    // It may have failed by the app's own `close`, or as too large for an earlier server.
    if (entry === null || entry.state === "acked") return;
    if (entry.state === "failed") entry.begin(entry.order);
    this.#remove(entry);
    this.#settled.set(clientMsgId, entry);
    entry.settle(ack);
    this.#hooks.onChange(entry);
  }

  /** Its event was taken into the log of this device: from now on that stands for the message. */
  taken(clientMsgId: ClientMsgId): void {
    const entry = this.#settled.get(clientMsgId);
    if (entry === undefined) return;
    this.#settled.delete(clientMsgId);
    this.#hooks.onDrop(entry);
  }

  /** An `error` frame that names the message: it fails, or waits and holds back what stands behind it. */
  refused(clientMsgId: ClientMsgId, error: KlatchError, nowMs: number): void {
    const entry = this.#entries.get(clientMsgId);
    if (entry === undefined) return;
    // Muted, the app says so: a message that came by itself hours later would surprise its sender.
    if (error.class === "fatal" || error.code === "MUTED") this.#fail(entry, error);
    else this.#hold(entry, error, nowMs);
  }

  /** A refusal for now that names no message may have met any: all are sent again, under their old ids. */
  refusedUnnamed(error: KlatchError, nowMs: number): void {
    for (const entry of [...this.#inFlight]) this.#hold(entry, error, nowMs);
  }

  /** The socket is gone: what was on the wire may have arrived or not, so it is sent again on the next. */
  disconnected(): void {
    for (const entry of [...this.#inFlight]) {
      this.#inFlight.delete(entry);
      this.#become(entry, "waiting");
    }
    for (const line of this.#lines.values()) line.heldUntilMs = never;
  }

  /** Nothing will be sent any more. */
  failAll(error: KlatchError): void {
    for (const entry of this.pending) this.#fail(entry, error);
  }

  /** Nothing will be sent in this run; they are in the store, for the next. */
  abandonAll(error: KlatchError): void {
    for (const entry of this.pending) entry.abandon(error);
  }

  /** When the oldest message on the wire was sent; null: none is. */
  oldestSentAtMs(): number | null {
    const [oldest] = this.#inFlight;
    return oldest?.sentAtMs ?? null;
  }

  /** What of a line may go now: a message refused for now stops those behind it until it is on the wire again. */
  #sendable(line: Line, nowMs: number): OutboxEntry[] {
    if (nowMs < line.heldUntilMs) return [];
    const first = line.entries.slice(0, this.#options.maxInFlightPerConversation);
    return first.filter((entry) => entry.state === "waiting");
  }

  #failIfTooLarge(entry: OutboxEntry): void {
    if (entry.contentBytes <= this.#limits.maxContentBytes && entry.bytes <= this.#limits.maxFrameBytes) return;
    this.#fail(entry, new KlatchError("CONTENT_TOO_LARGE", "The message's content is too large."));
  }

  #fail(entry: OutboxEntry, error: KlatchError): void {
    this.#remove(entry);
    entry.fail(error);
    this.#settled.set(entry.clientMsgId, entry);
    const [oldest, ...others] = [...this.#settled.values()].filter(({ state }) => state === "failed");
    if (oldest !== undefined && others.length >= maxFailed) this.discard(oldest);
    this.#hooks.onKeep(entry);
    this.#hooks.onChange(entry);
  }

  #hold(entry: OutboxEntry, error: KlatchError, nowMs: number): void {
    const waitMs =
      error.retryAfterMs === undefined
        ? fullJitterMs(error.class === "backoff" ? backoff : retryable, entry.refusals, this.#random)
        : notBeforeMs(error.retryAfterMs, this.#random);
    entry.refusals++;
    const line = this.#lines.get(entry.conversationId);
    if (line !== undefined) line.heldUntilMs = Math.max(line.heldUntilMs, nowMs + waitMs);
    this.#inFlight.delete(entry);
    this.#become(entry, "waiting");
  }

  #become(entry: OutboxEntry, state: "waiting" | "sending"): void {
    entry.state = state;
    this.#hooks.onChange(entry);
  }

  #remove(entry: OutboxEntry): void {
    this.#entries.delete(entry.clientMsgId);
    this.#inFlight.delete(entry);
    const line = this.#lines.get(entry.conversationId);
    const index = line?.entries.indexOf(entry) ?? -1;
    if (index >= 0) line?.entries.splice(index, 1);
    if (line?.entries.length === 0) this.#lines.delete(entry.conversationId);
  }

  #all(): OutboxEntry[] {
    return [...this.#entries.values(), ...this.#settled.values()];
  }
}
