// Messages not acked yet: one line per conversation, in which none overtakes another, however often the socket breaks.
import type { ClientMsgId, ConversationId } from "../schema/protocol/ids.ts";
import { fullJitterMs, notBeforeMs } from "./backoff.ts";
import type { FrameSource, Room } from "./frame-source.ts";
import { KlatchError } from "./klatch-error.ts";
import type { Ack, OutboxEntry } from "./outgoing-message.ts";

export interface OutboxOptions {
  /** Messages on the wire and not answered, all conversations together. */
  readonly maxInFlight: number;
  /**
   * The same within one conversation. With 1, order is certain. With more, a message that is refused for now
   * (`RATE_LIMITED`, `UNAVAILABLE`, …) can be overtaken by those already on the wire behind it.
   */
  readonly maxInFlightPerConversation: number;
}

interface Line {
  readonly entries: OutboxEntry[];
  heldUntilMs: number;
}

const never = Number.NEGATIVE_INFINITY;
const retryable = { baseMs: 250, maxMs: 30_000 };
const backoff = { baseMs: 2_000, maxMs: 60_000 };

export class Outbox implements FrameSource {
  readonly #options: OutboxOptions;
  readonly #random: () => number;
  readonly #onChange: (entry: OutboxEntry) => void;
  readonly #entries = new Map<ClientMsgId, OutboxEntry>();
  /** The line served last stands last. */
  readonly #lines = new Map<ConversationId, Line>();
  readonly #inFlight = new Set<OutboxEntry>();
  #limits = { maxContentBytes: Number.POSITIVE_INFINITY, maxFrameBytes: Number.POSITIVE_INFINITY };

  constructor(options: OutboxOptions, random: () => number, onChange: (entry: OutboxEntry) => void) {
    this.#options = options;
    this.#random = random;
    this.#onChange = onChange;
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

  add(entry: OutboxEntry): void {
    this.#entries.set(entry.clientMsgId, entry);
    const line = this.#lines.get(entry.conversationId);
    if (line === undefined) this.#lines.set(entry.conversationId, { entries: [entry], heldUntilMs: never });
    else line.entries.push(entry);
    this.#onChange(entry);
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

  /** `message-ack`, or the message itself come back as an event. */
  acked(clientMsgId: ClientMsgId, ack: Ack): void {
    const entry = this.#entries.get(clientMsgId);
    if (entry === undefined) return;
    this.#remove(entry);
    entry.settle(ack);
    this.#onChange(entry);
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
    this.#onChange(entry);
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
    this.#onChange(entry);
  }

  #remove(entry: OutboxEntry): void {
    this.#entries.delete(entry.clientMsgId);
    this.#inFlight.delete(entry);
    const line = this.#lines.get(entry.conversationId);
    line?.entries.splice(line.entries.indexOf(entry), 1);
    if (line?.entries.length === 0) this.#lines.delete(entry.conversationId);
  }
}
