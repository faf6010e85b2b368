// One emoji, as people choose it from a picker.
import * as v from "valibot";

/** The longest emoji of Unicode have about twenty UTF-16 units. */
const maxChars = 64;

/**
 * A sign of which the platform draws a picture. By what Unicode reserves for pictures rather than by the emoji of today: a
 * person's phone may know newer ones than the server. A colour of skin alone is none.
 */
const picture = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|^[#*0-9]\uFE0F?\u20E3$/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function isOneEmoji(text: string): boolean {
  const [first] = segmenter.segment(text);
  return first?.segment === text && picture.test(text);
}

export const emojiShape = v.pipe(
  v.string(),
  v.maxLength(maxChars),
  v.check((text) => text.isWellFormed() && isOneEmoji(text), "not one emoji"),
);
