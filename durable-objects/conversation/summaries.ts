// What a user's inbox is told of the conversation: what it is called there, how far they have read, and what is newest.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { ConversationSummary, MarkedRead } from "../../schema/rpc/conversation.ts";
import type { CoreHost } from "./core-host.ts";
import type { EventLog } from "./log/event-log.ts";
import type { ViewedLog } from "./log/viewed-log.ts";
import type { Counts } from "./readers/counts.ts";
import type { Viewer } from "./states/viewer.ts";

type SummaryHost = Pick<CoreHost<never, never>, "isMember" | "intervalsOf" | "describeFor" | "madeAt">;
type SummaryLog = Pick<
  EventLog,
  "headSeq" | "floorSeq" | "loud" | "createdAtOf" | "readerOf" | "countsOf" | "states" | "expiry"
>;

export class Summaries {
  readonly #host: SummaryHost;
  readonly #log: SummaryLog;
  readonly #view: ViewedLog;

  constructor(host: SummaryHost, log: SummaryLog, view: ViewedLog) {
    this.#host = host;
    this.#log = log;
    this.#view = view;
  }

  of({ userId, intervals, asOf: headSeq }: Viewer): ConversationSummary {
    const hides = this.#log.states.hidden(userId).length;
    return {
      ...this.#host.describeFor(userId),
      ...(hides > 0 && { hides }),
      headSeq,
      ...this.readStateOf(userId),
      // Who has left is not told what becomes of messages, and how long they stay by now: their inbox keeps none.
      ...(this.#host.isMember(userId)
        ? { ...this.#retention(), ...this.#view.shownLast(intervals, headSeq, userId) }
        : { preview: null }),
      activeAt: this.#activeAt(headSeq),
    };
  }

  /** Former members have counts of 0: leaving marked everything as read, and later events are invisible to them. */
  readStateOf(userId: UserId): Counts & Pick<MarkedRead, "cursorSeq"> {
    if (this.#host.isMember(userId))
      return { cursorSeq: this.#log.readerOf(userId).cursorSeq, ...this.#log.countsOf(userId) };
    return { cursorSeq: this.#view.headSeqFor(this.#host.intervalsOf(userId)), unread: 0, mentions: 0 };
  }

  #retention(): Pick<ConversationSummary, "retention"> {
    const { ttlMs = null, setBy } = this.#log.expiry.retention.all.at(-1) ?? {};
    return ttlMs === null || setBy === undefined ? {} : { retention: { ttlMs, setBy } };
  }

  /** 0 if storage no longer holds the former member's last event; their inbox then keeps the time it has. */
  #activeAt(headSeq: number): number {
    const { loud } = this.#log;
    // The last event that a former member sees is their leaving, which is not quiet.
    if (headSeq === this.#log.headSeq) return loud.seq === 0 ? this.#host.madeAt() : loud.createdAt;
    return headSeq > this.#log.floorSeq ? this.#log.createdAtOf(headSeq) : 0;
  }
}
