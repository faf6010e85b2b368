// Texts that are written to do harm, as the page is going to show them.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block, Inline } from "../../apps/text/markdown/blocks.ts";
import { clipText } from "../../apps/web/markdown/clip-text.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { hostileTexts } from "../support/hostile-texts.ts";

interface Shown {
  readonly text: string;
  readonly hrefs: readonly string[];
  readonly depth: number;
}

const joined = (parts: readonly Shown[], deeper: number): Shown => ({
  text: parts.map(({ text }) => text).join(""),
  hrefs: parts.flatMap(({ hrefs }) => hrefs),
  depth: Math.max(0, ...parts.map(({ depth }) => depth)) + deeper,
});

function shownInline(inline: Inline): Shown {
  if (typeof inline === "string") return { text: inline, hrefs: [], depth: 0 };
  switch (inline.kind) {
    case "break":
      return { text: "\n", hrefs: [], depth: 0 };
    case "code":
      return { text: inline.text, hrefs: [], depth: 0 };
    case "mention":
      return { text: `@${inline.name}`, hrefs: [], depth: 0 };
    case "link": {
      const label = joined(inline.children.map(shownInline), 1);
      return { ...label, hrefs: [inline.href, ...label.hrefs] };
    }
    default:
      return joined(inline.children.map(shownInline), 1);
  }
}

function shownBlock(block: Block): Shown {
  switch (block.kind) {
    case "paragraph":
      return joined(block.children.map(shownInline), 1);
    case "code-block":
      return { text: `${block.language}\n${block.text}`, hrefs: [], depth: 1 };
    case "blank":
      return { text: block.text, hrefs: [], depth: 0 };
    case "quote":
      return joined(block.blocks.map(shownBlock), 1);
    case "list":
      return joined(
        block.items.flatMap(({ blocks }) => blocks.map(shownBlock)),
        1,
      );
  }
}

const shown = (text: string): Shown => joined(parseMarkdown(text).map(shownBlock), 0);

describe("[WEB-24] hostile texts", () => {
  it.each(hostileTexts.map(({ name, text }) => [name, text] as const))("%s", (_name, text) => {
    const { hrefs, depth } = shown(text);
    for (const href of hrefs) expect(href).toMatch(/^(https?:\/\/[^@/]+(\/|$)|mailto:)/);
    expect(depth).toBeLessThan(64);
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "vbscript:x",
    "//evil.example",
    "/api/devices",
    "blob:https://a.example/x",
    "https://bank.example@evil.example/",
  ])("a link to %j is no link", (address) => {
    for (const text of [`[x](${address})`, `[x](<${address}>)`, `<${address}>`, `![x](${address})`]) {
      expect(shown(text).hrefs).toEqual([]);
    }
  });

  it("orders of direction and towers of marks do not come through", () => {
    expect(shown("a\u202Eb\u2066c\u2069d\u200F").text).toBe("abcd\u200F");
    expect(shown(`z${"\u0301".repeat(500)}!`).text).toBe(`z${"\u0301".repeat(6)}!`);
    expect(shown("a\u0000\u0007b\r\nc").text).toBe("ab\nc");
  });

  it("whatever is written, addresses are those that may be and every word is shown", () => {
    const pieces = fc.constantFrom(
      "**",
      "*",
      "_",
      "~~",
      "`",
      "[",
      "](",
      ")",
      "> ",
      "\n",
      "\n\n",
      "- ",
      "1. ",
      " ",
      "<",
      ">",
      "!",
      "\\",
      "@",
      "&",
      "|",
      "#",
      "http://",
      "https://h/",
      "javascript:",
      "mailto:",
    );
    const words = fc.nat(999).map((n) => `w${n}w`);
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, words), { maxLength: 60 }), (parts) => {
        const text = parts.join("");
        const { text: seen, hrefs } = shown(text);
        for (const href of hrefs) expect(href).toMatch(/^(https?|mailto):/);
        const everything = [seen, ...hrefs].join("\n");
        for (const word of text.match(/w\d+w/g) ?? []) expect(everything).toContain(word);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("[WEB-25] long texts", () => {
  it("are shown whole up to a page", () => {
    const page = Array.from({ length: 30 }, (_, line) => `line ${line}`).join("\n");
    expect(clipText(page)).toEqual({ text: page, isClipped: false });
    expect(clipText("")).toEqual({ text: "", isClipped: false });
  });

  it("of many lines or many characters are cut, between words where there are some and never within a character", () => {
    const lines = clipText("x\n".repeat(1_000));
    expect(lines).toEqual({ text: `${"x\n".repeat(24).trimEnd()}…`, isClipped: true });
    const prose = clipText("word ".repeat(1_000));
    expect(prose.isClipped).toBe(true);
    expect(prose.text).toMatch(/word…$/);
    const flags = clipText(`${"x".repeat(1_799)}${"🇩🇪".repeat(1_000)}`);
    expect(flags).toEqual({ text: `${"x".repeat(1_799)}…`, isClipped: true });
    const family = clipText("👩‍👩‍👧".repeat(1_000));
    expect(family.text.isWellFormed()).toBe(true);
    expect(family.text.length).toBeLessThanOrEqual(1_801);
  });
});
