// The text of segments and blocks: of rows of the log as they are, and of what earlier versions have written.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cutSegments,
  packEvents,
  packRows,
  rowsOf,
  unpackEvents,
  type HistoryEvent,
} from "../../schema/history/packed-events.ts";
import { TestLog, alice, bob, item } from "../support/test-log.ts";
import { useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

const eventAt = (seq: number, text: string, createdAt: number): HistoryEvent => ({
  seq,
  createdAt,
  senderId: seq % 3 === 0 ? bob : alice,
  clientMsgId: (seq % 5 === 0 ? "" : `id-${seq}`) as HistoryEvent["clientMsgId"],
  bodyHash: `hash${seq}`,
  body: JSON.stringify({ content: { type: "text", text } }),
});
const events = fc
  .tuple(
    fc.integer({ min: 1, max: 200 }),
    fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.boolean()), { minLength: 1, maxLength: 150 }),
  )
  .map(([firstSeq, said]) => said.map(([text, isLater], index) => eventAt(firstSeq + index, text, isLater ? 9 : 7)));

/** As the first version wrote it. */
const packFirst = (all: readonly HistoryEvent[]): string =>
  JSON.stringify({
    v: 1,
    firstSeq: all[0]?.seq ?? 1,
    events: all.map(({ createdAt, senderId, clientMsgId, bodyHash, body }) => [
      createdAt,
      senderId,
      clientMsgId,
      bodyHash,
      body,
    ]),
  });

describe("[HISTORY-4] packed events", () => {
  it("are the same when they are read, whatever people write, also as the first version wrote them", () => {
    fc.assert(
      fc.property(events, (all) => {
        expect(unpackEvents(packEvents(all))).toEqual(all);
        expect(unpackEvents(packFirst(all))).toEqual(all);
        expect([...cutSegments(rowsOf(all))].flatMap((rows) => unpackEvents(packRows(rows)))).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  it("are the log's own rows, which nobody parses on the way", async () => {
    const test = new TestLog();
    for (let count = 1; count < 20; count++)
      await test.send(
        count % 2 === 0 ? alice : bob,
        ...Array.from({ length: count }, (_, n) => item(test.freshId(), `密码 ${n}`)),
      );
    const rows = test.log.historyRows(0, test.log.headSeq);
    expect(rows.length).toBeLessThan(25);
    const segments = [...cutSegments(rows)].map(packRows);
    expect(segments).toHaveLength(3);
    expect(segments.flatMap(unpackEvents)).toEqual(test.log.historyEvents(0, test.log.headSeq));
  });

  it("that are damaged are not read", () => {
    const whole = packEvents([1, 2, 3].map((seq) => eventAt(seq, "text", 7)));
    const lines = whole.split("\n");
    for (const damaged of [
      lines.slice(0, -1),
      lines.slice(0, 1),
      [...lines, "{}"],
      ['{"v":2}', '{"seq":1}'],
      ['{"v":3}'],
      ["garbage"],
    ])
      expect(() => unpackEvents(damaged.join("\n"))).toThrow();
  });
});
