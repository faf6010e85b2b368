// Mentions and messages that count no more: the bounds of what is remembered, what is stored of it, and what it costs.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Amendments, type AmendedMessage } from "../../durable-objects/conversation/readers/amendments.ts";
import type { SharedCounts } from "../../durable-objects/conversation/readers/counts.ts";
import { packReaders, unpackReaders } from "../../durable-objects/conversation/readers/pack-readers.ts";
import { maxReaders, type OwnChain, type Reader } from "../../durable-objects/conversation/readers/readers.ts";
import { everyone, type UserId } from "../../schema/protocol/ids.ts";
import { MemoryLog } from "../support/memory-log.ts";

const [ann, ben, cat] = ["user_ann", "user_ben", "user_cat"] as [UserId, UserId, UserId];
const happened = { type: "something-else", actorId: ben };

/** Ben has sent so many messages, Ann has read the first one, and Cat nothing. */
function logOf(messages: number, mentions: readonly UserId[] = []): MemoryLog {
  const log = new MemoryLog([ann, ben, cat]);
  for (let sent = 0; sent < messages; sent += 1_000)
    log.together((flush) => {
      for (let n = sent; n < Math.min(messages, sent + 1_000); n++) log.send(flush, ben, mentions);
    });
  log.together((flush) => flush.moveCursor(ann, 1));
  return log;
}

function remove(log: MemoryLog, seqs: readonly number[], before: readonly UserId[] = []): void {
  log.together((flush) => {
    flush.appendEvents([happened]);
    for (const seq of seqs) flush.amend({ seq, ordinal: seq, senderId: ben, before, after: null });
  });
}

const countsOf = (log: MemoryLog): unknown[] => [ann, cat].map((userId) => log.countsOf(userId));
const fromTo = (first: number, last: number, by = 1): number[] =>
  Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, n) => first + n * by);

describe("[COUNT-6] what is remembered of removed messages", () => {
  it("is bounded, and exact where the oldest were removed without a gap", () => {
    const log = logOf(24_000, [cat]);
    for (let first = 1; first <= 21_000; first += 3_000) {
      remove(log, fromTo(first, first + 2_999), [cat]);
      const left = 24_000 - first - 2_999;
      const wanted = [
        { unread: left, mentions: 0 },
        { unread: left, mentions: left },
      ];
      expect(countsOf(log)).toEqual(wanted);
      expect(log.state.shared.amended.weight).toBeLessThanOrEqual(20_000);
      log.restart();
      expect(countsOf(log)).toEqual(wanted);
    }
    expect(log.stored.checkpoint?.readers.length).toBeLessThan(500_000);
  });

  it("leaves nothing to count up to the oldest that were forgotten, whatever the cursor, and all after them", () => {
    const log = logOf(40_010);
    remove(log, fromTo(2, 40_002, 2));
    // 20,001 were removed, and the newest 15,000 are remembered.
    const left = 40_010 - 10_002 - 15_000;
    expect(countsOf(log)).toEqual([
      { unread: left, mentions: 0 },
      { unread: left, mentions: 0 },
    ]);
    log.together((flush) => flush.moveCursor(ann, 5_000));
    log.restart();
    expect([log.state.readers.get(ann)?.cursorSeq, log.countsOf(ann).unread]).toEqual([5_000, left]);
    log.together((flush) => flush.moveCursor(ann, 40_000));
    remove(log, [7, 40_009]);
    expect(countsOf(log)).toEqual([
      { unread: 8, mentions: 0 },
      { unread: left - 1, mentions: 0 },
    ]);
  });

  it("is nothing any more once everybody has read it", () => {
    const log = logOf(100);
    remove(log, fromTo(2, 50));
    log.together((flush) => flush.moveCursor(ann, 60));
    log.saveSettled();
    expect(log.state.shared.amended.size).toBe(49);
    log.together((flush) => flush.moveCursor(cat, 40));
    log.together((flush) => flush.moveCursor(ann, 101));
    expect(log.state.shared.amended.messages().map(({ seq }) => seq)).toEqual(fromTo(41, 50));
    expect(log.countsOf(cat).unread).toBe(50);
  });
});

describe("[COUNT-6] what a reader has hidden", () => {
  it("beyond a hundred unread ones leaves nothing before the oldest of them", () => {
    const log = logOf(300, [ann]);
    const hide = (seq: number): void =>
      log.together((flush) => flush.hide(ann, { seq, senderId: ben, mentions: [ann] }));
    for (const seq of fromTo(11, 209, 2)) hide(seq);
    expect(log.countsOf(ann)).toEqual({ unread: 199, mentions: 199 });
    hide(299);
    // Those up to 11 are gone, and of the later 289 a hundred are hidden.
    expect(log.countsOf(ann)).toEqual({ unread: 189, mentions: 189 });
    expect(log.countsOf(cat)).toEqual({ unread: 300, mentions: 0 });
    log.restart();
    expect(log.countsOf(ann)).toEqual({ unread: 189, mentions: 189 });
    hide(12);
    hide(12);
    hide(5);
    // To the second oldest, which was hidden before.
    expect([log.countsOf(ann).unread, log.state.readers.get(ann)?.personal?.hidden.length]).toEqual([188, 100]);
  });
});

describe("[COUNT-7] messages that earlier code stored", () => {
  it("mention nobody, also when they are removed or hidden", () => {
    const log = logOf(10, [ann]);
    log.together(() => {});
    for (const [index, { own, ...row }] of log.stored.rows.entries()) {
      const { mentioned: _, ...old } = JSON.parse(own) as { mentioned?: unknown };
      log.stored.rows[index] = { ...row, own: JSON.stringify(old) };
    }
    log.stored.checkpoint = null;
    log.restart();
    expect(log.countsOf(ann)).toEqual({ unread: 10, mentions: 0 });
    remove(log, [5], [ann]);
    log.together((flush) => flush.hide(ann, { seq: 6, senderId: ben, mentions: [ann] }));
    expect(log.countsOf(ann)).toEqual({ unread: 8, mentions: 0 });
    log.together((flush) => {
      flush.appendEvents([happened]);
      flush.amend({ seq: 7, ordinal: 7, senderId: ben, before: [ann], after: [ann, cat] });
    });
    expect([log.countsOf(ann).mentions, log.countsOf(cat).mentions]).toEqual([1, 1]);
  });
});

describe("[COUNT-10] costs", () => {
  const sent = (mentions: readonly UserId[]): MemoryLog => {
    const log = new MemoryLog([ann, ben]);
    log.together((flush) => void log.send(flush, ben, mentions));
    log.together((flush) => flush.moveCursor(ann, 1));
    return log;
  };

  it("messages without mentions store what they did", () => {
    const log = sent([]);
    log.saveSettled();
    const own = { settled: 0, ordinals: [1], prev: [0], jump: [0] };
    expect(log.stored.rows.map((row) => JSON.parse(row.own) as unknown)).toEqual([own]);
    expect(JSON.parse(log.stored.checkpoint?.readers ?? "")).toEqual({
      [ann]: [1, 1, 0, 0, []],
      [ben]: [1, 1, 1, 1, [1]],
    });
  });

  it("a mention, an edit and a recall are no rows of their own", () => {
    const log = sent([ann]);
    expect([log.stored.rows.length, log.stored.checkpoints]).toEqual([1, 1]);
    log.together((flush) => void log.send(flush, ben, [everyone]));
    log.together((flush) => {
      flush.appendEvents([happened]);
      flush.amend({ seq: 2, ordinal: 2, senderId: ben, before: [everyone], after: [] });
    });
    remove(log, [2]);
    expect([log.stored.rows.length, log.stored.checkpoints]).toEqual([4, 1]);
    expect(log.countsOf(ann)).toEqual({ unread: 0, mentions: 0 });
  });

  it("hiding an unread message is one row, and a read one none", () => {
    const log = sent([]);
    log.together((flush) => void log.send(flush, ben));
    const before = log.stored.checkpoints;
    log.together((flush) => flush.hide(ann, { seq: 1, senderId: ben, mentions: [] }));
    log.together((flush) => flush.hide(ben, { seq: 2, senderId: ben, mentions: [] }));
    expect(log.stored.checkpoints).toBe(before);
    log.together((flush) => flush.hide(ann, { seq: 2, senderId: ben, mentions: [] }));
    expect([log.stored.checkpoints, log.stored.rows.length]).toEqual([before + 1, 2]);
  });

  it("an edit that leaves whom it mentions is not remembered", () => {
    const log = sent([ann]);
    log.together((flush) => {
      flush.appendEvents([happened]);
      flush.amend({ seq: 1, ordinal: 1, senderId: ben, before: [ann, ben], after: [ann, ann] });
    });
    expect(log.state.shared.amended.size).toBe(0);
    expect(log.stored.rows.at(-1)?.own).not.toContain("amended");
  });

  it("[COUNT-5] a cold start reads no message that was amended", () => {
    const log = logOf(500, [ann]);
    for (const seq of fromTo(2, 50)) remove(log, [seq], [ann]);
    log.stored.reads = 0;
    log.restart();
    // The event at the checkpoint, and whether it is quiet.
    expect(log.stored.reads).toBeLessThanOrEqual(2);
    expect(log.countsOf(ann)).toEqual({ unread: 450, mentions: 450 });
  });

  it("a message that is amended says so with an event of its own flush", () => {
    const log = logOf(2);
    const change = { seq: 1, ordinal: 1, senderId: ben, before: [], after: null };
    expect(() => log.together((flush) => flush.amend(change))).toThrow("an event of this flush");
  });
});

describe("[COUNT-5] a checkpoint", () => {
  const seq = fc.integer({ min: 1, max: 1_000_000 });
  const chain: fc.Arbitrary<OwnChain> = fc.record({
    sent: seq,
    chain: fc.uniqueArray(seq, { maxLength: 20 }).map((seqs) => seqs.toSorted((a, b) => a - b)),
  });
  const userId = fc.stringMatching(/^user_[0-9a-z]{3,26}$/) as fc.Arbitrary<UserId>;
  const reader: fc.Arbitrary<Reader> = fc.record(
    {
      cursorSeq: seq,
      cursorOrdinal: seq,
      cursorSent: seq,
      own: chain,
      personal: fc.record({
        cursorMentions: fc.integer({ min: -1_000, max: 1_000 }),
        named: chain,
        calls: chain,
        skippedTo: seq,
        hidden: fc.array(fc.record({ seq, isMention: fc.boolean() })),
      }),
    },
    { requiredKeys: ["cursorSeq", "cursorOrdinal", "cursorSent", "own"] },
  );
  const users = fc.uniqueArray(userId, { maxLength: 5 });
  const amended: fc.Arbitrary<AmendedMessage> = fc.record({
    seq,
    ordinal: seq,
    senderId: userId,
    first: users,
    now: fc.option(users),
  });
  const shared: fc.Arbitrary<SharedCounts> = fc.record({
    everyone: chain,
    amended: fc.array(amended, { maxLength: 20 }).map((messages) => new Amendments(messages)),
    floor: fc.record({ seq, ordinal: seq, mentions: seq }),
  });

  it("gives back what was packed, and earlier code the readers", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(userId, reader), { maxLength: 20 }), shared, (entries, counts) => {
        const readers = new Map(entries);
        const text = packReaders(readers, counts);
        const unpacked = unpackReaders(text);
        expect(unpacked.readers).toEqual(readers);
        expect({ ...unpacked.shared, amended: unpacked.shared.amended.messages() }).toEqual({
          ...counts,
          amended: counts.amended.messages(),
        });
        // It takes the first five fields, and ids that look like a user's.
        for (const [key, value] of Object.entries(JSON.parse(text) as Record<string, unknown[]>)) {
          const { cursorSeq = 0, cursorOrdinal = 0, cursorSent = 0, own } = readers.get(key as UserId) ?? {};
          const fields = [cursorSeq, cursorOrdinal, cursorSent, own?.sent ?? 0, own?.chain ?? []];
          expect([key, ...value.slice(0, 5)]).toEqual([key, ...fields]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("of readers who were all mentioned beyond measure counts their mentions anew", () => {
    const own = { sent: 2 ** 30 - 1, chain: Array.from({ length: 30 }, (_, n) => 10_000_000_000 + n) };
    const far = { cursorSeq: 10_000_000_000, cursorOrdinal: 10_000_000_000, cursorSent: 10_000_000_000, own };
    const named = { sent: 2 ** 30 - 1, chain: Array.from({ length: 30 }, (_, n) => 300_000_000 * (n + 1)) };
    const personal = { cursorMentions: 10_000_000_000, named, calls: named, skippedTo: 0, hidden: [] };
    const ids = Array.from({ length: maxReaders }, (_, n) => `user_${String(n).padStart(26, "0")}` as UserId);
    const text = packReaders(new Map(ids.map((id) => [id, { ...far, personal }])));
    expect(text.length).toBeLessThan(2_000_000);
    expect(unpackReaders(text).readers.get(ids[0] ?? ann)).toEqual(far);
  });
});
