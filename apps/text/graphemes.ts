// Splits a text into what people see as its characters, and cuts it between them. Pure.

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export const graphemesOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Of a megabyte in some 50 ms. Of ASCII without carriage returns each character is a grapheme. */
export function countGraphemes(text: string): number {
  if (/^[\n\x20-\x7E]*$/.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count++;
  return count;
}

/** Where the grapheme begins that has the UTF-16 unit `at`; the length of the text, if it ends there. */
export function graphemeStart(text: string, at: number): number {
  // Whether there is a boundary depends on what stands before it and on the one code point behind it.
  return at >= text.length ? text.length : (segmenter.segment(text.slice(0, at + 2)).containing(at)?.index ?? 0);
}

/**
 * The beginning of a text, of at most `maxUnits` UTF-16 units, that ends between two graphemes. A first grapheme that is
 * longer by itself (a tower of marks) is cut between code points, so that something is left. The server and the SDK have
 * the same (`schema/protocol/cut-text.ts`).
 */
export function cutAt(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  const end = graphemeStart(text, maxUnits);
  return end > 0 ? text.slice(0, end) : text.slice(0, maxUnits).replace(/[\uD800-\uDBFF\u200D]+$/, "");
}
