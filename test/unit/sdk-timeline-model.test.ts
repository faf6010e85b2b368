// A timeline under random schedules: at every moment a run of the log, whatever it is asked and whatever happens meanwhile.
import {
  array,
  assert as check,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  type Arbitrary,
} from "fast-check";
import { describe, expect, it } from "vitest";
import type { Timeline } from "@klatch/sdk";
import { lastSeqOf } from "../../sdk/store/stored-events.ts";
import { me, settle } from "../support/sdk-fakes.ts";
import { NaiveConversation, span } from "../support/naive-conversation.ts";

describe("any timeline", () => {
  const kind = oneof(
    { weight: 6, arbitrary: constantFrom("peer" as const, "me" as const) },
    { weight: 1, arbitrary: record({ hidden: integer({ min: 1, max: 6 }) }) },
  );
  const step = oneof(
    { weight: 4, arbitrary: record({ does: constant("happen" as const), kind }) },
    { weight: 4, arbitrary: record({ does: constantFrom("older" as const, "newer" as const) }) },
    { weight: 2, arbitrary: record({ does: constant("jump" as const), to: nat(120) }) },
    { weight: 1, arbitrary: record({ does: constantFrom("end" as const, "settle" as const) }) },
    { weight: 1, arbitrary: record({ does: constant("trim" as const), from: nat(120), length: nat(10) }) },
    { weight: 1, arbitrary: record({ does: constant("online" as const), is: boolean() }) },
  );
  type Step = typeof step extends Arbitrary<infer T> ? T : never;

  const start = record({
    kinds: array(kind, { maxLength: 80 }),
    kept: array(record({ from: nat(80), length: nat(30) }), { maxLength: 4 }),
    at: oneof(constant("end" as const), nat(100)),
    pageSize: integer({ min: 1, max: 12 }),
  });

  function take(one: Step, timeline: Timeline, conversation: NaiveConversation): Promise<void> {
    if (one.does === "happen") return conversation.happen(one.kind);
    if (one.does === "older") return timeline.loadOlder();
    if (one.does === "newer") return timeline.loadNewer();
    if (one.does === "jump") return timeline.jumpTo(one.to);
    if (one.does === "end") return timeline.jumpTo("end");
    if (one.does === "trim") timeline.trim({ fromSeq: one.from, toSeq: one.from + one.length });
    if (one.does === "online") conversation.isOnline = one.is;
    return settle();
  }

  /** What is true at every moment. */
  function holds(timeline: Timeline, { log, head }: NaiveConversation): void {
    const { events } = timeline;
    const ends = events.map(lastSeqOf);
    expect(events.slice(1).map(({ seq }) => seq)).toEqual(ends.slice(0, -1).map((end) => end + 1));
    // Nothing but the log, whose voids may be shown in part.
    for (const event of events.filter(({ type }) => type !== "void")) expect(log).toContainEqual(event);
    const end = ends.at(-1) ?? 0;
    const isEmpty = events.length === 0;
    expect(timeline.atEnd && end !== head).toBe(false);
    expect(timeline.atStart && !isEmpty && events[0]?.seq !== 1).toBe(false);
    const others = log.filter((event) => event.type === "new-message" && event.senderId !== me && event.seq > end);
    expect(timeline.newer).toBeLessThanOrEqual(others.length);
    expect(timeline.atEnd && timeline.newer > 0).toBe(false);
  }

  it("[SDK-34] [SDK-35] is a run of the log at every moment, and reaches both its ends when it is asked to", async () => {
    const property = asyncProperty(start, array(step, { maxLength: 40 }), boolean(), async (begin, steps, waits) => {
      const conversation = await NaiveConversation.make(begin.kinds);
      for (const { from, length } of begin.kept) await conversation.keep(from, from + length);
      const timeline = conversation.timeline({ at: begin.at, pageSize: begin.pageSize });
      const going: Promise<void>[] = [];
      for (const one of steps) {
        const done = take(one, timeline, conversation);
        going.push(done);
        if (waits) await done;
        holds(timeline, conversation);
      }
      await Promise.all([timeline.opened, ...going]);
      conversation.isOnline = true;
      for (let loads = 0; !timeline.atEnd && loads < 200; loads++) await timeline.loadNewer();
      for (let loads = 0; !timeline.atStart && loads < 200; loads++) await timeline.loadOlder();
      holds(timeline, conversation);
      expect([timeline.atStart, timeline.atEnd, timeline.newer]).toEqual([true, true, 0]);
      const shown = new Set(timeline.events.flatMap((event) => span(event.seq, lastSeqOf(event))));
      expect(shown.size).toBe(conversation.lastSeq);
    });
    // A failure prints its seed and the shortest schedule.
    await expect(check(property, { numRuns: Number(process.env["KLATCH_RUNS"] ?? 300) })).resolves.toBeUndefined();
  });
});
