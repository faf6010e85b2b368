// What is blank, and where a text is cut.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countGraphemes, cutAt, graphemesOf } from "../../apps/text/graphemes.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { plainText } from "../../apps/text/markdown/plain-text.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { isBlank } from "../../schema/protocol/blank.ts";
import { cutText } from "../../schema/protocol/cut-text.ts";
import { pieces } from "../support/text-pieces.ts";

const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(""));

/** Drawn as nothing, without a property that says so. */
const otherUnseen = /[\u2800\uFFF9-\uFFFC\u{13430}-\u{1343F}\u{13441}\u{13442}\u{16FE4}\u{1D159}]/u;

it("[TEXT-30] blank are exactly the characters that Unicode says are not seen, and those that are drawn as nothing", () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10_ffff; code++) {
    const one = String.fromCodePoint(code);
    const isUnseen = /[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(one) || otherUnseen.test(one);
    if (isBlank(one) !== isUnseen) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

it("[TEXT-30] a text is blank however many such characters it has, and not once something is seen", () => {
  const unseen = [
    "",
    " ",
    "\n\t\r\n",
    "\u00A0",
    "\u2003\u3000\u1680",
    "\u200B\u200C\u200D\uFEFF\u2060",
    "\u3164\uFFA0\u115F\u1160",
  ];
  unseen.push(
    "\u2800",
    "\u{E0067}\u{E0062}\u{E007F}",
    "\uFE0F",
    "\uFE0E\u{E0100}",
    "\u034F",
    "\u200F\u202E\u2066",
    "\u00AD",
    "\0\u0007\u009F",
  );
  unseen.push("\u180B\u180E", "\u2062", "\uFFFC", "\u{1D159}");
  expect(unseen.filter((one) => !isBlank(one))).toEqual([]);
  expect(isBlank(unseen.join("").repeat(200))).toBe(true);
  const seen = [
    ".",
    "é",
    "e\u0301",
    "😀",
    "❤\uFE0F",
    "👨\u200D👩\u200D👧",
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "1\uFE0F\u20E3",
  ];
  seen.push("ㅤ가", "ﾠｱ", "क्\u200Dष", "\u0600", "\uE000", "\u{1FAFF}", "\u{1F3FB}", "\u0E48", "ـ", "​x");
  expect(seen.filter(isBlank)).toEqual([]);
  expect(unseen.filter((one) => isBlank(`${one}.${one}`))).toEqual([]);
});

it("[TEXT-30] marks around what nobody sees do not act: such a message is shown as it was typed", () => {
  const marked = [
    "**@**",
    "_@_",
    "~~@~~",
    "`@`",
    "```\n@\n```",
    "[@](https://example.com)",
    "![@](https://example.com)",
    "> **@**",
  ];
  const texts = marked.flatMap((one) =>
    ["", " ", "\u3164", "\u200B", "\u2800", "\uFE0F"].map((unseen) => one.replace("@", unseen)),
  );
  expect(texts.filter((one) => isBlank(plainText(parseMarkdown(one))))).toEqual([]);
  expect(texts.filter((one) => isBlank(previewText(one)))).toEqual([]);
  expect(plainText(parseMarkdown("**\u3164**"))).toBe("**\u3164**");
  expect(plainText(parseMarkdown("**\u3164** _a_"))).toBe("\u3164 a");
});

it("[TEXT-31] a text is cut between two graphemes, as late as it fits, by both functions alike", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 200 }), (whole, maxUnits) => {
      const graphemes = graphemesOf(whole);
      expect(countGraphemes(whole)).toBe(graphemes.length);
      let wanted = "";
      for (const grapheme of graphemes) {
        if (wanted.length + grapheme.length > maxUnits) break;
        wanted += grapheme;
      }
      fc.pre(wanted !== "" || maxUnits === 0 || whole === "");
      expect(cutAt(whole, maxUnits)).toBe(wanted);
      expect(cutText(whole, maxUnits)).toBe(wanted);
    }),
    { seed: 20261129, numRuns: 2_000 },
  );
});

it("[TEXT-31] a first grapheme that is too long by itself is cut between code points", () => {
  for (const cut of [cutAt, cutText]) {
    expect(cut(`e${"\u0301".repeat(500)}`, 160)).toBe(`e${"\u0301".repeat(159)}`);
    expect(cut("👨\u200D👩\u200D👧".repeat(2), 4)).toBe("👨");
    expect(cut("👨\u200D👩\u200D👧", 3)).toBe("👨");
    expect(cut("😀", 1)).toBe("");
    expect(cut(`${"x".repeat(159)}😀`, 160)).toBe("x".repeat(159));
    expect(cut("x".repeat(160), 160)).toBe("x".repeat(160));
  }
});
