// How long messages take that are sent at a fixed pace, without a word about it in the messages.

/** A conversation has one sender, so that its messages arrive in the order in which they were sent. */
export class PaceClock {
  /** Ms from the send until a listener had it, for each message and listener. */
  readonly delivered: number[] = [];
  /** By conversation. */
  readonly #sentAt = new Map<string, number[]>();
  /** Messages by listener. */
  readonly #heard = new Map<object, number>();

  sent(conversationId: string, nowMs: number): void {
    const times = this.#sentAt.get(conversationId);
    if (times === undefined) this.#sentAt.set(conversationId, [nowMs]);
    else times.push(nowMs);
  }

  /** @param listener a socket that does not send @param events how many more it has */
  heard(listener: object, conversationId: string, events: number, nowMs: number): void {
    const before = this.#heard.get(listener) ?? 0;
    this.#heard.set(listener, before + events);
    const sentAt = this.#sentAt.get(conversationId) ?? [];
    for (const at of sentAt.slice(before, before + events)) this.delivered.push(nowMs - at);
  }
}
