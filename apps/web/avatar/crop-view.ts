// Which square of a picture is seen in a window: moved and zoomed, and never beyond the picture. Pure.

/** In pixels, as it is seen: turned. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** The middle of the square in pixels of the picture; `zoom` 1: as large as fits. */
export interface CropView {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

/** A place in the window, in parts of its side from its middle. */
export interface WindowPoint {
  readonly x: number;
  readonly y: number;
}

/** A square of the picture, in its pixels. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

const shorter = ({ width, height }: Sides): number => Math.min(width, height);

/** Of less nobody would see anything. */
const leastSide = 48;
const mostZoom = 8;

export const maxZoomOf = (picture: Sides): number => Math.max(1, Math.min(mostZoom, shorter(picture) / leastSide));

export const wholeView = (picture: Sides): CropView => ({ zoom: 1, x: picture.width / 2, y: picture.height / 2 });

const sideOf = (picture: Sides, { zoom }: CropView): number => shorter(picture) / zoom;

function within(picture: Sides, view: CropView): CropView {
  const zoom = Math.min(Math.max(view.zoom, 1), maxZoomOf(picture));
  const half = sideOf(picture, { ...view, zoom }) / 2;
  const inside = (at: number, all: number): number => Math.min(Math.max(at, half), all - half);
  return { zoom, x: inside(view.x, picture.width), y: inside(view.y, picture.height) };
}

/** The picture follows: what was in the middle is so far from it then, in parts of the window. */
export function moved(picture: Sides, view: CropView, by: WindowPoint): CropView {
  const side = sideOf(picture, view);
  return within(picture, { ...view, x: view.x - by.x * side, y: view.y - by.y * side });
}

/** What is at this place of the window stays there, as far as the picture reaches. */
export function zoomed(picture: Sides, view: CropView, zoom: number, at: WindowPoint = { x: 0, y: 0 }): CropView {
  const next = within(picture, { ...view, zoom });
  const closer = sideOf(picture, view) - sideOf(picture, next);
  return within(picture, { ...next, x: view.x + at.x * closer, y: view.y + at.y * closer });
}

export function cropOf(picture: Sides, view: CropView): Crop {
  const side = sideOf(picture, view);
  return { left: Math.max(0, view.x - side / 2), top: Math.max(0, view.y - side / 2), side };
}
