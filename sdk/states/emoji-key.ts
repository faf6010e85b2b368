// Which emojis are one. The server knows the standard; here it is enough to see which reaction of one's own is meant, on
// engines without Unicode's sets of emojis too.

/** The emoji without variation selectors and skin tones. */
export const emojiKey = (emoji: string): string => emoji.replace(/\uFE0E|\uFE0F|\uD83C[\uDFFB-\uDFFF]/g, "");
