// How an image has to be turned, as EXIF says it: read from any EXIF, and written as the only thing in a new one.

const tag = 0x0112;
const shortType = 3;

/** 1 to 8 (TIFF 6.0, Orientation); 1 if the block says nothing. @param tiff an EXIF block, without what stands before it */
export function orientationIn(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.byteLength < 8) return 1;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const isLittle = order === 0x4949;
  const first = view.getUint32(4, isLittle);
  if (first + 2 > tiff.byteLength) return 1;
  const entries = view.getUint16(first, isLittle);
  for (let at = first + 2; at + 12 <= tiff.byteLength && at < first + 2 + 12 * entries; at += 12) {
    if (view.getUint16(at, isLittle) !== tag || view.getUint16(at + 2, isLittle) !== shortType) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An EXIF block that says only this. */
export function exifOf(orientation: number): Uint8Array {
  const block = new Uint8Array(26);
  const view = new DataView(block.buffer);
  view.setUint16(0, 0x4d4d);
  view.setUint16(2, 42);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, tag);
  view.setUint16(12, shortType);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return block;
}

/** Whether width and height change places when it is turned. */
export const turnsSides = (orientation: number): boolean => orientation >= 5;
