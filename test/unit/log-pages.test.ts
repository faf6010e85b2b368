// Which stretch of the log a page covers, and the newest stretch in memory.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageRange, type PageRequest } from "../../durable-objects/conversation/log/log-page.ts";
import { TailCache } from "../../durable-objects/conversation/log/tail-cache.ts";
import type { StreamEvent } from "../../schema/rpc/conversation.ts";

/** The seqs of all pages, walked from `request` on in one direction. */
function walk(request: PageRequest, headSeq: number, direction: "before" | "after"): number[][] {
  const pages: number[][] = [];
  for (let next: PageRequest | null = request; next !== null;) {
    const { afterSeq, throughSeq, ...neighbours } = pageRange(next, headSeq);
    pages.push(Array.from({ length: throughSeq - afterSeq }, (_, i) => afterSeq + 1 + i));
    const seq: number | null = neighbours[direction];
    next = seq === null ? null : { [direction]: seq, limit: request.limit };
  }
  return pages;
}

const range = (from: number, through: number): number[] =>
  Array.from({ length: Math.max(0, through - from + 1) }, (_, i) => from + i);

describe("pages", () => {
  it("[ORDER-4] from the newest backwards cover the log without gap or overlap", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 60 }), (headSeq, limit) => {
        const pages = walk({ limit }, headSeq, "before");
        expect(pages.toReversed().flat()).toEqual(range(1, headSeq));
        expect(pages.every((page) => page.length <= limit)).toBe(true);
      }),
    );
  });

  it("[ORDER-4] from any seq in both directions cover the log without gap or overlap", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 60 }), fc.nat(400), (headSeq, limit, seq) => {
        const older = walk({ before: seq + 1, limit }, headSeq, "before").toReversed();
        const newer = walk({ after: seq, limit }, headSeq, "after");
        expect([...older, ...newer].flat()).toEqual(range(1, headSeq));
      }),
    );
  });

  it("[ORDER-4] say where to ask for the neighbouring ones, and null where the log ends", () => {
    expect(pageRange({ limit: 10 }, 0)).toEqual({ afterSeq: 0, throughSeq: 0, before: null, after: null });
    expect(pageRange({ limit: 10 }, 25)).toEqual({ afterSeq: 15, throughSeq: 25, before: 16, after: null });
    expect(pageRange({ before: 16, limit: 10 }, 25)).toEqual({ afterSeq: 5, throughSeq: 15, before: 6, after: 15 });
    expect(pageRange({ before: 6, limit: 10 }, 25)).toEqual({ afterSeq: 0, throughSeq: 5, before: null, after: 5 });
    expect(pageRange({ before: 1, limit: 10 }, 25)).toEqual({ afterSeq: 0, throughSeq: 0, before: null, after: 0 });
    expect(pageRange({ after: 99, limit: 10 }, 25)).toEqual({ afterSeq: 25, throughSeq: 25, before: 26, after: null });
    expect(pageRange({ before: 99, limit: 10 }, 25)).toEqual({ afterSeq: 15, throughSeq: 25, before: 16, after: null });
  });
});

const events = (from: number, count: number, chars: number): StreamEvent[] =>
  Array.from({ length: count }, (_, i) => ({ seq: from + i, frame: "x".repeat(chars) }));

describe("the tail in memory", () => {
  it("[STREAM-7] gives the very events that were pushed, or says that it does not reach back that far", () => {
    const push = fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 9_000 }));
    fc.assert(
      fc.property(fc.array(push, { maxLength: 8 }), (pushes) => {
        const tail = new TailCache();
        let head = 10;
        for (const [count, chars] of pushes) {
          tail.push(events(head + 1, count, chars));
          head += count;
        }
        for (const seq of [9, 10, 11, Math.floor((10 + head) / 2), head - 1, head].filter((one) => one <= head)) {
          const expected = range(seq + 1, head).slice(0, 256);
          expect(tail.after(seq, 256)?.map((one) => one.seq) ?? expected).toEqual(expected);
        }
        expect(tail.after(9, 1)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it("keeps a bounded number of events and characters, the newest ones", () => {
    const tail = new TailCache();
    for (let seq = 1; seq <= 5_000; seq++) tail.push(events(seq, 1, 10));
    expect(tail.after(5_000 - 512, 1_000)).toHaveLength(512);
    expect(tail.after(5_000 - 1_025, 1)).toBeNull();
    for (let seq = 5_001; seq <= 5_100; seq++) tail.push(events(seq, 1, 50_000));
    expect(tail.after(5_095, 10)).toHaveLength(5);
    expect(tail.after(5_100 - 22, 1)).toBeNull();
  });

  it("knows nothing while it is empty, and forgets what does not join on", () => {
    const tail = new TailCache();
    expect(tail.after(0, 1)).toBeNull();
    tail.push(events(1, 2, 1));
    tail.push(events(7, 2, 1));
    expect(tail.after(1, 9)).toBeNull();
    expect(tail.after(6, 9)?.map(({ seq }) => seq)).toEqual([7, 8]);
  });
});
