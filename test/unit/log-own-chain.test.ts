// A sender's own messages, linked through the log, against a plain list of their seqs.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findOwn,
  lastOwnSeq,
  pushOwn,
  type GrowingChain,
  type OwnLinks,
} from "../../durable-objects/conversation/readers/readers.ts";

/** A log in which this sender's messages have the seqs given; counts what a walk loads. */
class ChainedLog {
  readonly own: GrowingChain = { sent: 0, chain: [] };
  loads = 0;
  longestChain = 0;
  readonly #links = new Map<number, OwnLinks>();

  constructor(seqs: readonly number[]) {
    for (const seq of seqs) {
      this.#links.set(seq, pushOwn(this.own, seq));
      this.longestChain = Math.max(this.longestChain, this.own.chain.length);
    }
  }

  find(seq: number): { at: number; count: number } {
    this.loads = 0;
    return findOwn(this.own, seq, (at) => {
      this.loads += 1;
      const links = this.#links.get(at);
      if (links === undefined) throw new Error(`${at} is not one of the sender's messages`);
      return links;
    });
  }
}

const seqsAfterGaps = (gaps: readonly number[]): number[] => {
  let seq = 0;
  return gaps.map((gap) => (seq += gap));
};

describe("a sender's chain", () => {
  it("[UNREAD-1] finds and counts what lies at or before any seq, as a list does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 300 }), fc.nat(3_000), (gaps, seq) => {
        const seqs = seqsAfterGaps(gaps);
        const log = new ChainedLog(seqs);
        const before = seqs.filter((own) => own <= seq);
        expect(log.find(seq)).toEqual({ at: before.at(-1) ?? 0, count: before.length });
        expect([log.own.sent, lastOwnSeq(log.own)]).toEqual([seqs.length, seqs.at(-1) ?? 0]);
      }),
      { numRuns: 300 },
    );
  });

  it("[SEND-4] walks and remembers little however long it is", () => {
    for (const length of [1_000, 4_095, 4_096, 10_000]) {
      const seqs = Array.from({ length }, (_, i) => 3 * (i + 1));
      const log = new ChainedLog(seqs);
      const steps = Math.ceil(Math.log2(length + 1));
      expect(log.longestChain).toBeLessThanOrEqual(steps);
      let most = 0;
      for (let seq = 0; seq <= 3 * length; seq += 101) {
        expect(log.find(seq).count).toBe(Math.floor(seq / 3));
        most = Math.max(most, log.loads);
      }
      expect(most).toBeLessThanOrEqual((steps * (steps + 1)) / 2);
    }
  });
});
