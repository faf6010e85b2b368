// The receiving end of a stream, step by step; stream-model.test.ts runs it through random schedules.
import { describe, expect, it } from "vitest";
import { EventRun, packEvents } from "../../durable-objects/stream/event-run.ts";
import { Inlet, levelPlace, type Place, type Received } from "../../durable-objects/stream/stream-receiver.ts";

interface Shown {
  readonly redelivered?: boolean;
  readonly cursorSeq?: number;
}

/** Delivers the events `prev + 1` to `last`. */
function deliver(
  inlet: Inlet,
  [prev, last]: [number, number],
  places: Readonly<Record<string, Place>>,
  { redelivered = false, cursorSeq = 0 }: Shown = {},
): Received<string> {
  const events = Array.from({ length: last - prev }, (_, i) => ({ seq: prev + 1 + i, frame: "" }));
  return inlet.receive(
    { prev, events: new EventRun(packEvents(events)), redelivered, cursorSeq },
    new Map(Object.entries(places)),
  );
}

const given = ({ gives }: Received<string>): Record<string, readonly number[]> =>
  Object.fromEntries(gives.map(({ socket, events }) => [socket, events.seqs]));

const level = (ahead: number): Place => ({ state: "level", ahead });
const catching: Place = { state: "catching", ahead: 0 };

describe("an inlet", () => {
  it("gives each level socket what it lacks, once", () => {
    const inlet = new Inlet();
    const received = deliver(inlet, [0, 3], { phone: levelPlace, laptop: level(2), tablet: catching });
    expect(received.answer).toEqual({ state: "live", have: 3 });
    expect(given(received)).toEqual({ phone: [1, 2, 3], laptop: [3] });
    expect(given(deliver(inlet, [1, 4], { phone: levelPlace }))).toEqual({ phone: [4] });
    expect(given(deliver(inlet, [1, 4], { phone: levelPlace }))).toEqual({});
  });

  it("[STREAM-7] hands on the very run of events to all who get them all, so that it is serialised once", () => {
    const events = new EventRun(packEvents([{ seq: 1, frame: "{}" }]));
    const places = new Map(Object.entries({ phone: levelPlace, laptop: levelPlace }));
    const { gives } = new Inlet().receive({ prev: 0, events, redelivered: false, cursorSeq: 0 }, places);
    expect(gives.map((give) => give.events === events)).toEqual([true, true]);
  });

  it("does not take what begins beyond what it has", () => {
    const inlet = new Inlet();
    deliver(inlet, [0, 3], { phone: levelPlace });
    // It is delivered again, from there: nobody needs to sync, or to miss what it signals.
    expect(deliver(inlet, [5, 6], { phone: levelPlace })).toEqual({
      answer: { state: "live", have: 3 },
      gives: [],
      lapsed: [],
      informed: ["phone"],
    });
    expect(given(deliver(inlet, [3, 6], { phone: levelPlace }))).toEqual({ phone: [4, 5, 6] });
  });

  it("answers idle when nobody listens, and remembers nothing of it", () => {
    const inlet = new Inlet();
    deliver(inlet, [0, 3], { phone: levelPlace });
    const answer = { state: "idle", have: 3 };
    expect(deliver(inlet, [3, 4], {})).toEqual({ answer, gives: [], lapsed: [], informed: [] });
    expect(given(deliver(inlet, [6, 7], { phone: levelPlace }))).toEqual({ phone: [7] });
  });

  it("[STREAM-5] without memory it does not pass on what may have been delivered: its level sockets sync", () => {
    const inlet = new Inlet();
    const received = deliver(inlet, [2, 4], { phone: levelPlace, tablet: catching }, { redelivered: true });
    expect(received.answer).toEqual({ state: "live", have: 4 });
    expect(given(received)).toEqual({});
    expect(received.lapsed).toEqual(["phone"]);
    expect(given(deliver(inlet, [4, 5], { laptop: levelPlace }))).toEqual({ laptop: [5] });
  });

  it("a socket is level after a page unless the others were given more", () => {
    const inlet = new Inlet();
    expect(inlet.placeAfter(5)).toEqual(level(5));
    deliver(inlet, [5, 8], { phone: levelPlace });
    expect(inlet.placeAfter(7)).toBe("behind");
    expect(inlet.placeAfter(8)).toEqual(level(8));
  });
});

describe("signals", () => {
  const informed = (inlet: Inlet, range: [number, number], place: Place, shown?: Shown): readonly string[] =>
    deliver(inlet, range, { phone: place }, shown).informed;

  it("[UNREAD-5] are shown to all who listen, in their place of the stream", () => {
    const inlet = new Inlet();
    expect(informed(inlet, [0, 3], levelPlace)).toEqual(["phone"]);
    expect(informed(inlet, [3, 3], catching)).toEqual(["phone"]);
  });

  it("[UNREAD-5] what they count is outdated where more was shown before", () => {
    const inlet = new Inlet();
    expect(informed(inlet, [0, 3], level(4))).toEqual([]);
    expect(informed(inlet, [3, 5], levelPlace, { cursorSeq: 5 })).toEqual(["phone"]);
    expect(informed(inlet, [4, 4], levelPlace, { cursorSeq: 5 })).toEqual([]);
    expect(informed(inlet, [5, 5], levelPlace, { cursorSeq: 4 })).toEqual([]);
  });
});

describe("a refresh", () => {
  const said = { headSeq: 3, cursorSeq: 1 };

  it("[INBOX-3] holds when nothing happened meanwhile", () => {
    const inlet = new Inlet();
    deliver(inlet, [0, 3], { phone: levelPlace }, { cursorSeq: 1 });
    expect(inlet.hasMoved(inlet.readBegins(), said)).toBe(false);
  });

  it.each<[string, (inlet: Inlet) => void]>([
    ["a delivery has shown more", (inlet) => deliver(inlet, [3, 4], { phone: levelPlace })],
    ["a delivery has shown a later cursor", (inlet) => deliver(inlet, [3, 3], { phone: levelPlace }, { cursorSeq: 2 })],
    ["a delivery was answered idle", (inlet) => deliver(inlet, [2, 3], {})],
    ["a cursor is about to be moved", (inlet) => inlet.markBegins()],
    [
      "a cursor was moved",
      (inlet) => {
        inlet.markBegins();
        inlet.markEnds();
      },
    ],
  ])("[INBOX-3] does not hold when %s", (_reason, happen) => {
    const inlet = new Inlet();
    const begun = inlet.readBegins();
    happen(inlet);
    expect(inlet.hasMoved(begun, said)).toBe(true);
  });

  it("[INBOX-3] does not hold when it began while a cursor was being moved", () => {
    const inlet = new Inlet();
    inlet.markBegins();
    const begun = inlet.readBegins();
    inlet.markEnds();
    expect(inlet.hasMoved(begun, said)).toBe(true);
    expect(inlet.hasMoved(inlet.readBegins(), said)).toBe(false);
  });
});
