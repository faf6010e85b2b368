// A JPEG without what it says beside its picture (ITU T.81, annex B): where and when it was taken, by which device, comments,
// pictures and films that are appended. How it has to be turned stays, and so do the colours.
import { exifOf, orientationIn } from "./orientation.ts";

const [startOfImage, endOfImage, startOfScan, app0, app1, app2, app14, app15, comment] = [
  0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe,
];
const exifName = "Exif\0\0";
const isName = (bytes: Uint8Array, at: number, name: string): boolean =>
  [...Buffer.from(name, "latin1")].every((byte, index) => bytes[at + index] === byte);

/** Markers within a scan: stuffed zeros and restarts. */
const isWithinScan = (marker: number): boolean => marker === 0 || (marker >= 0xd0 && marker <= 0xd7);

/** @returns its pieces in order; null: it is no JPEG that ends */
export function strippedJpeg(bytes: Uint8Array): readonly Uint8Array[] | null {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return null;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let orientation = 1;
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) return null;
    if (marker === endOfImage) {
      kept.push(bytes.subarray(at, at + 2));
      break;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (marker === app1 && isName(bytes, at + 4, exifName))
      orientation = orientationIn(bytes.subarray(at + 4 + exifName.length, end));
    if (isKept(bytes, marker, at + 4)) kept.push(bytes.subarray(at, end));
    at = end;
    if (marker !== startOfScan) continue;
    const next = endOfScan(bytes, at);
    if (next === null) return null;
    kept.push(bytes.subarray(at, next));
    at = next;
  }
  // After the start, and the header of JFIF if there is one.
  const place = kept[1]?.[1] === app0 ? 2 : 1;
  if (orientation !== 1) kept.splice(place, 0, exifSegment(orientation));
  return kept;
}

function isKept(bytes: Uint8Array, marker: number, at: number): boolean {
  if (marker === comment) return false;
  if (marker < app0 || marker > app15) return true;
  return marker === app0
    ? isName(bytes, at, "JFIF\0")
    : marker === app14 || (marker === app2 && isName(bytes, at, "ICC_PROFILE\0"));
}

/** Where the next marker begins; null: there is none. */
function endOfScan(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1];
    if (marker === undefined) return null;
    if (marker !== 0xff && !isWithinScan(marker)) return at;
  }
  return null;
}

function exifSegment(orientation: number): Uint8Array {
  const block = exifOf(orientation);
  const segment = new Uint8Array(4 + exifName.length + block.length);
  new DataView(segment.buffer).setUint32(0, (0xffe1_0000 | (segment.length - 2)) >>> 0);
  segment.set(new TextEncoder().encode(exifName), 4);
  segment.set(block, 4 + exifName.length);
  return segment;
}
