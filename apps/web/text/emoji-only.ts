// Messages that are a gesture rather than words; pure.

const emoji = /^(?:\p{RGI_Emoji}|\s)+$/v;
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const maxLargeEmoji = 3;

/** Nothing but one to three emoji: shown large. */
export function isEmojiOnly(text: string): boolean {
  // The longest emoji of Unicode has some ten units.
  if (text.length > maxLargeEmoji * 20 || !emoji.test(text)) return false;
  const count = [...segmenter.segment(text)].filter(({ segment }) => segment.trim() !== "").length;
  return count > 0 && count <= maxLargeEmoji;
}
