// Consecutive events of one stream in transport form: all frames in one text, which costs far less than a list of
// objects.
import type { PackedEvents, StreamEvent } from "../../schema/rpc/conversation.ts";

export function packEvents(events: readonly StreamEvent[]): PackedEvents {
  let end = -1;
  return {
    text: events.map(({ frame }) => frame).join(","),
    seqs: events.map(({ seq }) => seq),
    ends: events.map(({ frame }) => (end += frame.length + 1)),
  };
}

const removing = ['"type":"message-recalled"', '"type":"messages-expired"'];
const nothing: ReadonlySet<number> = new Set();

interface Removing {
  readonly targetSeq?: number;
  readonly targetSeqs?: readonly number[];
}
const targetsIn = ({ targetSeq, targetSeqs = [] }: Removing): readonly number[] =>
  targetSeq === undefined ? targetSeqs : [targetSeq, ...targetSeqs];

export class EventRun {
  readonly #packed: PackedEvents;
  readonly #first: number;

  /** @param first index of the first event that belongs to this run */
  constructor(packed: PackedEvents, first = 0) {
    this.#packed = packed;
    this.#first = first;
  }

  get length(): number {
    return this.#packed.seqs.length - this.#first;
  }

  get seqs(): readonly number[] {
    return this.#packed.seqs.slice(this.#first);
  }

  get lastSeq(): number | null {
    return this.length === 0 ? null : (this.#packed.seqs.at(-1) ?? null);
  }

  /** The events after `seq`; the run itself when all are. */
  after(seq: number): EventRun {
    const { seqs } = this.#packed;
    const first = seqs.findIndex((one, index) => index >= this.#first && one > seq);
    if (first === this.#first) return this;
    return new EventRun(this.#packed, first < 0 ? seqs.length : first);
  }

  /**
   * All frames, joined by commas.
   *
   * @param unread the receiver's exact count, inserted into the last frame: receivers share the text, but not the count
   */
  text(unread: number | null): string {
    const { text, ends } = this.#packed;
    const own = this.#first === 0 ? text : text.slice((ends[this.#first - 1] ?? text.length) + 1);
    return unread === null || own === "" ? own : `${own.slice(0, -1)},"unread":${unread}}`;
  }

  /** The messages that these events remove. */
  goneSeqs(): ReadonlySet<number> {
    // Inside of a text the quotes would be escaped.
    if (!removing.some((mark) => this.#packed.text.includes(mark))) return nothing;
    const removed = this.frames(null).filter((frame) => removing.some((mark) => frame.includes(mark)));
    return new Set(removed.flatMap((frame) => targetsIn(JSON.parse(frame) as Removing)));
  }

  /** Like `text`, as separate frames. */
  frames(unread: number | null): string[] {
    const { text, ends } = this.#packed;
    const frames = ends.slice(this.#first).map((end, index) => {
      const at = this.#first + index;
      return text.slice(at === 0 ? 0 : (ends[at - 1] ?? 0) + 1, end);
    });
    return withUnread(frames, unread);
  }
}

/** The last frame with the receiver's exact unread count. */
export function withUnread(frames: readonly string[], unread: number | null): string[] {
  const last = frames.at(-1);
  if (last === undefined || unread === null) return [...frames];
  return [...frames.slice(0, -1), `${last.slice(0, -1)},"unread":${unread}}`];
}
