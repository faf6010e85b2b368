// Names as they are compared when somebody looks for one: what is typed on any keyboard is the name. Pure.
//
// Follows the idea of a collation's primary strength (UTS 10): letters count, not their case, width or marks. Marks that are
// letters of their own (vowels of Indic and Thai scripts, the voiced kana) stay.

/** Nothing but these: most names and nearly all that is typed. */
const plain = /^[\u0020-\u0021\u0023-\u0026\u0028-\u005F\u0061-\u007E]*$/;

const unseen = /\p{Default_Ignorable_Code_Point}|\u0640/gu;
/** Apostrophes and quotation marks, which keyboards have in many forms and people leave out. */
const quotes = /["'`´‘-‟′-‷‹›«»ʹ-ˈ՚׳״ꞌ＂＇]/gu;
/**
 * Accents, tone marks, the vowels of Arabic and Hebrew, and the dots below Indic letters, which loanwords have. Not the
 * marks of voiced kana.
 */
const marks =
  /(?![\u3099\u309A])(?=[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\u{93C}\u{9BC}\u{A3C}\u{ABC}\u{B3C}\u{CBC}])\p{M}/gu;

/** Letters that no decomposition takes apart: each, and what stands for it. */
const letters = new Map(
  [
    // Latin
    "ßss æae œoe øo ðd þth đd ħh ıi ĸk łl ŋn ŧt ƀb ɓb ƈc ɖd ɗd ƌd ǝe əe ɛe ƒf ɠg ǥg ɣg ɨi ɩi ƙk ƚl ɲn ƞn ɵo ɔo ƥp ƭt ʈt ʊu ʋv",
    "ƴy ƶz ʒz ȷj ⱥa ȼc ɇe ɉj ɍr ɏy ⱦt",
    // Greek, Cyrillic
    "ςσ ґг ғг қк ҝк ҡк ӄк ңн ҥн ӈн өо ҫс ҭт ұу үу ҳх ҷч ҹч һх",
    // Arabic, Persian, Urdu; Hebrew
    "ٱا ىي یي ےي ېي ةه ھه ہه ەه ۃه کك ڪك ךכ םמ ןנ ףפ ץצ",
    // Han, as Japanese names have them
    "髙高 﨑崎 𠮷吉 邊辺 邉辺 齋斉 齊斉 斎斉 澤沢 濱浜",
    // Jamo: vowels of two keys
    "ᅪᅩᅡ ᅫᅩᅢ ᅬᅩᅵ ᅯᅮᅥ ᅰᅮᅦ ᅱᅮᅵ ᅴᅳᅵ",
    // A consonant at the end of a syllable begins the next one when more is typed.
    "ᆨᄀ ᆩᄁ ᆪᄀᄉ ᆫᄂ ᆬᄂᄌ ᆭᄂᄒ ᆮᄃ ᆯᄅ ᆰᄅᄀ ᆱᄅᄆ ᆲᄅᄇ ᆳᄅᄉ ᆴᄅᄐ ᆵᄅᄑ ᆶᄅᄒ ᆷᄆ ᆸᄇ ᆹᄇᄉ ᆺᄉ ᆻᄊ ᆼᄋ ᆽᄌ ᆾᄎ ᆿᄏ ᇀᄐ ᇁᄑ ᇂᄒ",
  ]
    .flatMap((line) => line.split(" "))
    .map((pair) => {
      const [letter = "", ...stands] = pair;
      return [letter, stands.join("")];
    }),
);
const others = /[\p{Lo}\p{Ll}]/gu;

/** Where a keyboard has no such letter, people write two. */
const twoLetters = new Map([
  ["ä", "ae"],
  ["ö", "oe"],
  ["ü", "ue"],
  ["å", "aa"],
  ["ø", "oe"],
]);
const umlaut = /[äöüåø]/gu;

/** Katakana, and kana that are written small, are their large hiragana. */
const kana = /[\u3041-\u3096\u30A1-\u30F6]/g;
const smallKana = /[ぁぃぅぇぉっゃゅょゎ]/g;
const digits = /(?![0-9])\p{Nd}/gu;

/**
 * What a name is compared by: equal for all spellings of it that a person takes for the same. Of what somebody has typed of
 * a name so far, it is the beginning of that of the name.
 *
 * @returns "" for what has nothing to compare, as a mark alone
 */
export function foldName(text: string): string {
  if (plain.test(text)) return text.toLowerCase().replaceAll(/ +/g, " ");
  return text
    .replaceAll(quotes, "")
    .normalize("NFKD")
    .replaceAll(unseen, "")
    .replaceAll(marks, "")
    .toLowerCase()
    .replaceAll(marks, "")
    .replaceAll(others, (letter) => letters.get(letter) ?? letter)
    .replaceAll(kana, toHiragana)
    .replaceAll(smallKana, nextLetter)
    .replaceAll(digits, toDigit)
    .replaceAll(/\s+/g, " ");
}

/** The folded text; also with two letters for each umlaut, if it has some. */
export function foldingsOf(text: string): readonly string[] {
  const folded = foldName(text).trim();
  const lower = text.normalize("NFC").toLowerCase();
  const spelt = lower.replaceAll(umlaut, (letter) => twoLetters.get(letter) ?? letter);
  return spelt === lower ? [folded] : [folded, foldName(spelt).trim()];
}

const toHiragana = (letter: string): string =>
  letter >= "\u30A1" ? String.fromCharCode(letter.charCodeAt(0) - 0x60) : letter;

/** In Unicode the large letter stands behind the small one. */
const nextLetter = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + 1);

/** The digits of each script are ten in a row, from 0. */
function toDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let from = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(from - 1))) from -= 1;
  return String((code - from) % 10);
}
