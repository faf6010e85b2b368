// The faulty network itself: whatever it does to a connection, and however late timers fire, bytes keep their order.
import { PassThrough, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Flow } from "../../lab/chaos/network/flow.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function flowOf(to: Writable): {
  readonly flow: Flow;
  readonly from: PassThrough;
  readonly send: (text: string) => void;
} {
  const from = new PassThrough();
  return { flow: new Flow(from, to), from, send: (text) => void from.emit("data", Buffer.from(text)) };
}

/** Takes what it is given until it is full, and more when the test says so. */
class Receiver extends Writable {
  got = "";
  #free: (() => void) | null = null;

  #capacity: number;

  constructor(capacity = 1_000) {
    super({ highWaterMark: capacity });
    this.#capacity = capacity;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.got += chunk.toString();
    if (this.got.length < this.#capacity) done();
    else this.#free = done;
  }

  /** Reads on, and never stops again. */
  free(): void {
    this.#capacity = Number.POSITIVE_INFINITY;
    this.#free?.();
  }
}

describe("[CHAOS-1] bytes keep their order", () => {
  it("when a timer is late and what follows is due at once", () => {
    const to = new Receiver();
    const { flow, send } = flowOf(to);
    flow.slow(50);
    send("a");
    // The event loop is busy: time goes on, no timer fires.
    vi.setSystemTime(Date.now() + 60);
    flow.slow(0);
    send("b");
    expect(to.got).toBe("ab");
  });

  it("when what follows would be there first", () => {
    const to = new Receiver();
    const { flow, send } = flowOf(to);
    flow.slow(50);
    send("a");
    flow.slow(10);
    send("b");
    flow.slow(0);
    send("c");
    vi.advanceTimersByTime(49);
    expect(to.got).toBe("");
    vi.advanceTimersByTime(1);
    expect(to.got).toBe("abc");
  });

  it("over a stall, which holds back what waits already as well", () => {
    const to = new Receiver();
    const { flow, from, send } = flowOf(to);
    flow.slow(10);
    send("a");
    flow.stall(100);
    send("b");
    expect(from.isPaused()).toBe(true);
    vi.advanceTimersByTime(99);
    expect(to.got).toBe("");
    vi.advanceTimersByTime(1);
    expect(to.got).toBe("ab");
    expect(from.isPaused()).toBe(false);
  });

  it("over two stalls, of which the longer counts", () => {
    const to = new Receiver();
    const { flow, send } = flowOf(to);
    flow.stall(100);
    flow.stall(20);
    send("a");
    vi.advanceTimersByTime(99);
    expect(to.got).toBe("");
    vi.advanceTimersByTime(1);
    expect(to.got).toBe("a");
  });
});

it("[CHAOS-1] a receiver that does not read is felt by the sender", async () => {
  const to = new Receiver(2);
  const { from, send } = flowOf(to);
  for (const text of "abcd") send(text);
  expect(from.isPaused()).toBe(true);
  expect(to.got).toBe("ab");
  to.free();
  await vi.waitFor(() => expect(to.got).toBe("abcd"));
  expect(from.isPaused()).toBe(false);
});

it("[CHAOS-1] what is lost is lost whole, what waits too", () => {
  const to = new Receiver();
  const { flow, from, send } = flowOf(to);
  flow.slow(10);
  send("a");
  flow.swallow();
  send("b");
  vi.advanceTimersByTime(100);
  expect(to.got).toBe("");
  expect(from.isPaused()).toBe(false);
});
