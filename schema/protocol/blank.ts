// Whether a text is blank: nobody sees anything of it. The one definition, for the server, the SDK and every client.

/**
 * Any character of which something is seen. Not seen are the properties `White_Space`, `Cc` and
 * `Default_Ignorable_Code_Point` of Unicode, whose code points are reserved for good, and the characters of no such
 * property that are drawn as nothing: Braille's empty cell, U+FFF9…U+FFFC, the blanks and joiners of hieroglyphs, the
 * filler of Khitan and the null notehead. Written as code points: engines of phones know no properties, and other engines
 * know other versions of Unicode.
 *
 * A private or unassigned character is seen, as a box at least: a newer Unicode may have an emoji there. So is a mark
 * without a letter.
 */
const seen =
  /[^\u034F\uFE00-\uFE0F\0-\x20\x7F-\xA0\xAD\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFEFF\uFFA0\uFFF0-\uFFFC\u{13430}-\u{1343F}\u{13441}\u{13442}\u{16FE4}\u{1BCA0}-\u{1BCA3}\u{1D159}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/u;

/** Where the first character stands of which something is seen; -1: there is none. */
export const seenFrom = (text: string): number => text.search(seen);

/** Takes as long as the text's beginning of which nothing is seen. */
export const isBlank = (text: string): boolean => !seen.test(text);
