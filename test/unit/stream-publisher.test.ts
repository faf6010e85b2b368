// The sending end of a stream, step by step; stream-model.test.ts runs it through random schedules.
import { describe, expect, it } from "vitest";
import { Publisher, type Step } from "../../durable-objects/stream/publisher.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";

const live = (have: number): DeliveryAnswer => ({ state: "live", have });
const idle = (have: number): DeliveryAnswer => ({ state: "idle", have });

/** Starts the next delivery of everything up to `headSeq`. */
function start(publisher: Publisher, headSeq: number, hasSignals = false): Step | null {
  const step = publisher.next(headSeq, hasSignals);
  if (step !== null) publisher.started(step, Math.max(headSeq, step.prev));
  return step;
}

describe("a publisher", () => {
  it("[STREAM-3] has one delivery in flight and takes up the rest when it is answered", () => {
    const publisher = new Publisher(0, false);
    expect(start(publisher, 2)).toEqual({ prev: 0, redelivered: false });
    expect(publisher.next(5, true)).toBeNull();
    publisher.answered(live(2));
    expect(publisher.next(5, false)).toEqual({ prev: 2, redelivered: false });
  });

  it("rewinds to what the subscriber has", () => {
    const publisher = new Publisher(7, false);
    start(publisher, 9);
    publisher.answered(live(4));
    expect(publisher.next(9, false)).toEqual({ prev: 4, redelivered: false });
    expect(publisher.settled(9)).toBe(4);
  });

  it("[STREAM-4] falls silent when nobody listens, until the next read", () => {
    const publisher = new Publisher(0, false);
    start(publisher, 3);
    publisher.answered(idle(0));
    expect(publisher.listening).toBe(false);
    expect(publisher.next(9, true)).toBeNull();
    expect(publisher.settled(9)).toBe(9);
    publisher.read(5);
    expect(publisher.next(9, false)).toEqual({ prev: 5, redelivered: false });
  });

  it("[STREAM-4] an idle answer to a delivery issued before the latest read is void", () => {
    const publisher = new Publisher(0, false);
    start(publisher, 3);
    publisher.read(3);
    publisher.answered(idle(0));
    expect(publisher.listening).toBe(true);
    expect(publisher.next(3, false)).toEqual({ prev: 0, redelivered: true });
  });

  it("[STREAM-1] an idle answer to signals alone silences nothing: the next event is delivered", () => {
    const publisher = new Publisher(3, false);
    expect(start(publisher, 3, true)).toEqual({ prev: 3, redelivered: false });
    publisher.answered(idle(3));
    expect(publisher.next(4, false)).toEqual({ prev: 3, redelivered: false });
  });

  it("flags what may have arrived before: after a failure, until there is an answer", () => {
    const publisher = new Publisher(0, false);
    start(publisher, 3);
    publisher.failed();
    expect(start(publisher, 4)).toEqual({ prev: 0, redelivered: true });
    publisher.answered(live(4));
    expect(publisher.next(5, false)).toEqual({ prev: 4, redelivered: false });
  });

  it("a failed delivery of signals alone leaves nothing in doubt", () => {
    const publisher = new Publisher(3, false);
    start(publisher, 3, true);
    publisher.failed();
    expect(publisher.next(4, false)).toEqual({ prev: 3, redelivered: false });
  });

  it("[STREAM-5] flags what a former life may have delivered, and what pages gave", () => {
    expect(new Publisher(2, true).next(3, false)).toEqual({ prev: 2, redelivered: true });
    const publisher = new Publisher(2, false);
    publisher.read(5);
    expect(publisher.next(6, false)).toEqual({ prev: 2, redelivered: true });
  });

  it("[STREAM-5] signals alone are not flagged: sockets would sync for nothing", () => {
    expect(new Publisher(3, true).next(3, true)).toEqual({ prev: 3, redelivered: false });
  });

  it("a read does not move a stream that others listen to", () => {
    const publisher = new Publisher(2, false);
    publisher.read(9);
    expect(publisher.settled(9)).toBe(2);
  });

  it("answers and failures that nobody waits for change nothing", () => {
    const publisher = new Publisher(2, false);
    publisher.answered(idle(0));
    publisher.failed();
    expect(publisher.next(3, false)).toEqual({ prev: 2, redelivered: false });
  });
});
