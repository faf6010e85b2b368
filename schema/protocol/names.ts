// Names that people give to themselves and their groups. They stand beside other people's text and names, so they are
// one line in one form, without what is invisible or reaches into its surroundings.
import * as v from "valibot";
import { isBlank } from "./blank.ts";
import { wellFormedText } from "./shape.ts";

/** More on one letter than names of any language have. */
const maxMarks = 4;

/** NFC; every run of spaces is one plain space, and none is at an end. */
export const plainName = (text: string): string =>
  text
    .normalize("NFC")
    .replaceAll(/\p{Zs}+/gu, " ")
    .replaceAll(/^ | $/g, "");

const emoji = /\p{RGI_Emoji}/gv;
/**
 * What is invisible and has its place: joiners where a script needs them (as RFC 5892, appendix A, for domain names), and
 * variants of one character.
 */
const inPlace = [
  /(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}])[\u200C\u200D](?=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}])/gu,
  /(?<=[\p{M}&&[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]])[\u200C\u200D]/gv,
  /(?<=\p{Script=Mongolian})[\u180B-\u180D\u180F]/gu,
  /(?<=\p{Script=Han})[\u{E0100}-\u{E01EF}]/gu,
  /(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]/gu,
];
/** Controls, line ends, private and unassigned characters, everything that shows as nothing. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{13441}\u{13442}\u{16FE4}\u{1D159}]/u;
const looseMarks = new RegExp(`(?:^|\\s)\\p{M}|\\p{M}{${maxMarks + 1}}`, "u");
const something = /[\p{L}\p{N}\p{Extended_Pictographic}]|\p{RGI_Emoji}/v;

/** The name without what may be invisible in it; an emoji, whatever it is made of, as a space. */
const withoutInPlace = (name: string): string =>
  inPlace.reduce((rest, characters) => rest.replaceAll(characters, ""), name.replaceAll(emoji, " "));

const storedChecks = (maxChars: number) =>
  [
    v.check((name: string) => name.length <= maxChars, "longer once it is composed"),
    v.check((name: string) => !unseen.test(withoutInPlace(name)), "invisible characters"),
    v.check((name: string) => !looseMarks.test(withoutInPlace(name)), "marks without a letter"),
    v.check((name: string) => name === "" || (something.test(name) && !isBlank(name)), "nothing to see"),
  ] as const;

/** Of at most `maxChars` UTF-16 units, as it is sent and in its stored form, which the shape returns. */
export const nameShape = (maxChars: number) =>
  v.pipe(
    wellFormedText(maxChars, 1),
    v.transform(plainName),
    v.check((name) => name !== "", "only spaces"),
    ...storedChecks(maxChars),
  );

/** The same, or "" for none. */
export const nameOrNoneShape = (maxChars: number) =>
  v.pipe(wellFormedText(maxChars), v.transform(plainName), ...storedChecks(maxChars));
