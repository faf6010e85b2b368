// What the timeline's controller reads of the virtual list. The page measures it, a test plays it.

/** All distances are in px, from the start of the content. Each property is read afresh. */
export interface ListView {
  readonly scrollTop: number;
  readonly viewportPx: number;
  /** So much at the lower end of the viewport is covered. The content ends with as much empty space. */
  readonly insetPx: number;
  readonly widthPx: number;
  /** Everything that can be scrolled through, with the inset at its end. */
  readonly contentPx: number;
  rowTop(index: number): number;
  rowPx(index: number): number;
  /** The row at a distance: the first or the last row if the distance is outside of all rows. */
  rowAt(px: number): number;
}

/** The highest `scrollTop`. */
export const endOf = ({ contentPx, viewportPx }: ListView): number => Math.max(0, contentPx - viewportPx);

/** How far the list can still be scrolled down. */
export const toEndOf = (view: ListView): number => endOf(view) - view.scrollTop;
