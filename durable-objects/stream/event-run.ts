// Consecutive events of one stream in transport form: all frames in one text, which costs far less than a list of
// objects.
import type { MarkedRead, PackedEvents, StreamEvent } from "../../schema/rpc/conversation.ts";

/** `mentions`: missing when a conversation of an earlier version counted. */
export type ShownCounts = Pick<MarkedRead, "unread" | "mentions">;

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
   * @param counts the receiver's exact counts, inserted into the last frame: receivers share the text, but not the counts
   */
  text(counts: ShownCounts | null): string {
    const { text, ends } = this.#packed;
    const own = this.#first === 0 ? text : text.slice((ends[this.#first - 1] ?? text.length) + 1);
    return own === "" ? own : withFields(own, counts);
  }

  /** The messages that these events remove. */
  goneSeqs(): ReadonlySet<number> {
    // Inside of a text the quotes would be escaped.
    if (!removing.some((mark) => this.#packed.text.includes(mark))) return nothing;
    const removed = this.frames(null).filter((frame) => removing.some((mark) => frame.includes(mark)));
    return new Set(removed.flatMap((frame) => targetsIn(JSON.parse(frame) as Removing)));
  }

  /** Like `text`, as separate frames. */
  frames(counts: ShownCounts | null): string[] {
    const { text, ends } = this.#packed;
    const frames = ends.slice(this.#first).map((end, index) => {
      const at = this.#first + index;
      return text.slice(at === 0 ? 0 : (ends[at - 1] ?? 0) + 1, end);
    });
    return withCounts(frames, counts);
  }
}

/** The last frame with the receiver's exact counts. */
export function withCounts(frames: readonly string[], counts: ShownCounts | null): string[] {
  const last = frames.at(-1);
  return last === undefined ? [] : [...frames.slice(0, -1), withFields(last, counts)];
}

/** A message has whom it mentions as `mentions`, so the count has another name there. */
function withFields(frame: string, counts: ShownCounts | null): string {
  if (counts === null) return frame;
  const { unread, mentions } = counts;
  const ofMentions = mentions === undefined ? "" : `,"unreadMentions":${mentions}`;
  return `${frame.slice(0, -1)},"unread":${unread}${ofMentions}}`;
}
