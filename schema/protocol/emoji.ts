// Reactions: which texts are one emoji, and the one form of all that mean the same. Pure.

const variationSelector = "\uFE0F";
const variationSelectors = /[\uFE0E\uFE0F]/g;
const skinTones = /[\u{1F3FB}-\u{1F3FF}]/gu;
/** Characters that are shown as text unless a variation selector follows. */
const textByDefault = /(?=\p{Emoji})(?!\p{Emoji_Presentation})[^#*0-9]/gu;
/** Digits and signs of keycaps are emojis only with what follows them. */
const keycapBase = /[#*0-9](?=\u20E3)/g;
const oneEmoji = /^\p{RGI_Emoji}$/v;

/** Emojis of two people lose their meaning with their skin tones: what is left is none of the standard. */
const withoutTones: ReadonlyMap<string, string> = new Map([["\u{1FAF1}\u200D\u{1FAF2}", "\u{1F91D}"]]);

/**
 * The emoji in its full form (Unicode, "RGI"), without skin tones: `👍`, `👍🏽` and `👍` with a variation selector are one.
 *
 * @returns null for what is not one emoji: a word, several, a skin tone alone, nothing
 */
export function canonicalEmoji(text: string): string | null {
  const bare = text.replaceAll(variationSelectors, "").replaceAll(skinTones, "");
  const plain = withoutTones.get(bare) ?? bare;
  const full = plain
    .replaceAll(textByDefault, (character) => character + variationSelector)
    .replaceAll(keycapBase, (character) => character + variationSelector);
  return oneEmoji.test(full) ? full : null;
}
