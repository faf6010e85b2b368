// Marks around what is selected in the composer.
import { describe, expect, it } from "vitest";
import { formatOfKey } from "../../apps/web/composer/format-key.ts";
import { formatted, type TextFormat } from "../../apps/web/composer/format-text.ts";

/** The selection stands between bars. */
const written = (text: string) => {
  const [before = "", inside = "", after = ""] = text.split("|");
  return { text: before + inside + after, start: before.length, end: before.length + inside.length };
};
const after = (text: string, format: TextFormat): string => {
  const { text: next, start, end } = formatted(written(text), format);
  return `${next.slice(0, start)}|${next.slice(start, end)}|${next.slice(end)}`;
};

describe("[WEB-284] formatting", () => {
  it.each([
    ["bold", "a |word| here", "a **|word|** here"],
    ["italic", "|word|", "_|word|_"],
    ["strike", "a |word|", "a ~~|word|~~"],
    ["code", "a |x = 1|", "a `|x = 1|`"],
    // Marks act beside words only.
    ["bold", "a| word |here", "a **|word|** here"],
    // Nothing selected: what is typed next stands between them.
    ["bold", "a ||", "a **||**"],
    ["block", "one\nt|wo\nthr|ee\nfour", "one\n```\nt|wo\nthr|ee\n```\nfour"],
    ["block", "||", "```\n||\n```"],
  ] as const)("%s: %s", (format, before, wanted) => {
    expect(after(before, format)).toBe(wanted);
  });

  it("takes away what is there", () => {
    for (const format of ["bold", "italic", "strike", "code"] as const) {
      expect(after(after("a |word| here", format), format)).toBe("a |word| here");
      const marked = formatted(written("|word|"), format).text;
      expect(after(`|${marked}|`, format)).toBe("|word|");
    }
  });

  it("has keys, which are those of the system", () => {
    const key = (name: string, more: object = {}) => ({
      ...{ key: name, ctrlKey: true, metaKey: false, altKey: false, shiftKey: false },
      ...more,
    });
    const shift = { shiftKey: true };
    const keys = [key("b"), key("i"), key("e"), key("X", shift), key("C", shift), key("c"), key("b", shift)];
    expect(keys.map((one) => formatOfKey(one, false))).toEqual([
      "bold",
      "italic",
      "code",
      "strike",
      "block",
      null,
      null,
    ]);
    expect(formatOfKey(key("b", { ctrlKey: false }), false)).toBeNull();
    expect(formatOfKey(key("b", { altKey: true }), false)).toBeNull();
    expect(formatOfKey(key("b"), true)).toBeNull();
    expect(formatOfKey(key("b", { ctrlKey: false, metaKey: true }), true)).toBe("bold");
  });
});
