// A finger on a message: a long press, or a swipe towards the end of the line. Pure: time and effects come in by ports.

export const longPressMs = 450;
/** From here on a swipe is a reply. */
export const replyPx = 56;
/** The message follows the finger no further. */
const maxSwipePx = 80;
/** A finger that rests moves by less. */
const restPx = 10;
/** At the edges of the page the browser has gestures of its own. */
const edgePx = 24;

export interface GesturePorts {
  /** @returns ends the timer */
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly onLongPress: () => void;
  /** The message is to be moved by so much; 0: back to its place. `armed`: letting go replies. */
  readonly onSwipe: (px: number, armed: boolean) => void;
  readonly onReply: () => void;
}

interface Finger {
  /** Along the line: from its start to its end. */
  readonly x: number;
  readonly y: number;
}

type State = "idle" | "pressing" | "swiping" | "pressed";

export class TouchGesture {
  readonly #ports: GesturePorts;
  #start: Finger | null = null;
  #state: State = "idle";
  #swipedPx = 0;
  #endTimer: () => void = () => {};

  constructor(ports: GesturePorts) {
    this.#ports = ports;
  }

  /** Whether the finger has done something already, so that no click must follow. */
  get isSpent(): boolean {
    return this.#state === "pressed" || this.#state === "swiping";
  }

  /** @param widthPx of the page */
  down(finger: Finger, widthPx: number): void {
    this.#end();
    if (finger.x < edgePx || finger.x > widthPx - edgePx) return;
    this.#start = finger;
    this.#state = "pressing";
    this.#endTimer = this.#ports.setTimer(() => {
      this.#state = "pressed";
      this.#ports.onLongPress();
    }, longPressMs);
  }

  move(finger: Finger): void {
    if (this.#start === null) return;
    const [alongPx, acrossPx] = [finger.x - this.#start.x, Math.abs(finger.y - this.#start.y)];
    if (this.#state === "pressing" && Math.hypot(alongPx, acrossPx) > restPx) {
      this.#endTimer();
      this.#state = alongPx > acrossPx * 1.5 ? "swiping" : "idle";
    }
    if (this.#state !== "swiping") return;
    this.#swipedPx = Math.max(0, Math.min(maxSwipePx, alongPx));
    this.#ports.onSwipe(this.#swipedPx, this.#swipedPx >= replyPx);
  }

  up(): void {
    if (this.#state === "swiping" && this.#swipedPx >= replyPx) this.#ports.onReply();
    this.#end(this.#state);
  }

  /** The browser has taken the finger, for scrolling. */
  cancel(): void {
    this.#end();
  }

  /** What the finger has done stays known until the next one: the click comes after `up`. */
  #end(state: State = "idle"): void {
    this.#endTimer();
    if (this.#swipedPx > 0) this.#ports.onSwipe(0, false);
    this.#swipedPx = 0;
    this.#start = null;
    this.#state = state === "pressing" ? "idle" : state;
  }
}
