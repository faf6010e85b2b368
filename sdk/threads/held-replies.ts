// The replies of a thread that a view holds: a run without a gap at its newest end. Pure.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";

/** Whether the event is a reply in the thread under this message. */
export const isReplyIn = (event: EventFrame, root: number): event is NewMessageFrame =>
  event.type === "new-message" && event.thread === root;

export class HeldReplies {
  #events: readonly NewMessageFrame[] = [];

  /** Rising by seq. */
  get events(): readonly NewMessageFrame[] {
    return this.#events;
  }

  get lastSeq(): number {
    return this.#events.at(-1)?.seq ?? 0;
  }

  /** Adds replies, whatever is held of them already: what comes later is of more use. @returns whether something is new */
  add(events: readonly NewMessageFrame[]): boolean {
    const bySeq = new Map(this.#events.map((event) => [event.seq, event]));
    const isNews = events.some(({ seq }) => !bySeq.has(seq));
    for (const event of events) bySeq.set(event.seq, event);
    this.#events = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
    return isNews;
  }

  replaceEach(replace: (event: NewMessageFrame) => NewMessageFrame): void {
    this.#events = this.#events.map((event) => replace(event));
  }

  /** Only those that the server has named count: what came before them may have a gap. */
  keepFrom(seq: number): void {
    this.#events = this.#events.filter((event) => event.seq >= seq);
  }

  forgetAfter(seq: number): void {
    this.#events = this.#events.filter((event) => event.seq <= seq);
  }
}
