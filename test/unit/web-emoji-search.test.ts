// Short codes of emoji: where one is begun, and what it may mean.
import { expect, it } from "vitest";
import { emojiCodes } from "../../apps/web/composer/emoji-codes.data.ts";
import { emojiAt, emojiMatches, emojiOfCode } from "../../apps/web/composer/emoji-search.ts";

it.each([
  [":sm", { start: 0, query: "sm", isWhole: false }],
  ["well :Smi", { start: 5, query: "smi", isWhole: false }],
  ["(:tada:", { start: 1, query: "tada", isWhole: true }],
  ["line\n:+1", { start: 5, query: "+1", isWhole: false }],
  ["at 10:30", null],
  ["a:smile", null],
  [":)", null],
  [":s", null],
  ["`:smile", null],
  [":smile :", null],
])("[WEB-286] a code in %j: %j", (text, expected) => {
  expect(emojiAt(text, text.length)).toEqual(expected);
});

it("[WEB-286] looks only at what stands before the caret", () => {
  expect(emojiAt(":smile", 3)).toEqual({ start: 0, query: "sm", isWhole: false });
});

it("[WEB-286] the code itself comes first, then those that begin so, then those with such a word", () => {
  expect(emojiMatches("heart", 3).map(({ emoji }) => emoji)[0]).toBe("❤️");
  const cats = emojiMatches("cat", 8);
  expect(cats[0]?.codes).toContain("cat");
  expect(cats.every(({ codes }) => codes.some((code) => /(?:^|_)cat/.test(code)))).toBe(true);
  expect(emojiMatches("nothing_is_called_so", 8)).toEqual([]);
});

it("[WEB-286] every code is of one emoji, which is drawn as one", () => {
  expect(emojiOfCode("tada")).toBe("🎉");
  expect(emojiOfCode("toString")).toBeUndefined();
  const lines = emojiCodes.split(";");
  const codes = lines.flatMap((line) => line.split(" ").slice(1));
  expect(new Set(codes).size).toBe(codes.length);
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  expect(lines.filter((line) => [...graphemes.segment(line.split(" ")[0] ?? "")].length !== 1)).toEqual([]);
});
