// Read marks that wait to be sent or confirmed: only the highest seq per conversation, until the server confirms it.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { MarkReadFrame } from "../../schema/protocol/signal.ts";
import { notBeforeMs } from "../connection/backoff.ts";
import type { FrameSource, SendBudget } from "../connection/frame-source.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { utf8Bytes } from "../client/utf8.ts";
import { ReadWaiters } from "./read-waiters.ts";

interface Mark {
  seq: number;
  /** The seq that was sent and not answered; null: none. */
  sentSeq: number | null;
  /** Of the frame that was sent last. */
  requestId: string;
  /** When to send it, or to send it again, in ms since 1970. */
  dueAtMs: number;
  /** How many times in a row it was sent without an answer. */
  unanswered: number;
}

/** The answer is a receipt. Without one the mark is sent again, since a repeat does no harm, but at most 3 times. */
const answerTimeoutMs = 10_000;
const maxUnanswered = 3;
const retryMs = 1_000;
const atOnce = Number.NEGATIVE_INFINITY;

export class ReadMarks implements FrameSource {
  readonly #random: () => number;
  readonly #marks = new Map<ConversationId, Mark>();
  readonly #waiters = new ReadWaiters();
  #count = 0;
  readonly #onMark: (conversationId: ConversationId, seq: number | null) => void;

  /** @param onMark called with the unconfirmed seq of a conversation; null: everything is confirmed or given up */
  constructor(random: () => number, onMark: (conversationId: ConversationId, seq: number | null) => void = () => {}) {
    this.#random = random;
    this.#onMark = onMark;
  }

  /**
   * Adds a mark. While one is on the wire, later ones are merged into one.
   * @returns resolves when it is confirmed
   * @throws KlatchError (as a rejection) the server's refusal; `UNAVAILABLE` if it does not answer
   */
  add(conversationId: ConversationId, seq: number): Promise<void> {
    const mark = this.#marks.get(conversationId);
    if (mark === undefined)
      this.#marks.set(conversationId, { seq, sentSeq: null, requestId: "", dueAtMs: atOnce, unanswered: 0 });
    else mark.seq = Math.max(mark.seq, seq);
    this.#onMark(conversationId, Math.max(mark?.seq ?? 0, seq));
    return this.#waiters.wait(conversationId, seq);
  }

  take(budget: SendBudget, nowMs: number): string[] {
    const frames: string[] = [];
    let bytes = 0;
    for (const [conversationId, mark] of this.#marks) {
      if (mark.dueAtMs > nowMs) continue;
      if (mark.unanswered >= maxUnanswered) {
        this.#drop(conversationId);
        this.#waiters.refused(conversationId, new KlatchError("UNAVAILABLE", "The server did not answer."));
        continue;
      }
      const requestId = `read-${this.#count + 1}`;
      const frame: MarkReadFrame = { type: "mark-read", conversationId, seq: mark.seq, requestId };
      const json = JSON.stringify(frame);
      bytes += utf8Bytes(json) + 1;
      if (frames.length >= budget.frames || bytes > budget.bytes) break;
      this.#count++;
      mark.sentSeq = mark.seq;
      mark.requestId = requestId;
      mark.dueAtMs = nowMs + answerTimeoutMs;
      mark.unanswered++;
      frames.push(json);
    }
    return frames;
  }

  readyAtMs(): number | null {
    let earliestMs: number | null = null;
    for (const { dueAtMs } of this.#marks.values()) earliestMs = Math.min(earliestMs ?? dueAtMs, dueAtMs);
    return earliestMs;
  }

  /** The server has set the user's cursor to `seq`. */
  confirmed(conversationId: ConversationId, seq: number): void {
    const mark = this.#marks.get(conversationId);
    this.#waiters.confirmed(conversationId, seq);
    if (mark === undefined) return;
    if (seq >= mark.seq) this.#drop(conversationId);
    else if (mark.sentSeq !== null && seq >= mark.sentSeq) this.#again(mark, atOnce);
  }

  /** Handles a refusal of the frame with this `requestId`. */
  refused(requestId: string, error: KlatchError, nowMs: number): void {
    const [conversationId] = [...this.#marks].find(([, mark]) => mark.requestId === requestId) ?? [];
    if (conversationId !== undefined) this.#refuse(conversationId, error, nowMs);
  }

  /** Handles a temporary refusal of a whole WebSocket message: it concerns every mark on the wire. */
  refusedUnnamed(error: KlatchError, nowMs: number): void {
    for (const conversationId of [...this.#marks.keys()]) this.#refuse(conversationId, error, nowMs);
  }

  #refuse(conversationId: ConversationId, error: KlatchError, nowMs: number): void {
    const mark = this.#marks.get(conversationId);
    if (mark === undefined || mark.sentSeq === null) return;
    if (error.class === "fatal") {
      this.#drop(conversationId);
      this.#waiters.refused(conversationId, error);
    } else this.#again(mark, nowMs + notBeforeMs(error.retryAfterMs ?? retryMs, this.#random));
  }

  disconnected(): void {
    for (const mark of this.#marks.values()) this.#again(mark, atOnce);
  }

  /** Nobody waits any more. The marks are sent when there is a connection again, in this run or the next. */
  close(error: KlatchError): void {
    this.disconnected();
    this.#waiters.refuseAll(error);
  }

  #drop(conversationId: ConversationId): void {
    this.#marks.delete(conversationId);
    this.#onMark(conversationId, null);
  }

  #again(mark: Mark, dueAtMs: number): void {
    mark.sentSeq = null;
    mark.dueAtMs = dueAtMs;
    mark.unanswered = 0;
  }
}
