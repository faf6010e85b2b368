// What holds for every text, whoever typed it: nothing is lost but the marks that acted, and nothing takes long.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { notationOf, numbersAsText, seenOf } from "../corpus/notation.ts";

const seed = 17;
const maxBytes = 16_384;

/** Words, numbers, signs and pictures of many scripts, and no mark. */
const unmarked = [
  ..."azéßİıñøłščжяїґωςאםعیहिতகไทữ漢字かなカ한글",
  ..."0123456789٣۵५",
  ...".,;:!?…'\"«»„“”‘’()（）、。，；：？！「」『』《》〈〉·・—–%‰°′″€$£¥₹₽₪₩=+/|^#&{}§†×÷≤≈∞√ーｱﾉ",
  "👋",
  "👩‍👩‍👧",
  "🇩🇪",
  "👍🏽",
  "e\u0301",
  "می\u200Cخواهم",
  "\u00A0",
  "\u3000",
  " ",
  " ",
  "  ",
  "-",
];
const starts = ["- ", "+ ", "1. ", "7) ", "12. 3. ", "# ", "---", "===", "    ", "2024. 5. 3. ", "| a | b |", ":-)", "=> "];
const marks = [
  ...["*", "**", "***", "_", "__", "~", "~~", "`", "``", "```", "\\", "[", "]", "](", "(", ")", "<", ">", "> ", "!", "@", "&"],
  ...["- [ ] ", "* ", "> > ", "```js\n", "https://", "https://a.example/", "www.a.example", "a@a.example", "&amp;", "<b>"],
];
const lineEnds = ["\n", "\n\n", "\n\n\n"];

const linesOf = (pieces: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength }).map((parts) => parts.join(""));

/** What stands at the start of a line of a list is a mark; numbers are shown as they are typed in any case. */
const bullet = /^[^\S\n]*[-+*](?:\s|$)/m;

const notation = (text: string): string => notationOf(parseMarkdown(text));

/** All but marks, markers and white space, in order. */
const substance = (text: string): string => text.replaceAll(/[*_~`\\[\]()<>!•☐☑+\s-]|\bx\b/g, "");

describe("[TEXT-51] whatever has no mark", () => {
  it("is shown character for character, with its blank lines and indents", () => {
    const texts = linesOf([...unmarked, ...starts, ...lineEnds], 30).filter((text) => !bullet.test(text));
    fc.assert(
      fc.property(texts, (text) => {
        expect(numbersAsText(notation(text)).trimEnd()).toBe(text.trimEnd());
      }),
      { numRuns: 3_000, seed },
    );
  });

  it("stays so where numbers, dates and points begin its lines", () => {
    const number = fc.nat(3_000).map(String);
    const line = fc.tuple(number, fc.constantFrom(". ", ") ", ".", ") a ", ". b, ", ". 3. ", ".-"), linesOf(unmarked, 4).map((word) => word.trimStart()));
    const texts = fc.array(line.map((parts) => parts.join("")), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(texts, fc.constantFrom(...lineEnds), (lines, lineEnd) => {
        const text = lines.join(lineEnd);
        // Nobody sees white space at the end of a line.
        const seen = (shown: string): string => shown.replaceAll(/[^\S\n]+$/gm, "").trimEnd();
        expect(seen(numbersAsText(notation(text)))).toBe(seen(text));
      }),
      { numRuns: 2_000, seed },
    );
  });
});

describe("[TEXT-52] whatever has marks", () => {
  const texts = linesOf([...unmarked, ...marks, ...marks, ...starts, ...lineEnds], 24);

  it("is shown as it was typed where no mark acts", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const is = notation(text);
        if (!is.includes("⟦") && !text.includes("\\")) expect(is.trimEnd()).toBe(text.trimEnd());
      }),
      { numRuns: 5_000, seed },
    );
  });

  it("loses and gains nothing but marks", () => {
    fc.assert(
      fc.property(texts, (text) => {
        // A label hides its address, and a fence names its language.
        if (/\]\(|```/.test(text)) return;
        const seen = seenOf(notation(text));
        expect(substance(seen)).toBe(substance(text));
        expect(seen.length).toBeLessThanOrEqual(text.length + 4 * text.split(/^/m).length);
      }),
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

/** A sentence of each kind of script: what may stand before a mark, within two and behind one. */
const sentences = [
  {
    before: ["", "a ", "(", "[", "“", "«", "„", "— ", "¿", "¡", '"', "…", "a, ", "l’", "x: ", "😀 ", "😀", "1. x ", "a/b "],
    phrases: ["word", "two words", "one, two", "5 €", "word!", "“word”", "(word)", "слово", "«слово»", "λέξη", "Anna-Lena", "won’t", "3 x 4"],
    after: ["", " a", ")", "]", "”", "»", "“", ".", ",", "!", "?", ":", ";", "…", " — x", '"', "’s", " 😀", "😀", "?!", ".)", "\nx"],
    marks: ["**", "~~", "*", "_"],
  },
  {
    before: ["", "كلمة ", "(", "«", "هل ", "و", "ב", "שלום "],
    phrases: ["مهم", "كلمتان هنا", "مهم!", "«مهم»", "חשוב", "שתי מילים", "(חשוב)", "مهم؟", "5%"],
    after: ["", " كلمة", ")", "»", "؟", "،", ".", "؛", "!", " שלום", ":"],
    marks: ["**", "~~"],
  },
  {
    before: ["", "看", "，", "（", "「", "：", "“", "看 ", "。", "한국", "カ", "ok ", "《", "😀", "นี่"],
    phrases: ["重要", "“重要”", "重要！", "（重要）", "第3章", "ABC", "5%", "《书名》", "C++", "중요", '"중요"', "(필독)", "太字。", "สำคัญ!"],
    after: ["", "了", "，", "。", "）", "」", "”", "！", " 了", "：", "는", "です", "…", "——", "？", "、", "😀", "นะ"],
    marks: ["**"],
  },
  {
    before: ["", "यह ", "(", "“"],
    phrases: ["ज़रूरी", "दो शब्द", "ज़रूरी।", "தமிழ்", "ज़रूरी!"],
    after: ["", " है", "।", "!", ")", "”", ",", "?"],
    marks: ["**", "~~", "*", "_"],
  },
];
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

describe("[TEXT-53] no text makes a client throw or wait", () => {
  const pieces = [...marks, ...starts, ...lineEnds, "a", "漢", " "];
  /** Of this thread only: other work on the machine does not count. */
  const cpuMs = (work: () => void): number => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  const readWithin = (text: string): void => {
    const work = (): void => {
      notation(text);
      previewText(text);
    };
    // Once more, if it was compiled only now.
    if (cpuMs(work) > 150) expect(cpuMs(work), JSON.stringify(text.slice(0, 60))).toBeLessThan(400);
  };
  const filled = (piece: string): string => piece.repeat(Math.ceil(maxBytes / piece.length)).slice(0, maxBytes);

  it("that consists of one mark, as often as a message has room, and as often as it still counts as prose", () => {
    for (const piece of [...marks, ...starts, ...lineEnds, " ", "\t", "e\u0301", "👩‍👩‍👧"]) {
      readWithin(filled(piece));
      readWithin(`${filled(`${piece}a `).slice(0, 1_400 * (piece.length + 2))}`);
    }
  });

  it("that nests marks ten thousand deep", () => {
    const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);
    for (const [open, close] of [["*a ", " b*"], ["**a", "b**"], ["[", "](x)"], ["> ", ""], ["- ", ""], ["(", ")"], ["<", ">"]] as const) {
      for (const depth of [10_000, 700]) readWithin(nested(open, close, depth));
    }
    const indented = Array.from({ length: 150 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n");
    readWithin(indented);
    readWithin(indented.replaceAll("-", "1."));
  });

  it("that repeats anything", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }), fc.constantFrom(1, 4), (parts, share) => {
        readWithin(filled(parts.join("")).slice(0, maxBytes / share));
      }),
      { numRuns: 60, seed },
    );
  });
});
