// Decides where the messages are scrolled to and what is loaded. It knows nothing of the page: it reads a `ListView`, and the
// page does what it orders. In one of three states at a time:
// - following: the end is visible, whatever is added or changes its height.
// - anchored: one row stays where it is on the screen, whatever changes above or below it.
// - jumping: on the way to a place, until it is loaded and stands still, or somebody goes on scrolling.
import type { OutgoingMessage } from "@klatch/sdk";
import { endOf, toEndOf, type ListView } from "./list-view.ts";
import { continuationOf, RowIndex } from "./row-index.ts";
import { anchorAt, anchorTo, anchorTop, isNearEnd, placeIndex, placeTop, type Place } from "./timeline-place.ts";
import type { Row } from "./timeline-rows.ts";
import type { ShownWindow } from "./shown-window.ts";
import type { Anchored, Jump, LoadState, Orders, Seen, TimelineState } from "./timeline-state.ts";

interface LastView {
  readonly index: RowIndex;
  readonly scrollTop: number;
  readonly contentPx: number;
  readonly viewportPx: number;
  /** The end of the log was visible. */
  readonly isNearEnd: boolean;
}

/** The next page is loaded this far before the end of the window, so that it is there in time. */
const loadAheadPx = 1_500;
/** Closer to the end than this, one who does not scroll away follows. */
const followWithinPx = 16;
/** Positions are rounded by the browser. */
const roundingPx = 1;
/** A list that rolls when a jump begins stops within so many scrolls, about half a second of frames. */
const rollingPushes = 30;
/** A row counts as seen when so much of it is above the lower edge. */
const seenPx = 24;

export class TimelineController {
  #state: TimelineState;
  #index = new RowIndex([]);
  #window: ShownWindow = { firstSeq: 0, lastSeq: 0, atStart: false, atEnd: false };
  #windowCount = 0;
  /** The end is where somebody went last. */
  #wentToEnd: boolean;
  #outgoing: ReadonlySet<string> | null = null;
  /** The view after the last update: what differs from it is the person's or the browser's doing. */
  #last: LastView | null = null;
  /** The person left while a jump had failed. The SDK must not repeat it later. */
  #callsOff = false;

  /** @param place at which the timeline opens: it is being loaded */
  constructor(place: Place) {
    this.#state = { name: "jumping", place, isAsked: true, from: null };
    this.#wentToEnd = place.kind === "end";
  }

  get state(): TimelineState {
    return this.#state;
  }

  /** Increases when the rows are those of another window, which have no heights in common with the ones before. */
  get windowCount(): number {
    return this.#windowCount;
  }

  /** Goes to the end when this person has sent something. @param isHere whether they look at this page, not at another tab */
  showOutgoing(messages: readonly Pick<OutgoingMessage, "clientMsgId">[], isHere: boolean): void {
    const before = this.#outgoing;
    this.#outgoing = new Set(messages.map(({ clientMsgId }) => clientMsgId));
    // Those that were there when the conversation was opened were sent before.
    if (before === null || this.#state.name === "following" || !isHere) return;
    if ([...this.#outgoing].some((id) => !before.has(id))) this.jumpTo({ kind: "end" });
  }

  /**
   * Whether the outgoing messages stand below the rows of a window. They do even if it is not at the end: whoever goes there
   * sees them at once.
   */
  showsOutgoing({ lastSeq, atEnd }: ShownWindow): boolean {
    return this.#wentToEnd || atEnd || lastSeq === 0;
  }

  /** @returns whether the list keeps heights from its end, because rows were added or removed at the start */
  show(rows: readonly Row[], window: ShownWindow): boolean {
    const before = this.#index;
    this.#window = window;
    if (before.rows === rows) return false;
    this.#index = new RowIndex(rows);
    const continuation = continuationOf(before, this.#index);
    if (continuation === "other") {
      this.#windowCount += 1;
      this.#returnToAnchor();
    }
    return continuation === "moved";
  }

  /**
   * Called after each rendering, and when anything was scrolled or changed its height.
   * @param isRelaid rows changed their heights since the last call, for which the list may have moved itself
   */
  update(view: ListView, load: LoadState, isRelaid: boolean): Orders {
    if (!isRelaid) this.#noticeScroll(view, load);
    const { atEnd } = this.#window;
    const state = this.#state;
    if (state.name === "jumping" && state.from === null && state.place.kind === "end" && atEnd) this.#follow();
    // Whoever saw the end before something was added sees what was added.
    if (
      state.name === "anchored" &&
      state.isHeld !== true &&
      this.#last?.isNearEnd === true &&
      this.#last.contentPx < view.contentPx
    )
      this.#follow();
    const top = this.#wantedTop(view);
    const scrollTop = Math.abs(top - view.scrollTop) > roundingPx ? top : null;
    this.#note(view, scrollTop ?? view.scrollTop);
    return { scrollTop, load: this.#wantedLoad(view, top, load) };
  }

  /** Called when for some frames nothing was scrolled, added or changed its height. */
  rested(view: ListView, load: LoadState): void {
    const state = this.#state;
    if (state.name === "following") return;
    if (state.name === "jumping") {
      if (!this.#isThere(state, load)) return;
      if (state.place.kind === "end") return this.#follow();
      this.#state = { name: "anchored", anchor: anchorTo(placeIndex(state.place, this.#index), view, this.#index) };
    } else if (state.isHeld === true || !this.#isInPlace(state, view))
      this.#state = { name: "anchored", anchor: anchorAt(view, this.#index) };
    if (this.#window.atEnd && toEndOf(view) <= followWithinPx) this.#follow();
  }

  /** What is seen; null: nothing counts as seen on the way to a place. */
  seen(view: ListView, { hasFailed }: LoadState): Seen | null {
    if (this.#state.name === "jumping" && !hasFailed) return null;
    const last = this.#index.rows.length - 1;
    if (isNearEnd(view)) return { index: last, all: this.#window.atEnd };
    return { index: Math.min(last, view.rowAt(view.scrollTop + view.viewportPx - view.insetPx - seenPx)), all: false };
  }

  /** Whether the newest message is out of sight. */
  isAway(view: ListView): boolean {
    const state = this.#state;
    if (state.name === "following" || (state.name === "jumping" && state.place.kind === "end")) return false;
    return !this.#window.atEnd || !isNearEnd(view);
  }

  jumpTo(place: Place): void {
    const from = this.#state.name === "jumping" ? this.#state.from : this.#state;
    this.#state = { name: "jumping", place, from, isAsked: false };
    if (place.kind !== "row") this.#wentToEnd = place.kind === "end";
    this.#callsOff = false;
  }

  /** Asks again for the place to which a jump failed. @returns false: there is no such jump */
  retry(): boolean {
    if (this.#state.name !== "jumping") return false;
    this.#state.isAsked = false;
    return true;
  }

  /** A row is about to change its height because somebody opens or closes a part of it: it stays, even at the end. */
  hold(key: string, view: ListView): void {
    if (this.#state.name === "jumping") return;
    const anchor = anchorTo(this.#index.of(key), view, this.#index);
    if (anchor !== null) this.#state = { name: "anchored", anchor, isHeld: true };
  }

  /** What moved the list, unless its own content did, was the person. */
  #noticeScroll(view: ListView, load: LoadState): void {
    const last = this.#last;
    if (last === null || Math.abs(view.scrollTop - last.scrollTop) <= roundingPx) return;
    const isRelaid = last.contentPx !== view.contentPx || last.viewportPx !== view.viewportPx;
    if (isRelaid || last.index !== this.#index) return;
    const state = this.#state;
    const place: Place = state.name === "jumping" ? state.place : { kind: "end" };
    const isStuck = load.hasFailed && !load.isLoading && !this.#holds(place);
    if (state.name === "jumping" && !isStuck && this.#withstands(state, load)) return;
    if (state.name !== "anchored") this.#callsOff = isStuck;
    this.#state = { name: "anchored", anchor: anchorAt(view, this.#index) };
  }

  /** A jump that a person asked for is not lost by a list that still rolls, but by whoever goes on scrolling. */
  #withstands(jump: Jump, load: LoadState): boolean {
    if (jump.from === null) return false;
    if (!this.#isThere(jump, load)) return true;
    jump.pushes = (jump.pushes ?? 0) + 1;
    return jump.pushes < rollingPushes;
  }

  #note(view: ListView, scrollTop: number): void {
    const { contentPx, viewportPx } = view;
    this.#last = {
      index: this.#index,
      scrollTop,
      contentPx,
      viewportPx,
      isNearEnd: this.#window.atEnd && isNearEnd(view, scrollTop),
    };
  }

  #follow(): void {
    this.#state = { name: "following" };
    this.#wentToEnd = true;
  }

  #wantedTop(view: ListView): number {
    const top = this.#topOf(this.#state, view);
    return Math.min(Math.max(0, top), endOf(view));
  }

  #topOf(state: TimelineState, view: ListView): number {
    switch (state.name) {
      case "following":
        return endOf(view);
      case "anchored":
        return (state.anchor && anchorTop(state.anchor, view, this.#index)) ?? view.scrollTop;
      case "jumping": {
        const { place, from } = state;
        if (from !== null && place.kind !== "end" && !this.#holds(place)) return this.#topOf(from, view);
        return placeTop(place, view, this.#index);
      }
    }
  }

  /** A jump that came too late to be called off replaced the window in which somebody reads. */
  #returnToAnchor(): void {
    const anchor = this.#state.name === "anchored" ? this.#state.anchor : null;
    if (anchor === null || anchor.seq === null || this.#window.lastSeq === 0) return;
    const place: Place = { kind: "anchor", seq: anchor.seq, anchor };
    if (!this.#holds(place)) this.#state = { name: "jumping", place, from: null, isAsked: false };
  }

  /** Whether the row is where it should be: it cannot be where the list ends before, and then stays where it is seen. */
  #isInPlace({ anchor }: Anchored, view: ListView): boolean {
    const top = anchor && anchorTop(anchor, view, this.#index);
    return top !== null && Math.abs(top - view.scrollTop) <= roundingPx && anchor?.widthPx === view.widthPx;
  }

  /** Whether the window has all that there is at a place. */
  #holds(place: Place): boolean {
    const { firstSeq, lastSeq, atStart, atEnd } = this.#window;
    if (place.kind === "end") return atEnd;
    if (place.kind === "row") return true;
    return (atStart || (firstSeq > 0 && firstSeq <= place.seq)) && (atEnd || place.seq <= lastSeq);
  }

  /** Whether a jump has what it needs, and only the list may still move. */
  #isThere({ place, isAsked }: Jump, { isLoading }: LoadState): boolean {
    return isAsked && this.#holds(place) && !isLoading;
  }

  #wantedLoad(view: ListView, top: number, { isLoading, hasFailed }: LoadState): Orders["load"] {
    const state = this.#state;
    if (state.name === "jumping") {
      if (state.isAsked) return null;
      state.isAsked = true;
      const { place } = state;
      return this.#holds(place) || place.kind === "row" ? null : place.kind === "end" ? "end" : place.seq;
    }
    const { firstSeq, atStart, atEnd } = this.#window;
    if (this.#callsOff) {
      this.#callsOff = false;
      if (firstSeq > 0) return firstSeq;
    }
    if (isLoading || hasFailed) return null;
    if (state.name === "following" && !atEnd) return "end";
    if (!atStart && top < loadAheadPx) return "older";
    return !atEnd && endOf(view) - top < loadAheadPx ? "newer" : null;
  }
}
