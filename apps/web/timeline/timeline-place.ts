// The places of a timeline to which one jumps, and where they are in the list. Pure.
import { endOf, type ListView } from "./list-view.ts";
import { indexOfSeq, unreadIndex } from "./row-places.ts";
import { isLasting, type RowIndex } from "./row-index.ts";

/** A row and the distance from the upper edge of the viewport to it. */
export interface Anchor {
  readonly key: string;
  /** Of the row's newest event, if the row itself is gone. */
  readonly seq: number | null;
  readonly offsetPx: number;
  readonly rowPx: number;
  /** Of the list: the row's height is another one at another width. */
  readonly widthPx: number;
}

export type Place =
  | { readonly kind: "end" }
  /** The unread line. `seq`: the first unread event, if the line is not there. */
  | { readonly kind: "unread"; readonly seq: number }
  | { readonly kind: "seq"; readonly seq: number }
  /** Where somebody was reading. */
  | { readonly kind: "anchor"; readonly seq: number; readonly anchor: Anchor }
  /** A row that keyboard focus moves to. */
  | { readonly kind: "row"; readonly key: string };

/** So much of what is above a place stays visible. */
const contextPx = 96;

/** Of a row that is read, so much stays visible. */
const leastPx = 48;

/** The row of a place; −1: there is none. */
export function placeIndex(place: Place, index: RowIndex): number {
  const { rows } = index;
  if (place.kind === "end") return rows.length - 1;
  if (place.kind === "row") return index.of(place.key);
  const line = place.kind === "unread" ? unreadIndex(rows) : -1;
  const found = line >= 0 ? line : indexOfSeq(rows, place.seq);
  return found >= 0 ? found : rows.length - 1;
}

/** The `scrollTop` that shows a place. */
export function placeTop(place: Place, view: ListView, index: RowIndex): number {
  const row = placeIndex(place, index);
  if (place.kind === "end" || row < 0) return endOf(view);
  if (place.kind === "anchor") return anchorTop(place.anchor, view, index) ?? view.scrollTop;
  const top = view.rowTop(row);
  const px = view.rowPx(row);
  const space = view.viewportPx - view.insetPx - px;
  switch (place.kind) {
    case "unread":
      return top - contextPx;
    case "seq":
      return top - (space < 2 * contextPx ? Math.max(0, Math.min(contextPx, space)) : space / 2);
    case "row":
      return Math.max(Math.min(view.scrollTop, top), Math.min(top, top - space));
  }
}

/** Anchors to the first row that begins in the viewport, or else to one that reaches into it. Null: there are no rows. */
export function anchorAt(view: ListView, index: RowIndex): Anchor | null {
  const { rows } = index;
  const until = view.scrollTop + view.viewportPx;
  let found = -1;
  for (let at = Math.max(0, view.rowAt(view.scrollTop)); at < rows.length && view.rowTop(at) < until; at++) {
    // The beginning is the first row in every window that has it. Days move to the first message that is loaded.
    if (!isLasting(rows[at]) && rows[at]?.kind !== "start") continue;
    found = at;
    if (view.rowTop(at) >= view.scrollTop) break;
  }
  return anchorTo(found >= 0 ? found : Math.min(view.rowAt(view.scrollTop), rows.length - 1), view, index);
}

/** Anchors to a row where it is now. */
export function anchorTo(at: number, view: ListView, { rows }: RowIndex): Anchor | null {
  const row = rows[at];
  if (row === undefined) return null;
  const seq = row.kind === "message" ? row.message.seq : row.kind === "system" ? row.event.seq : null;
  const offsetPx = view.rowTop(at) - view.scrollTop;
  return { key: row.key, seq, offsetPx, rowPx: view.rowPx(at), widthPx: view.widthPx };
}

/** The `scrollTop` that puts the anchored row where it was; null: it cannot be found. */
export function anchorTop(anchor: Anchor, view: ListView, index: RowIndex): number | null {
  let at = index.of(anchor.key);
  if (at < 0 && anchor.seq !== null) at = indexOfSeq(index.rows, anchor.seq);
  if (at < 0) return null;
  // Of a row that is cut by the upper edge, the same part is above it when the text wraps at another width.
  const isRewrapped = anchor.widthPx !== view.widthPx && anchor.offsetPx < 0 && anchor.rowPx > 0;
  const offsetPx = isRewrapped ? (anchor.offsetPx * view.rowPx(at)) / anchor.rowPx : anchor.offsetPx;
  // When it gets lower, its end stays in sight.
  return view.rowTop(at) - Math.max(offsetPx, Math.min(0, leastPx - view.rowPx(at)));
}

/** Within so many px of the end, the end counts as visible. */
const nearEndPx = 60;

export const isNearEnd = (view: ListView, scrollTop = view.scrollTop): boolean => endOf(view) - scrollTop <= nearEndPx;
