// Checks what one socket receives of a conversation: each event once, in the order of seq, without a gap.

interface EventFrame {
  readonly type: string;
  readonly seq: number;
}

const seqMark = Buffer.from('"seq":');

export class SeqCheck {
  readonly #everyFrame: boolean;
  readonly #afterSeq: number;
  #count = 0;
  #lastSeq: number;

  /**
   * @param everyFrame parses each event; otherwise only the last seq of each message is read and compared with the
   * count
   * @param afterSeq the first expected event is the next one
   */
  constructor(everyFrame: boolean, afterSeq = 0) {
    this.#everyFrame = everyFrame;
    this.#afterSeq = afterSeq;
    this.#lastSeq = afterSeq;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws Error at a gap, a repeat or a wrong order */
  received(payload: Buffer, events: number): void {
    this.#count += events;
    if (this.#everyFrame) {
      const parsed = JSON.parse(payload.toString()) as EventFrame | readonly EventFrame[];
      for (const frame of Array.isArray(parsed) ? (parsed as readonly EventFrame[]) : [parsed as EventFrame]) {
        if (frame.type !== "new-message") continue;
        if (frame.seq !== this.#lastSeq + 1) throw new Error(`seq ${frame.seq} follows ${this.#lastSeq}`);
        this.#lastSeq = frame.seq;
      }
    } else if (events > 0) {
      const at = payload.lastIndexOf(seqMark) + seqMark.length;
      this.#lastSeq = Number.parseInt(payload.toString("latin1", at, at + 16), 10);
    }
    if (this.#lastSeq !== this.#afterSeq + this.#count)
      throw new Error(`${this.#count} events after ${this.#afterSeq} arrived, the last with seq ${this.#lastSeq}`);
  }
}
