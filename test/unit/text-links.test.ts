// Where bare links begin and end.
import { expect, it } from "vitest";
import { linkAt, nextLink } from "../../apps/text/links/link-at.ts";
import type { Inline } from "../../apps/text/markdown/blocks.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { linkRows } from "../support/link-rows.ts";

/** The text with its links between `⟦` and `⟧`. */
function marked(text: string): string {
  let shown = "";
  let rest = 0;
  for (let link = nextLink(text); link !== null; link = nextLink(text, rest)) {
    shown += `${text.slice(rest, link.at)}⟦${text.slice(link.at, link.end)}⟧`;
    rest = link.end;
  }
  return shown + text.slice(rest);
}

it("[TEXT-20] a bare link ends where the sentence goes on, in every script", () => {
  const texts = linkRows.map((row) => row.replaceAll(/[⟦⟧]/g, ""));
  expect(texts.map(marked)).toEqual(linkRows);
});

it("[TEXT-20] a link is the same whether the text is searched for it or asked at its place", () => {
  for (const row of linkRows) {
    const text = row.replaceAll(/[⟦⟧]/g, "");
    for (let link = nextLink(text); link !== null; link = nextLink(text, link.end)) {
      expect(linkAt(text, link.at), text).toEqual({ end: link.end, href: link.href });
    }
  }
});

it.each([
  ["HTTPS://EXAMPLE.com/A?b=#C", "https://example.com/A?b=#C"],
  ["www.example.com/a", "http://www.example.com/a"],
  ["https://例子.中国/页", "https://xn--fsqu00a.xn--fiqs8s/%E9%A1%B5"],
  ["ada@bücher.example", "mailto:ada@xn--bcher-kva.example"],
  ["https://example.com，你好", "https://example.com/"],
])("[TEXT-20] %s leads to %s", (text, href) => {
  expect(linkAt(text, 0)?.href).toBe(href);
});

it("[TEXT-20] a message has the same links, whatever marks it has", () => {
  const linksOf = (inlines: readonly Inline[]): string[] =>
    inlines.flatMap((inline) => {
      if (typeof inline === "string" || !("children" in inline)) return [];
      return inline.kind === "link"
        ? inline.children.filter((part) => typeof part === "string")
        : linksOf(inline.children);
    });
  // In backticks is code.
  for (const row of linkRows.filter((one) => !one.includes("`"))) {
    const blocks = parseMarkdown(row.replaceAll(/[⟦⟧]/g, ""));
    const shown = blocks.flatMap((block) => (block.kind === "paragraph" ? linksOf(block.children) : []));
    expect(shown).toEqual(Array.from(row.matchAll(/⟦([^⟧]*)⟧/g), ([, link = ""]) => link));
  }
});

it("[TEXT-20] what almost is a link, many times over, is read once", () => {
  const parts = [
    "https://",
    "www.",
    "a@",
    "漢@",
    "https://a.b/",
    "https://a.b/(",
    "mailto:",
    "mailto:a@b.cc/",
    "http://256.1.1.1/",
  ];
  for (const part of parts) {
    // A reader that begins anew at each of them takes seconds for each text: the test would not end in its time.
    for (const before of ["", "https://a.b/", "a@"]) {
      const text = before + part.repeat(16_384 / part.length);
      expect(marked(text).replaceAll(/[⟦⟧]/g, ""), part).toBe(text);
    }
  }
});
