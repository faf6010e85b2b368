// Causes of faults reach the log, and nothing else does: neither what people wrote nor more lines than one can read.
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { logError, logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import { alice, FakeStreamHost } from "../support/fake-stream-host.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice as ann, item, TestLog } from "../support/test-log.ts";

let lines: string[];

beforeEach(() => {
  lines = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("nothing was thrown");
};

describe("a cause in the log", () => {
  it("[FAULT-7] says what, why, where, and what was behind it", () => {
    logError("frame failed", new Error("outer", { cause: new Error("disk is full: SQLITE_FULL") }), {
      code: "INTERNAL",
    });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      message: "frame failed",
      code: "INTERNAL",
      reason: "outer",
      because: "disk is full: SQLITE_FULL",
      stack: expect.stringContaining("faults-logged.test.ts") as unknown,
    });
  });

  it.each([
    ["a text that is no JSON", () => JSON.parse('secret"}')],
    ["a value of another shape", () => v.parse(v.number(), "secret")],
    [
      "one behind another",
      () => {
        throw new Error("unreadable", { cause: thrownBy(() => JSON.parse("secret")) });
      },
    ],
    [
      "a query with what was bound to it",
      () => {
        throw Object.assign(new Error("Failed query: insert … params: secret", { cause: new Error("D1_ERROR") }), {
          params: ["secret"],
        });
      },
    ],
  ])("[FAULT-7] [HTTP-14] never quotes %s", (_, act) => {
    logError("planted", thrownBy(act));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("secret");
    expect(lines[0]).toContain("faults-logged.test.ts");
  });

  it("[FAULT-7] comes ten times a minute; the next one says how many did not", () => {
    vi.useFakeTimers();
    for (let i = 0; i < 1_000; i++) logErrorSeldom("flood", new Error("planted"));
    logErrorSeldom("another", new Error("planted"));
    expect(lines).toHaveLength(11);
    vi.advanceTimersByTime(60_000);
    logErrorSeldom("flood", new Error("planted"));
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ message: "flood", suppressed: 990 });
  });
});

describe("faults that are answered by a code", () => {
  useQuickTurns();

  it("[FAULT-7] of a log's storage are reported with their cause", async () => {
    const test = new TestLog();
    test.poisonous.add("bad");
    await test.send(ann, item("good"), item("bad"));
    expect(new Set(test.reported.map(String))).toEqual(new Set(["Error: planted"]));
  });

  it("[FAULT-7] of a delivery, or of the log that it reads, too", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    await host.callTo(alice).fail();
    expect(host.reported).toHaveLength(1);
    vi.spyOn(host, "eventsAfter").mockImplementation(() => {
      throw new Error("disk I/O error");
    });
    await host.pauses[0]?.end();
    expect(host.reported.map(String)[1]).toBe("Error: disk I/O error");
  });
});
