// Pictures: which are shown as such, how large they are, and what they say beside the picture, which nobody else gets.
import { imageMeta } from "image-meta";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { turnsSides } from "./orientation.ts";
import { strippedGif } from "./strip-gif.ts";
import { strippedJpeg } from "./strip-jpeg.ts";
import { strippedPng } from "./strip-png.ts";
import { strippedWebp } from "./strip-webp.ts";

/** By media type: how its pieces are chosen. */
const strippers: Readonly<Record<string, (bytes: Uint8Array) => readonly Uint8Array[] | null>> = {
  "image/jpeg": strippedJpeg,
  "image/png": strippedPng,
  "image/webp": strippedWebp,
  "image/gif": strippedGif,
};

export const isPictureType = (mimeType: string): boolean => Object.hasOwn(strippers, mimeType);

export interface Picture {
  /** As it is shown: turned. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Null: it is broken, or larger than what is shown as a picture. @param mimeType of a picture */
export function pictureOf(bytes: Uint8Array, mimeType: string): Picture | null {
  const pieces = strippers[mimeType]?.(bytes) ?? null;
  if (pieces === null) return null;
  const stripped = joined(pieces);
  const sides = sidesOf(stripped);
  return sides === null ? null : { ...sides, bytes: stripped };
}

function sidesOf(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  try {
    const { width, height, orientation = 1 } = imageMeta(bytes);
    const { maxImagePixels, maxImageSide } = wireLimits;
    if (width < 1 || height < 1 || Math.max(width, height) > maxImageSide || width * height > maxImagePixels)
      return null;
    return turnsSides(orientation) ? { width: height, height: width } : { width, height };
  } catch {
    // It says what cannot be.
    return null;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
