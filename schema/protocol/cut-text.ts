// Cuts a text between two graphemes: what people see as its characters. For the server and the SDK.
import { isBlank, seenFrom } from "./blank.ts";

// The platforms of some phones have no `Intl.Segmenter`.
let segmenter: Intl.Segmenter | null | undefined;

/**
 * The beginning of a text, of at most `maxUnits` UTF-16 units, that ends between two graphemes. Where the engine knows no
 * graphemes, and in a first grapheme that is longer by itself, it ends between code points.
 *
 * Costs nothing unless something is cut; then at most `maxUnits` are looked at, however long the text is.
 */
export function cutText(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  // Whether there is a boundary depends on what stands before it and on the one code point behind it.
  const near = text.slice(0, maxUnits + 2);
  const end = graphemeStart(near, maxUnits);
  return end > 0 ? near.slice(0, end) : near.slice(0, maxUnits).replace(/[\uD800-\uDBFF\u200D]+$/, "");
}

/** The same, with "…" at the end where something was cut off. */
export const cutWithMark = (text: string, maxUnits: number): string =>
  text.length <= maxUnits ? text : `${cutText(text, maxUnits - 1)}…`;

/** The text of a preview: the beginning, or, where nothing would be seen of it, what follows. */
export function cutPreview(text: string, maxUnits: number): string {
  const beginning = cutText(text, maxUnits);
  return isBlank(beginning) ? cutText(text.slice(Math.max(0, seenFrom(text))), maxUnits) : beginning;
}

/** Where the grapheme begins that has the unit `at`; 0 where that is not known. */
function graphemeStart(text: string, at: number): number {
  segmenter ??=
    typeof Intl === "object" && "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
  return segmenter?.segment(text).containing(at)?.index ?? 0;
}
