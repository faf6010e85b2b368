// A finger on a message: it rests, swipes along the line, or scrolls.
import { describe, expect, it } from "vitest";
import { longPressMs, replyPx, TouchGesture } from "../../apps/web/actions/touch-gesture.ts";

const widthPx = 390;

class Hand {
  readonly did: string[] = [];
  #timer: (() => void) | null = null;
  readonly gesture = new TouchGesture({
    setTimer: (run, afterMs) => {
      if (afterMs !== longPressMs) throw new Error(`a press of ${afterMs} ms`);
      this.#timer = run;
      return () => (this.#timer = null);
    },
    onLongPress: () => this.did.push("long press"),
    onSwipe: (px, armed) => this.did.push(`${px}${armed ? " armed" : ""}`),
    onReply: () => this.did.push("reply"),
  });

  down(x = 100, y = 100): this {
    this.gesture.down({ x, y }, widthPx);
    return this;
  }

  /** From where the finger was put down. */
  move(x: number, y: number): this {
    this.gesture.move({ x: 100 + x, y: 100 + y });
    return this;
  }

  rest(): this {
    this.#timer?.();
    return this;
  }
}

describe("[WEB-94] a finger on a message", () => {
  it("that rests opens the sheet, also if it trembles; the click after it is not one", () => {
    const { did, gesture } = new Hand().down().move(4, -5).rest();
    gesture.up();
    expect(did).toEqual(["long press"]);
    expect(gesture.isSpent).toBe(true);
  });

  it("that taps does nothing, and its click counts", () => {
    const hand = new Hand().down();
    hand.gesture.up();
    hand.rest();
    expect([hand.did, hand.gesture.isSpent]).toEqual([[], false]);
  });

  it("that swipes far enough along the line replies; the message follows it, and goes back", () => {
    const { did, gesture } = new Hand().down().move(20, 2).move(replyPx, 4).move(500, 4).rest();
    gesture.up();
    expect(did).toEqual(["20", "56 armed", "80 armed", "reply", "0"]);
    expect(gesture.isSpent).toBe(true);
  });

  it("that comes back, swipes the other way, or across, does not reply", () => {
    for (const [moves, expected] of [
      [
        [
          [60, 0],
          [30, 0],
        ],
        ["60 armed", "30", "0"],
      ],
      [
        [
          [-60, 0],
          [70, 0],
        ],
        [],
      ],
      [
        [
          [30, 40],
          [200, 40],
        ],
        [],
      ],
      [[[0, 30]], []],
    ] as const) {
      const hand = new Hand().down();
      for (const [x, y] of moves) hand.move(x, y);
      hand.gesture.up();
      hand.rest();
      expect(hand.did).toEqual(expected);
    }
  });

  it("that the browser takes for scrolling does nothing any more", () => {
    const hand = new Hand().down().move(60, 0);
    hand.gesture.cancel();
    hand.move(70, 0).rest();
    hand.gesture.up();
    expect(hand.did).toEqual(["60 armed", "0"]);
    expect(hand.gesture.isSpent).toBe(false);
  });

  it("at the edges of the page is the browser's", () => {
    for (const x of [10, widthPx - 10]) expect(new Hand().down(x).rest().move(90, 0).did).toEqual([]);
  });
});
