// Speed limits and the numbers in force.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { readHistorySettings, readLimits } from "../../durable-objects/runtime/limits.ts";
import { TokenBucket } from "../../durable-objects/runtime/token-bucket.ts";
import { utf8LengthExceeds } from "../../durable-objects/runtime/text.ts";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";

const start = 1_800_000_000_000;

describe("a token bucket", () => {
  it("[LIMIT-5] gives its burst at once, then one token in its time, and says how long to wait", () => {
    const bucket = new TokenBucket(100, 3, start);
    expect([1, 2, 3, 4].map(() => bucket.take(start))).toEqual([0, 0, 0, 10]);
    expect(bucket.take(start + 4)).toBe(6);
    expect(bucket.take(start + 10)).toBe(0);
    expect(bucket.take(start + 10)).toBe(10);
  });

  it("[LIMIT-5] is full again after a pause, never fuller", () => {
    const bucket = new TokenBucket(1, 2, start);
    bucket.take(start);
    expect([1, 2, 3].map(() => bucket.take(start + 86_400_000))).toEqual([0, 0, 1_000]);
  });

  it("[LIMIT-5] a clock that jumps back neither drains nor fills it", () => {
    const bucket = new TokenBucket(1, 2, start);
    expect([0, -3_600_000, -3_600_000].map((byMs) => bucket.take(start + byMs))).toEqual([0, 0, 1_000]);
    expect(bucket.take(start - 3_599_000)).toBe(0);
    expect(bucket.take(start - 3_599_000)).toBe(1_000);
  });

  it("[LIMIT-5] after the wait that it names there is a token, and over any time it gives no more than burst and rate", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        steps,
        (perSecond, burst, pauses) => {
          const bucket = new TokenBucket(perSecond, burst, start);
          let [now, taken] = [start, 0];
          for (const pauseMs of pauses) {
            now += pauseMs;
            const waitMs = bucket.take(now);
            now += waitMs;
            expect(waitMs === 0 ? 0 : bucket.take(now)).toBe(0);
            taken += 1;
            expect(taken).toBeLessThanOrEqual(burst + ((now - start) / 1_000) * perSecond + 1e-6);
          }
        },
      ),
      { numRuns: 100, examples: [[5, 1, [0, 16]]] },
    );
  });
});

describe("limits in force", () => {
  const read = (variables: Partial<Env>) => ({
    ...readLimits(variables as Env),
    ...readHistorySettings(variables as Env),
  });

  it("are the defaults, save those that a variable of the same name changes", () => {
    expect(read({})).toEqual({ ...defaultLimits, ...defaultHistorySettings });
    expect(read({ LIMIT_FRAMES_BURST: "7", HISTORY_PROJECT_EVENTS: "64", LOG_LEVEL: "error" })).toEqual({
      ...defaultLimits,
      ...defaultHistorySettings,
      LIMIT_FRAMES_BURST: 7,
      HISTORY_PROJECT_EVENTS: 64,
    });
  });

  it("[HISTORY-28] [HISTORY-27] a log drops above 1 GB, and refuses before its object's 10 GB, unless told otherwise", () => {
    expect(defaultHistorySettings).toMatchObject({ LOG_DROP_ABOVE_BYTES: 1e9, LOG_MAX_BYTES: 9e9 });
    expect(read({ LOG_DROP_ABOVE_BYTES: "5e9" })).toMatchObject({ LOG_DROP_ABOVE_BYTES: 5e9, LOG_MAX_BYTES: 9e9 });
  });

  it.each(["", " ", "0", "-1", "many", "NaN", "Infinity", "1e999", "10 per hour", "1,000"])(
    "a deployment does not run with %j, which it did not mean",
    (value) => {
      expect(() => read({ LIMIT_DEVICES: value })).toThrow("LIMIT_DEVICES");
      expect(() => read({ HISTORY_ARCHIVE_AFTER_MS: value })).toThrow("HISTORY_ARCHIVE_AFTER_MS");
    },
  );
});

/** Of one to four bytes each, half a pair included; much faster than fast-check's own `binary`. */
const anyCharacter = fc.constantFrom("a", "\u0000", "é", "€", "\ufeff", "😀", "\ud83d", "\ude00");

describe("sizes in bytes of UTF-8", () => {
  it("[LIMIT-1] [LIMIT-3] are exact to the byte, for any text and limit", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 40 }), fc.nat(130), (text, maxBytes) => {
        const bytes = new TextEncoder().encode(text).byteLength;
        expect(utf8LengthExceeds(text, maxBytes)).toBe(bytes > maxBytes);
        expect([utf8LengthExceeds(text, bytes), utf8LengthExceeds(text, bytes - 1)]).toEqual([false, true]);
      }),
      { numRuns: 200 },
    );
  });
});
