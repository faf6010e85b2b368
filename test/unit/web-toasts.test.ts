// The queue of notices: what is shown when, with a clock that stands.
import { beforeEach, describe, expect, it } from "vitest";
import { shownForMs, ToastQueue } from "../../apps/web/ui/toast-queue.ts";

let nowMs = 0;
let timers: { readonly atMs: number; readonly run: () => void }[] = [];
let queue: ToastQueue;

beforeEach(() => {
  nowMs = 0;
  timers = [];
  queue = new ToastQueue({
    now: () => nowMs,
    setTimer: (run, delayMs) => {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
  });
});

function pass(ms: number): void {
  const untilMs = nowMs + ms;
  for (;;) {
    const [next] = timers.toSorted((a, b) => a.atMs - b.atMs);
    if (next === undefined || next.atMs > untilMs) break;
    nowMs = next.atMs;
    timers = timers.filter((timer) => timer !== next);
    next.run();
  }
  nowMs = untilMs;
}

const texts = (): readonly string[] => queue.shown.value.map(({ text }) => text);
const undo = { label: "Undo", run: () => {} };

describe("[WEB-106] notices", () => {
  it("are shown for 4 s, two at a time, and none is lost", () => {
    for (const text of ["one", "two", "three", "four"]) queue.say(text);
    expect(texts()).toEqual(["one", "two"]);
    pass(3_999);
    expect(texts()).toEqual(["one", "two"]);
    pass(1);
    expect(texts()).toEqual(["three", "four"]);
    pass(4_000);
    expect(texts()).toEqual([]);
  });

  it("of the same text are one, which stays for longer", () => {
    queue.say("Copied");
    pass(3_000);
    queue.say("Copied");
    expect(texts()).toEqual(["Copied"]);
    pass(3_000);
    expect(texts()).toEqual(["Copied"]);
    pass(1_000);
    expect(texts()).toEqual([]);
  });

  it("with an action are each one of their own", () => {
    queue.say("Removed", { action: undo });
    queue.say("Removed", { action: undo });
    expect(texts()).toEqual(["Removed", "Removed"]);
  });

  it("[WEB-237] do what they offer, or else what is due when they have gone, once", () => {
    const did: string[] = [];
    const action = { label: "Undo", run: () => did.push("undo"), otherwise: () => did.push("gone") };
    queue.say("first", { action });
    queue.act(queue.shown.value[0]?.id ?? 0);
    pass(60_000);
    expect(did).toEqual(["undo"]);
    queue.say("second", { action });
    pass(5_999);
    expect(did).toEqual(["undo"]);
    pass(1);
    expect(did).toEqual(["undo", "gone"]);
    queue.act(99);
    expect(did).toEqual(["undo", "gone"]);
  });

  it("stay while somebody looks at one, then for the rest of their time", () => {
    queue.say("one");
    pass(1_000);
    queue.say("two");
    queue.hold();
    pass(60_000);
    queue.say("three");
    expect(texts()).toEqual(["one", "two"]);
    queue.release();
    pass(3_000);
    expect(texts()).toEqual(["two", "three"]);
    pass(1_000);
    expect(texts()).toEqual(["three"]);
  });

  it("that would go at once when nobody looks any more stay a moment", () => {
    queue.say("one");
    pass(3_990);
    queue.hold();
    queue.release();
    pass(1_499);
    expect(texts()).toEqual(["one"]);
    pass(1);
    expect(texts()).toEqual([]);
  });

  it("that are dismissed make room, also while somebody looks", () => {
    for (const text of ["one", "two", "three"]) queue.say(text);
    queue.hold();
    queue.dismiss(queue.shown.value[0]?.id ?? 0);
    expect(texts()).toEqual(["two", "three"]);
    queue.release();
    pass(4_000);
    expect(texts()).toEqual([]);
  });

  it("are shown for as long as they take to read", () => {
    expect(shownForMs({ text: "Copied", action: null })).toBe(4_000);
    expect(shownForMs({ text: "Copied", action: undo })).toBe(6_000);
    expect(shownForMs({ text: "x".repeat(100), action: null })).toBe(6_000);
    expect(shownForMs({ text: "消息".repeat(20), action: null })).toBe(6_400);
    expect(shownForMs({ text: "x".repeat(1_000), action: undo })).toBe(12_000);
  });
});
