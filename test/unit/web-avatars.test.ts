// The square that is cut out of a picture, and which avatars the page shows as pictures.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cropOf,
  maxZoomOf,
  moved,
  wholeView,
  zoomed,
  type CropView,
  type Sides,
} from "../../apps/web/avatar/crop-view.ts";
import { parametersOf } from "../support/fuzz-runs.ts";

const sides = fc.record({ width: fc.integer({ min: 1, max: 9_000 }), height: fc.integer({ min: 1, max: 9_000 }) });
const place = fc.record({
  x: fc.double({ min: -3, max: 3, noNaN: true }),
  y: fc.double({ min: -3, max: 3, noNaN: true }),
});
const act = fc.oneof(
  place.map((by) => (picture: Sides, view: CropView) => moved(picture, view, by)),
  fc.tuple(fc.double({ min: 0.01, max: 20, noNaN: true }), place).map(
    ([factor, at]) =>
      (picture: Sides, view: CropView) =>
        zoomed(picture, view, view.zoom * factor, at),
  ),
);

describe("[WEB-380] the square that is cut out", () => {
  it("lies within the picture, however it is moved and zoomed", () => {
    fc.assert(
      fc.property(sides, fc.array(act, { maxLength: 30 }), (picture, acts) => {
        let view = wholeView(picture);
        for (const one of acts) {
          view = one(picture, view);
          const { left, top, side } = cropOf(picture, view);
          expect(side).toBeGreaterThan(0);
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
          expect(left + side).toBeLessThanOrEqual(picture.width + 1e-6);
          expect(top + side).toBeLessThanOrEqual(picture.height + 1e-6);
          expect(view.zoom).toBeLessThanOrEqual(maxZoomOf(picture));
        }
      }),
      parametersOf(300),
    );
  });

  it("begins in the middle, as large as fits", () => {
    expect(cropOf({ width: 900, height: 600 }, wholeView({ width: 900, height: 600 }))).toEqual({
      left: 150,
      top: 0,
      side: 600,
    });
  });

  it("follows the picture that is dragged, and keeps what is under the fingers that zoom", () => {
    const picture = { width: 2_000, height: 1_000 };
    const view = zoomed(picture, wholeView(picture), 4);
    expect(cropOf(picture, view)).toEqual({ left: 875, top: 375, side: 250 });
    expect(cropOf(picture, moved(picture, view, { x: 0.5, y: -1 }))).toEqual({ left: 750, top: 625, side: 250 });
    const at = { x: 0.25, y: -0.5 };
    const under = ({ x, y, zoom }: CropView) => [x + (at.x * 1_000) / zoom, y + (at.y * 1_000) / zoom];
    expect(under(zoomed(picture, view, 8, at))).toEqual(under(view));
  });

  it("of a small picture is all that there is to see", () => {
    expect(maxZoomOf({ width: 20, height: 30 })).toBe(1);
  });
});
