// The log through one person's eyes: what is hidden is one void, and what was dropped is missing only where it is seen.
import { describe, expect, it } from "vitest";
import { pageRange } from "../../durable-objects/conversation/log/log-page.ts";
import { ViewedLog, type ShownLast, type ShownLog } from "../../durable-objects/conversation/log/viewed-log.ts";
import { wholeLog, type Intervals } from "../../durable-objects/conversation/log/visibility.ts";
import type { Preview } from "../../schema/protocol/sync.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { StreamEvent } from "../../schema/rpc/conversation.ts";

const ada = "user_ada" as UserId;

/** Events say their seq; the messages are those with a seq that ends with 5. */
class CountingLog implements ShownLog {
  readonly headSeq: number;
  readonly floorSeq: number;

  constructor(headSeq: number, floorSeq = 0) {
    this.headSeq = headSeq;
    this.floorSeq = floorSeq;
  }

  eventsAfter(seq: number, limit: number): StreamEvent[] {
    return this.range(seq, this.headSeq, limit);
  }

  range(afterSeq: number, throughSeq: number, limit: number): StreamEvent[] {
    const first = Math.max(afterSeq, this.floorSeq) + 1;
    const count = Math.max(0, Math.min(limit, throughSeq + 1 - first));
    return Array.from({ length: count }, (_, n) => ({ seq: first + n, frame: `${first + n}` }));
  }

  createdAtOf(seq: number): number {
    return 1_000 + seq;
  }

  shownLast(afterSeq: number, throughSeq: number): ShownLast {
    const seq = throughSeq - ((throughSeq + 5) % 10);
    return { preview: seq > afterSeq ? ({ seq } as Preview) : null };
  }
}

const viewOf = (headSeq: number, floorSeq = 0): ViewedLog =>
  new ViewedLog("group_x" as ConversationId, new CountingLog(headSeq, floorSeq));
const voidOf = (seq: number, toSeq: number): StreamEvent => ({
  seq: toSeq,
  frame: JSON.stringify({ type: "void", conversationId: "group_x", seq, toSeq, createdAt: 1_000 + toSeq }),
});
const seen = (...seqs: number[]): StreamEvent[] => seqs.map((seq) => ({ seq, frame: `${seq}` }));

/** In from 11 to 13, and again since 1,001. */
const cameBack: Intervals = [
  { fromSeq: 11, toSeq: 13 },
  { fromSeq: 1_001, toSeq: null },
];
/** In from 11 to 13. */
const left: Intervals = [{ fromSeq: 11, toSeq: 13 }];

describe("a page", () => {
  it("[GROUP-41] has one void for all that is hidden, however long, and as much of the rest as there is room for", () => {
    const view = viewOf(1_005);
    const first = view.pageAfter(cameBack, 0, 4);
    expect(first).toEqual({ missing: null, events: [voidOf(1, 10), ...seen(11, 12, 13)], end: 13 });
    const second = view.pageAfter(cameBack, first.end, 4);
    expect(second).toEqual({ missing: null, events: [voidOf(14, 1_000), ...seen(1_001, 1_002, 1_003)], end: 1_003 });
    expect(view.pageAfter(cameBack, second.end, 4)).toEqual({ missing: null, events: seen(1_004, 1_005), end: 1_005 });
  });

  it("[GROUP-41] that begins within what is hidden has a void for the rest of it", () => {
    expect(viewOf(1_005).pageAfter(cameBack, 500, 2).events).toEqual([voidOf(501, 1_000), ...seen(1_001)]);
  });

  it("[GROUP-3] ends with a leaver's last event, whatever came after it and whatever they ask for", () => {
    const view = viewOf(1_005);
    expect(view.headSeqFor(left)).toBe(13);
    for (const from of [13, 14, 2_000])
      expect(view.pageAfter(left, from, 9)).toEqual({ missing: null, events: [], end: 13 });
    expect(view.pageAfter(left, 12, 9)).toEqual({ missing: null, events: seen(13), end: 13 });
  });

  it("[GROUP-3] shows nothing to who was never in", () => {
    const view = viewOf(1_005);
    expect([view.headSeqFor([]), view.shownLast([], 0, ada)]).toEqual([0, { preview: null }]);
    expect(view.pageAfter([], 0, 9)).toEqual({ missing: null, events: [], end: 0 });
  });

  it("[HISTORY-5] of a log that has dropped some goes to history for what is seen, and only for that", () => {
    const view = viewOf(1_005, 12);
    // Of what they did not see is told when it ended, wherever that lies.
    expect(view.pageAfter(cameBack, 0, 9)).toEqual({ missing: null, events: [voidOf(1, 10)], end: 10 });
    expect(viewOf(1_005, 10).pageAfter(cameBack, 0, 2).events).toEqual([voidOf(1, 10), ...seen(11)]);
    expect(view.pageAfter(cameBack, 10, 9)).toEqual({
      missing: { afterSeq: 10, throughSeq: 12, visible: cameBack },
      events: [],
      end: 12,
    });
    expect(view.pageAfter(cameBack, 12, 2)).toEqual({
      missing: null,
      events: [...seen(13), voidOf(14, 1_000)],
      end: 1_000,
    });
    expect(view.range(cameBack, 9, 15)).toEqual({
      missing: [{ afterSeq: 10, throughSeq: 12, visible: cameBack }],
      events: [voidOf(10, 10), ...seen(13), voidOf(14, 15)],
    });
  });
});

describe("a stream", () => {
  it("[STREAM-7] gives everybody who sees the same the same list", () => {
    const events = seen(5, 6);
    const log = Object.assign(new CountingLog(6), { eventsAfter: () => events });
    const view = new ViewedLog("group_x" as ConversationId, log);
    for (const fromSeq of [1, 3, 5]) expect(view.eventsAfter([{ fromSeq, toSeq: null }], 4, 2)).toBe(events);
    expect(view.eventsAfter([{ fromSeq: 6, toSeq: null }], 4, 2)).toEqual([voidOf(5, 5), ...seen(6)]);
  });

  it("[GROUP-41] goes on after one void for what was missed, and stops with a leaver's last event", () => {
    const view = viewOf(1_005);
    expect(view.eventsAfter(cameBack, 13, 3)).toEqual([voidOf(14, 1_000), ...seen(1_001, 1_002)]);
    expect(view.eventsAfter(left, 11, 256)).toEqual(seen(12, 13));
    expect(view.eventsAfter(left, 13, 256)).toEqual([]);
    expect(view.eventsAfter([], 0, 256)).toEqual([]);
  });
});

describe("pages of history", () => {
  const pages = (intervals: Intervals, headSeq: number, limit: number): (number | null)[][] => {
    const all: (number | null)[][] = [];
    for (let before: number | null | undefined; before !== null;) {
      const request: { limit: number; before?: number } = before === undefined ? { limit } : { limit, before };
      const page = pageRange(request, headSeq, intervals);
      all.push([page.afterSeq, page.throughSeq, page.before, page.after]);
      before = page.before;
    }
    return all;
  };

  it("[GROUP-41] [ORDER-4] step over what is hidden, backwards", () => {
    expect(pages(cameBack, 1_005, 4)).toEqual([
      [1_001, 1_005, 1_002, null],
      [11, 1_001, 12, 1_001],
      [0, 11, null, 11],
    ]);
    expect(pages([{ fromSeq: 100_001, toSeq: null }], 100_002, 50)).toEqual([[0, 100_002, null, null]]);
  });

  it("[GROUP-41] [ORDER-4] and forwards", () => {
    expect(pageRange({ after: 0, limit: 4 }, 1_005, cameBack)).toEqual({
      afterSeq: 0,
      throughSeq: 13,
      before: null,
      after: 13,
    });
    expect(pageRange({ after: 13, limit: 1 }, 1_005, cameBack)).toEqual({
      afterSeq: 13,
      throughSeq: 1_000,
      before: 14,
      after: 1_000,
    });
  });

  it("[ORDER-4] of who sees everything are plain arithmetic", () => {
    for (const limit of [1, 3, 7]) {
      const covered = pages(wholeLog, 20, limit).toReversed();
      expect(covered.map(([afterSeq]) => afterSeq)).toEqual([
        0,
        ...covered.slice(0, -1).map(([, throughSeq]) => throughSeq),
      ]);
      expect(covered.slice(1).map(([afterSeq, throughSeq]) => (throughSeq ?? 0) - (afterSeq ?? 0))).toEqual(
        covered.slice(1).map(() => limit),
      );
    }
  });
});

describe("a preview", () => {
  it("[GROUP-47] is of the last stay: a newcomer is shown nothing older, a leaver nothing newer", () => {
    const view = viewOf(1_030);
    expect(view.shownLast(cameBack, 1_030, ada).preview).toEqual({ seq: 1_025 });
    expect(view.shownLast(cameBack, 1_004, ada).preview).toBe(null);
    expect(view.shownLast([{ fromSeq: 1_025, toSeq: null }], 1_030, ada).preview).toEqual({ seq: 1_025 });
    expect(view.shownLast([{ fromSeq: 11, toSeq: 19 }], 19, ada).preview).toEqual({ seq: 15 });
    expect(view.shownLast(left, 13, ada).preview).toBe(null);
  });
});
