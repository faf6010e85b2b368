// Tells a client that reads from one that does not: the platform shows no send buffer, and frees none when a socket is closed.
//
// A `ping` is answered in its place behind the data, and the next one is sent after the `pong`: who pings has read. Frames
// prove nothing, one may write and never read. So what a socket is sent since its last ping bounds what may lie unread.

export class UnheardCount {
  readonly #limit: number;
  readonly #lastPingAt: () => number;
  #chars = 0;
  /** The newest ping that was seen. */
  #pingAt = 0;

  /** @param lastPingAt ms since 1970, 0 for never; asked only when too much was sent */
  constructor(limit: number, lastPingAt: () => number) {
    this.#limit = limit;
    this.#lastPingAt = lastPingAt;
  }

  /** Whether the client is still believed to read, with this sent as well. */
  isBelievedAfter(chars: number): boolean {
    this.#chars += chars;
    if (this.#chars <= this.#limit) return true;
    const pingAt = this.#lastPingAt();
    // Another one, not a later one: the clock may have been set back.
    if (pingAt === this.#pingAt) return false;
    this.#pingAt = pingAt;
    this.#chars = chars;
    return true;
  }
}
