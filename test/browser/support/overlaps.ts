// Which parts of a page lie over each other.
import type { Locator } from "playwright-core";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Parts may touch, and be rounded to the next pixel. */
const slackPx = 1;

const overlap = (a: Box, b: Box): boolean =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > slackPx &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > slackPx;

/** @throws Error for a part that is not in the page */
export async function boxOf(part: Locator): Promise<Box> {
  const box = await part.boundingBox();
  if (box === null) throw new Error(`${String(part)} is not in the page`);
  return box;
}

/** Each pair of parts that lie over each other, by their names. */
export async function overlaps(parts: Readonly<Record<string, Locator>>): Promise<readonly string[]> {
  const boxes = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => ({ name, box: await boxOf(part) })),
  );
  return boxes.flatMap((a, at) =>
    boxes.slice(at + 1).flatMap((b) => (overlap(a.box, b.box) ? [`${a.name} and ${b.name}`] : [])),
  );
}
