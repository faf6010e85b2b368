// What the benchmark computes from what it counted.
import { describe, expect, it } from "vitest";
import { ledgerOf, usdOf } from "../../lab/bench/cost/ledger.ts";
import { countMarks, sendMessageText, uuidV7 } from "../../lab/bench/load/frames.ts";
import { PaceClock } from "../../lab/bench/load/pace-clock.ts";
import { SeqCheck } from "../../lab/bench/load/seq-check.ts";
import type { Counts } from "../../lab/bench/meter/counts.ts";
import { tableOf } from "../../lab/bench/meter/meter-storage.ts";
import { heaviest } from "../../lab/bench/profile.ts";
import { percentile, spreadOf } from "../../lab/bench/statistics.ts";
import { parseSocketMessage } from "../../durable-objects/sockets/wire/klatch-v1/parse-frames.ts";
import { noCounts } from "../support/no-counts.ts";

const event = (seq: number): string => JSON.stringify({ type: "new-message", seq });
const payload = (...seqs: number[]): Buffer => Buffer.from(`[${seqs.map(event).join(",")}]`);

describe("counting deliveries", () => {
  it("counts every frame of a message", () => {
    expect(countMarks(payload(1, 2, 3), Buffer.from('"type":"new-message"'))).toBe(3);
    expect(countMarks(Buffer.from("pong"), Buffer.from('"type":"new-message"'))).toBe(0);
  });

  it.each([true, false])("accepts what is gapless (every frame parsed: %s)", (everyFrame) => {
    const check = new SeqCheck(everyFrame);
    check.received(payload(1, 2, 3), 3);
    check.received(payload(4), 1);
    expect(check.count).toBe(4);
  });

  it.each([
    ["a gap", [[1, 3]]],
    ["a repeat", [[1, 2], [2]]],
    ["a late start", [[2]]],
  ])("refuses %s, whether it parses or counts", (_, messages) => {
    for (const everyFrame of [true, false]) {
      const check = new SeqCheck(everyFrame);
      const receive = (): void => {
        for (const seqs of messages) check.received(payload(...seqs), seqs.length);
      };
      expect(receive).toThrow();
    }
  });

  it("refuses a wrong order where it parses", () => {
    expect(() => new SeqCheck(true).received(payload(2, 1), 2)).toThrow();
  });
});

it("sends what the server accepts, each frame with an id of its own", () => {
  const id = `direct_${"0".repeat(26)}_${"1".repeat(26)}`;
  const parsed = parseSocketMessage(sendMessageText(id, 16, Date.now()));
  expect(parsed).toHaveLength(16);
  for (const one of parsed as readonly object[]) expect(one).toHaveProperty("frame.type", "send-message");
  expect(new Set(Array.from({ length: 100 }, () => uuidV7(0))).size).toBe(100);
});

describe("the time of messages at a fixed pace", () => {
  it("is from each send until a listener has that message, whatever else arrives between", () => {
    const clock = new PaceClock();
    const [one, other] = [{}, {}];
    clock.sent("a", 0);
    clock.sent("b", 5);
    clock.sent("a", 10);
    clock.heard(other, "b", 1, 8);
    clock.heard(one, "a", 1, 12);
    clock.heard(one, "a", 1, 13);
    expect(clock.delivered).toEqual([3, 12, 3]);
  });

  it("counts what arrives together, and each listener by itself", () => {
    const clock = new PaceClock();
    for (const at of [0, 10, 20]) clock.sent("a", at);
    clock.heard({}, "a", 3, 30);
    clock.heard({}, "a", 2, 40);
    expect(clock.delivered).toEqual([30, 20, 10, 40, 30]);
  });
});

describe("the ledger", () => {
  it("is empty and free when nothing happened", () => {
    expect(usdOf(ledgerOf(noCounts))).toBe(0);
  });

  it("prices a million of each as the price list does", () => {
    const million = 1_000_000;
    const usd = (counts: Partial<Counts>): number => usdOf(ledgerOf({ ...noCounts, ...counts }));
    expect(usd({ rowsWritten: { "Conversation event": million } })).toBeCloseTo(1);
    expect(usd({ rowsRead: { "Conversation event": million } })).toBeCloseTo(0.001);
    expect(usd({ socketMessagesIn: 20 * million })).toBeCloseTo(0.15);
    expect(usd({ socketMessagesOut: million })).toBe(0);
    expect(usd({ workerRequests: million })).toBeCloseTo(0.3);
    expect(usd({ queueMessages: million })).toBeCloseTo(1.2);
    expect(usd({ r2Writes: million })).toBeCloseTo(4.5);
    expect(usd({ r2Reads: million })).toBeCloseTo(0.36);
    // One object of 128 MB, active for a million seconds.
    expect(usd({ activeMs: { Conversation: 1_000 * million } })).toBeCloseTo(1.6);
    // A billion bytes in entries of 4,840, kept for a week.
    const entries = { "warn unknown job": million, "info request": million };
    expect(usd({ logLines: entries })).toBeCloseTo(4.84 * (0.25 + (0.1 * 7) / 30));
    // Each call is a request, and ten milliseconds more of its caller.
    expect(usd({ objectRequests: { "Conversation.append": million } })).toBeCloseTo(0.15 + 0.016);
  });

  it("names the table of a statement, eras as one", () => {
    expect(tableOf("INSERT INTO event_12 VALUES (?)")).toBe("event");
    expect(tableOf("INSERT OR REPLACE INTO checkpoint VALUES (1)")).toBe("checkpoint");
    expect(tableOf('select "body" from "history_segment" where 1')).toBe("history_segment");
    expect(tableOf("UPDATE inbox SET stale = 1")).toBe("inbox");
    expect(tableOf("PRAGMA x")).toBe("other");
  });
});

describe("statistics", () => {
  it("finds medians and percentiles", () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
    expect(percentile([5, 1, 3, 2, 4], 0.5)).toBe(3);
    expect(percentile([1, 2, 3], 0.99)).toBe(3);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });

  it("adds up a profile's samples by function", () => {
    const node = (id: number, functionName: string) => ({
      id,
      callFrame: { functionName, lineNumber: 9, url: "a/entry.js" },
    });
    const nodes = [node(1, "parse"), node(2, ""), node(3, "parse")];
    expect(heaviest({ nodes, samples: [1, 2, 3], timeDeltas: [10, 20, 70] }, 5)).toEqual([
      { name: "parse entry.js:10", share: 0.8 },
      { name: "(anonymous) entry.js:10", share: 0.2 },
    ]);
  });
});
