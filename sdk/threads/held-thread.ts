// What a view holds of a thread: the message that it begins with, and a run of replies without a gap at its newest end. Pure.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ViewEvents } from "../states/view-states.ts";

/** Whether the event is a reply in the thread under this message. */
export const isReplyIn = (event: EventFrame, rootSeq: number): event is NewMessageFrame =>
  event.type === "new-message" && event.thread === rootSeq;

export class HeldThread implements ViewEvents {
  readonly #rootSeq: number;
  #root: EventFrame | null = null;
  #replies: readonly EventFrame[] = [];

  constructor(rootSeq: number) {
    this.#rootSeq = rootSeq;
  }

  /** The message that it begins with; null: it is not known yet. */
  get root(): EventFrame | null {
    return this.#root;
  }

  /** Rising by seq. */
  get replies(): readonly EventFrame[] {
    return this.#replies;
  }

  get events(): readonly EventFrame[] {
    return this.#root === null ? this.#replies : [this.#root, ...this.#replies];
  }

  /** 0: it has no replies. */
  get lastSeq(): number {
    return this.#replies.at(-1)?.seq ?? 0;
  }

  /** Takes those of the thread, whatever is held of them already: what comes later is of more use. */
  take(events: readonly EventFrame[]): void {
    this.#root = events.find(({ seq }) => seq === this.#rootSeq) ?? this.#root;
    const bySeq = new Map(this.#replies.map((event) => [event.seq, event]));
    for (const event of events) if (isReplyIn(event, this.#rootSeq)) bySeq.set(event.seq, event);
    this.#replies = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  replaceEach(by: (event: EventFrame) => EventFrame): void {
    if (this.#root !== null) this.#root = by(this.#root);
    this.#replies = this.#replies.map(by);
  }

  /** Only replies that the server has named count: what came before them may have a gap. */
  keepFrom(seq: number): void {
    this.#replies = this.#replies.filter((event) => event.seq >= seq);
  }

  forgetAfter(seq: number): void {
    this.#replies = this.#replies.filter((event) => event.seq <= seq);
    if (this.#rootSeq > seq) this.#root = null;
  }
}
