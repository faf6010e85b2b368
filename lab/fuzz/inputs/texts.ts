// Texts of kinds that often break software.
import type { Random } from "../../kit/random.ts";

const pieces: readonly (readonly string[])[] = [
  ["a", "b", "Z", "0", " ", "hello", "/", "<script>", "';--", "%s", "${x}", "../"],
  ["ä", "ß", "漢", "字", "й", "\u0645", "\u202e", "\u200b", "\u200d", "\u0301", "\ufeff", "\uffff"],
  ["\u{1f600}", "\u{1f469}\u200d\u{1f469}\u200d\u{1f466}", "\u{10ffff}", "\u{1f1e9}\u{1f1ea}"],
  [" ", "\u3000", "\u200b", "\u3164", "\u2800", "\ufe0f", "\u{e0041}", "\n"],
  ['"', "\\", "\n", "\r", "\t", "\u0000", "\u0008", "\u001b[31m", "\u2028"],
];

/** Well-formed, of `min` to `max` UTF-16 units: mostly short, sometimes of exactly the maximum length. */
export function someText(random: Random, min: number, max: number): string {
  const wanted = random.chance(0.03) ? max : Math.min(max, min + random.below(random.chance(0.1) ? 400 : 24));
  const alphabet = random.chance(0.6) ? (pieces[0] as readonly string[]) : random.pick(pieces);
  const piece = random.pick(alphabet);
  let text = wanted > 1_000 ? piece.repeat(Math.floor(wanted / piece.length)) : "";
  while (text.length < wanted) text += random.pick(alphabet);
  // A surrogate pair cut in two would not be well-formed.
  const cut = text.slice(0, wanted).toWellFormed();
  return cut.includes("\ufffd") ? cut.replaceAll("\ufffd", "x") : cut;
}
