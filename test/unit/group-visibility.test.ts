// Visibility intervals against a naive set of seqs.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  closeInterval,
  cutRange,
  isVisible,
  openInterval,
  type Intervals,
} from "../../durable-objects/conversation/log/visibility.ts";

const headSeq = 60;
const allSeqs = Array.from({ length: headSeq }, (_, index) => index + 1);

/** Somebody's comings and goings: pauses between, stays, and whether they saw all that was before when they came. */
const stays = fc.array(fc.record({ pause: fc.nat(4), stay: fc.nat(4), seesPast: fc.boolean(), open: fc.boolean() }), {
  maxLength: 6,
});

interface History {
  readonly intervals: Intervals;
  readonly visible: ReadonlySet<number>;
}

/** The same comings and goings, once as intervals and once as the set of what was seen. */
const history: fc.Arbitrary<History> = fc.tuple(stays, fc.nat(20)).map(([visits, rarely]) => {
  let intervals: Intervals = [];
  const visible = new Set<number>();
  let seq = 0;
  for (const [index, { pause, stay, seesPast, open }] of visits.entries()) {
    const joinedSeq = seq + 1 + pause;
    const leftSeq = joinedSeq + 1 + stay;
    const isLast = index === visits.length - 1 && open;
    const fromSeq = seesPast && rarely === 0 ? 1 : joinedSeq;
    intervals = openInterval(intervals, fromSeq);
    if (!isLast) intervals = closeInterval(intervals, leftSeq);
    for (let at = fromSeq; at <= (isLast ? headSeq + 50 : leftSeq); at++) visible.add(at);
    seq = leftSeq;
  }
  return { intervals, visible };
});

it("[GROUP-3] what is visible is what was seen, seq by seq", () => {
  fc.assert(
    fc.property(history, ({ intervals, visible }) => {
      expect(allSeqs.filter((seq) => isVisible(intervals, seq))).toEqual(allSeqs.filter((seq) => visible.has(seq)));
    }),
  );
});

it("[GROUP-3] intervals are in order, never touch, and only the last one is open", () => {
  fc.assert(
    fc.property(history, ({ intervals }) => {
      for (const [index, { fromSeq, toSeq }] of intervals.entries()) {
        const next = intervals[index + 1];
        if (next === undefined) continue;
        expect(toSeq).not.toBeNull();
        expect(toSeq).toBeGreaterThanOrEqual(fromSeq);
        expect(next.fromSeq).toBeGreaterThan((toSeq ?? 0) + 1);
      }
    }),
  );
});

it("[GROUP-3] a range is cut exactly: stretches in order, without gaps, turn by turn visible and not", () => {
  fc.assert(
    fc.property(history, fc.nat(headSeq), fc.nat(headSeq), ({ intervals, visible }, one, other) => {
      const [afterSeq, throughSeq] = [Math.min(one, other), Math.max(one, other)];
      const stretches = cutRange(intervals, afterSeq, throughSeq);
      const said = stretches.flatMap((stretch) =>
        allSeqs.slice(stretch.afterSeq, stretch.throughSeq).map((seq) => ({ seq, visible: stretch.visible })),
      );
      const naive = allSeqs.slice(afterSeq, throughSeq).map((seq) => ({ seq, visible: visible.has(seq) }));
      expect(said).toEqual(naive);
      const first = stretches[0]?.visible ?? true;
      expect(stretches.map((stretch) => stretch.visible)).toEqual(stretches.map((_, n) => (n % 2 === 0) === first));
    }),
  );
});

it("[GROUP-3] who was never in sees nothing, and an empty range has no stretch", () => {
  expect(cutRange([], 3, 9)).toEqual([{ afterSeq: 3, throughSeq: 9, visible: false }]);
  expect(cutRange([{ fromSeq: 1, toSeq: null }], 5, 5)).toEqual([]);
  expect(cutRange([{ fromSeq: 1, toSeq: null }], 9, 5)).toEqual([]);
});

it("[GROUP-3] coming back at once, or to a history that is visible, leaves one interval", () => {
  const left = closeInterval(openInterval([], 4), 6);
  expect(openInterval(left, 7)).toEqual([{ fromSeq: 4, toSeq: null }]);
  expect(openInterval(left, 8)).toEqual([
    { fromSeq: 4, toSeq: 6 },
    { fromSeq: 8, toSeq: null },
  ]);
  expect(openInterval(left, 1)).toEqual([{ fromSeq: 1, toSeq: null }]);
});
