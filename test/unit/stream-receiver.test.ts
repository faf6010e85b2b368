// The receiving end of a stream, step by step; stream-model.test.ts runs it through random schedules.
import { describe, expect, it } from "vitest";
import { EventRun, packEvents } from "../../durable-objects/stream/event-run.ts";
import {
  StreamReceiver,
  caughtUpPlace,
  type Place,
  type Received,
} from "../../durable-objects/stream/stream-receiver.ts";

interface Shown {
  readonly redelivered?: boolean;
  readonly cursorSeq?: number;
}

/** Delivers the events `prev + 1` to `last`. */
function deliver(
  receiver: StreamReceiver,
  [prev, last]: [number, number],
  places: Readonly<Record<string, Place>>,
  { redelivered = false, cursorSeq = 0 }: Shown = {},
): Received<string> {
  const events = Array.from({ length: last - prev }, (_, i) => ({ seq: prev + 1 + i, frame: "" }));
  return receiver.receive(
    { prev, events: new EventRun(packEvents(events)), redelivered, cursorSeq },
    new Map(Object.entries(places)),
  );
}

const given = ({ gives }: Received<string>): Record<string, readonly number[]> =>
  Object.fromEntries(gives.map(({ socket, events }) => [socket, events.seqs]));

const level = (ahead: number): Place => ({ state: "caught-up", ahead });
const catching: Place = { state: "catching", ahead: 0 };

describe("a receiver", () => {
  it("gives each caught-up socket what it lacks, once", () => {
    const receiver = new StreamReceiver();
    const received = deliver(receiver, [0, 3], { phone: caughtUpPlace, laptop: level(2), tablet: catching });
    expect(received.answer).toEqual({ state: "live", have: 3 });
    expect(given(received)).toEqual({ phone: [1, 2, 3], laptop: [3] });
    expect(given(deliver(receiver, [1, 4], { phone: caughtUpPlace }))).toEqual({ phone: [4] });
    expect(given(deliver(receiver, [1, 4], { phone: caughtUpPlace }))).toEqual({});
  });

  it("[STREAM-7] hands on the very run of events to all who get them all, so that it is serialised once", () => {
    const events = new EventRun(packEvents([{ seq: 1, frame: "{}" }]));
    const places = new Map(Object.entries({ phone: caughtUpPlace, laptop: caughtUpPlace }));
    const { gives } = new StreamReceiver().receive({ prev: 0, events, redelivered: false, cursorSeq: 0 }, places);
    expect(gives.map((give) => give.events === events)).toEqual([true, true]);
  });

  it("does not take what begins beyond what it has", () => {
    const receiver = new StreamReceiver();
    deliver(receiver, [0, 3], { phone: caughtUpPlace });
    // It is delivered again, from there: nobody needs to sync, or to miss what it signals.
    expect(deliver(receiver, [5, 6], { phone: caughtUpPlace })).toEqual({
      answer: { state: "live", have: 3 },
      gives: [],
      lapsed: [],
      informed: ["phone"],
    });
    expect(given(deliver(receiver, [3, 6], { phone: caughtUpPlace }))).toEqual({ phone: [4, 5, 6] });
  });

  it("answers idle when nobody listens, and remembers nothing of it", () => {
    const receiver = new StreamReceiver();
    deliver(receiver, [0, 3], { phone: caughtUpPlace });
    const answer = { state: "idle", have: 3 };
    expect(deliver(receiver, [3, 4], {})).toEqual({ answer, gives: [], lapsed: [], informed: [] });
    expect(given(deliver(receiver, [6, 7], { phone: caughtUpPlace }))).toEqual({ phone: [7] });
  });

  it("[STREAM-5] without memory it does not pass on what may have been delivered: its caught-up sockets sync", () => {
    const receiver = new StreamReceiver();
    const received = deliver(receiver, [2, 4], { phone: caughtUpPlace, tablet: catching }, { redelivered: true });
    expect(received.answer).toEqual({ state: "live", have: 4 });
    expect(given(received)).toEqual({});
    expect(received.lapsed).toEqual(["phone"]);
    expect(given(deliver(receiver, [4, 5], { laptop: caughtUpPlace }))).toEqual({ laptop: [5] });
  });

  it("[STREAM-5] of those sockets the ones whose place is known go on from there", () => {
    const receiver = new StreamReceiver();
    const sockets = { phone: caughtUpPlace, early: level(1), part: level(3), all: level(4), more: level(6) };
    const received = deliver(receiver, [2, 4], sockets, { redelivered: true });
    expect(received.lapsed).toEqual(["phone", "early"]);
    expect(given(received)).toEqual({ part: [4] });
    expect(given(deliver(receiver, [4, 7], { all: level(4), more: level(6) }))).toEqual({ all: [5, 6, 7], more: [7] });
  });

  it("a socket is caught up after a page unless the others were given more", () => {
    const receiver = new StreamReceiver();
    expect(receiver.placeAfter(5)).toEqual(level(5));
    deliver(receiver, [5, 8], { phone: caughtUpPlace });
    expect(receiver.placeAfter(7)).toBe("behind");
    expect(receiver.placeAfter(8)).toEqual(level(8));
  });
});

describe("signals", () => {
  const informed = (
    receiver: StreamReceiver,
    range: [number, number],
    place: Place,
    shown?: Shown,
  ): readonly string[] => deliver(receiver, range, { phone: place }, shown).informed;

  it("[UNREAD-5] are shown to all who listen, in their place of the stream", () => {
    const receiver = new StreamReceiver();
    expect(informed(receiver, [0, 3], caughtUpPlace)).toEqual(["phone"]);
    expect(informed(receiver, [3, 3], catching)).toEqual(["phone"]);
  });

  it("[UNREAD-5] what they count is outdated where more was shown before", () => {
    const receiver = new StreamReceiver();
    expect(informed(receiver, [0, 3], level(4))).toEqual([]);
    expect(informed(receiver, [3, 5], caughtUpPlace, { cursorSeq: 5 })).toEqual(["phone"]);
    expect(informed(receiver, [4, 4], caughtUpPlace, { cursorSeq: 5 })).toEqual([]);
    expect(informed(receiver, [5, 5], caughtUpPlace, { cursorSeq: 4 })).toEqual([]);
  });
});

describe("a refresh", () => {
  const said = { headSeq: 3, cursorSeq: 1 };

  it("[INBOX-3] holds when nothing happened meanwhile", () => {
    const receiver = new StreamReceiver();
    deliver(receiver, [0, 3], { phone: caughtUpPlace }, { cursorSeq: 1 });
    expect(receiver.hasMoved(receiver.readBegins(), said)).toBe(false);
  });

  it.each<[string, (receiver: StreamReceiver) => void]>([
    ["a delivery has shown more", (receiver) => deliver(receiver, [3, 4], { phone: caughtUpPlace })],
    [
      "a delivery has shown a later cursor",
      (receiver) => deliver(receiver, [3, 3], { phone: caughtUpPlace }, { cursorSeq: 2 }),
    ],
    ["a delivery was answered idle", (receiver) => deliver(receiver, [2, 3], {})],
    ["a cursor is about to be moved", (receiver) => receiver.markBegins()],
    [
      "a cursor was moved",
      (receiver) => {
        receiver.markBegins();
        receiver.markEnds();
      },
    ],
  ])("[INBOX-3] does not hold when %s", (_reason, happen) => {
    const receiver = new StreamReceiver();
    const begun = receiver.readBegins();
    happen(receiver);
    expect(receiver.hasMoved(begun, said)).toBe(true);
  });

  it("[INBOX-3] does not hold when it began while a cursor was being moved", () => {
    const receiver = new StreamReceiver();
    receiver.markBegins();
    const begun = receiver.readBegins();
    receiver.markEnds();
    expect(receiver.hasMoved(begun, said)).toBe(true);
    expect(receiver.hasMoved(receiver.readBegins(), said)).toBe(false);
  });
});
