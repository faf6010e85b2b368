// What holds for every text, whoever typed it: nothing is lost but the marks that acted, and marks that are meant act.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { notationOf, numbersAsText, seenOf } from "../corpus/notation.ts";
import { lineEnds, markPieces, sentences, starts, unmarked } from "../corpus/pieces.ts";

const seed = 17;

const linesOf = (pieces: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength }).map((parts) => parts.join(""));

const notation = (text: string): string => notationOf(parseMarkdown(text));

/** A `-` or `+` at the start of a line is a mark. Numbers are shown as they are typed in any case. */
const bullet = /^[^\S\n]*[-+](?:\s|$)/m;

/** Nobody sees white space at the end of a line. */
const visible = (text: string): string => text.replaceAll(/[^\S\n]+$/gm, "").trimEnd();

/** All but marks, markers and white space, in order. */
const substance = (text: string): string => text.replaceAll(/[*_~`\\[\]()<>!•☐☑+\s-]|\bx\b/g, "");

describe("[TEXT-51] whatever has no mark", () => {
  it("is shown character for character, with its blank lines and indents", () => {
    const texts = linesOf([...unmarked, ...starts, ...lineEnds], 30).filter((text) => !bullet.test(text));
    fc.assert(
      fc.property(texts, (text) => {
        expect(visible(numbersAsText(notation(text)))).toBe(visible(text));
      }),
      { numRuns: 3_000, seed },
    );
  });

  it("stays so where numbers, dates and points begin its lines", () => {
    const point = fc.constantFrom(". ", ") ", ".", ") a ", ". b, ", ". 3. ", ".-");
    const words = linesOf(unmarked, 4).map((text) => text.trimStart());
    const line = fc.tuple(fc.nat(3_000), point, words).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.constantFrom(...lineEnds), (lines, lineEnd) => {
        const text = lines.join(lineEnd);
        expect(visible(numbersAsText(notation(text)))).toBe(visible(text));
      }),
      { numRuns: 2_000, seed },
    );
  });
});

describe("[TEXT-52] whatever has marks", () => {
  const texts = linesOf([...unmarked, ...markPieces, ...markPieces, ...starts, ...lineEnds], 24);

  it("is shown as it was typed where no mark acts", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const is = notation(text);
        const nothingActed = !is.includes("⟦") && !text.includes("\\");
        expect(nothingActed ? visible(is) : "").toBe(nothingActed ? visible(text) : "");
      }),
      { numRuns: 5_000, seed },
    );
  });

  it("loses and gains nothing but marks", () => {
    fc.assert(
      // A label hides its address, and a fence names its language.
      fc.property(
        texts.filter((text) => !/\]\(|```/.test(text)),
        (text) => {
          const seen = seenOf(notation(text));
          expect(substance(seen)).toBe(substance(text));
          expect(seen.length).toBeLessThanOrEqual(text.length + 4 * text.split(/^/m).length);
        },
      ),
      { numRuns: 5_000, seed },
    );
  });

  it("has a preview on one line, never of more than 160 units", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const preview = previewText(text);
        expect(preview).not.toMatch(/\n/);
        expect(preview.length).toBeLessThanOrEqual(160);
      }),
      { numRuns: 1_000, seed },
    );
  });
});

const styles: Readonly<Record<string, string>> = { "**": "b", "~~": "s", "*": "i", _: "i" };

it("[TEXT-54] marks around words act beside whatever a sentence of any script has there", () => {
  const sentence = fc
    .constantFrom(...sentences)
    .chain(({ before, phrases, after, marks }) =>
      fc.tuple(...[before, phrases, after, marks].map((choices) => fc.constantFrom(...choices))),
    );
  fc.assert(
    fc.property(sentence, ([before = "", phrase = "", after = "", mark = ""]) => {
      const text = `${before}${mark}${phrase}${mark}${after}`;
      expect(notation(text)).toBe(`${before}⟦${styles[mark]} ${phrase}⟧${after}`);
    }),
    { numRuns: 6_000, seed },
  );
});
