// What the timeline's controller is in, what it is told and what it answers.
import type { Anchor, Place } from "./timeline-place.ts";

type Rest = { readonly name: "following" } | Anchored;

export interface Anchored {
  readonly name: "anchored";
  readonly anchor: Anchor | null;
  /** The row itself grows. That is nothing new at the end which one would follow. */
  readonly isHeld?: true;
}

export interface Jump {
  readonly name: "jumping";
  readonly place: Place;
  /** What keeps the list still while the place is loaded; null: the conversation was opened there. */
  readonly from: Rest | null;
  /** Whether the place was looked for in the window, and asked for if it was not there. */
  isAsked: boolean;
  /** How often the list was scrolled away from the place since it was loaded. */
  pushes?: number;
}

export type TimelineState = Rest | Jump;

/** What loads at this moment. */
export interface LoadState {
  readonly isLoading: boolean;
  /** The last load failed. The SDK repeats it when it can. */
  readonly hasFailed: boolean;
}

export interface Orders {
  /** Where to scroll; null: nowhere. */
  readonly scrollTop: number | null;
  /** What to load: a page at one end of the window, or the window at a place. Null: nothing. */
  readonly load: "older" | "newer" | "end" | number | null;
}

/** What a person sees, for the read mark. */
export interface Seen {
  /** The last visible row. */
  readonly index: number;
  /** The end of the log is visible. */
  readonly all: boolean;
}
