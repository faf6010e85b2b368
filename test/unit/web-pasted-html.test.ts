// What is pasted from pages, documents and editors as Markdown.
import { expect, it } from "vitest";
import { hasFormat, looksLikeCode } from "../../apps/web/composer/pasted.ts";
import { markdownOfHtml } from "../../apps/web/composer/pasted-html.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";

it.each([
  [
    "emphasis",
    "<p>a <b>bold</b> and <em>slanted</em>, <del>gone</del> <code>x = 1</code></p>",
    "a **bold** and _slanted_, ~~gone~~ `x = 1`",
  ],
  ["spaces at the edges of marks", "<b> bold </b>word", "**bold** word"],
  ["paragraphs and lines", "<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"],
  ["a link", 'see <a href="https://example.com/a_(b)">the page</a>.', "see [the page](https://example.com/a_%28b%29)."],
  ["a link that names itself", '<a href="https://example.com/">https://example.com</a>', "https://example.com"],
  ["a link that is none", '<a href="javascript:alert(1)">press</a>', "press"],
  ["lists in lists", "<ul><li>one<ol><li>a</li><li>b</li></ol></li><li>two</li></ul>", "- one\n  1. a\n  2. b\n- two"],
  ["a list that goes on", '<ol start="4"><li>four</li><li>five</li></ol>', "4. four\n5. five"],
  ["code", "<pre><code>if (a) {\n  b();\n}\n</code></pre>", "```\nif (a) {\n  b();\n}\n```"],
  ["a quote", "<blockquote><p>said</p><p>so</p></blockquote>after", "> said\n>\n> so\n\nafter"],
  ["a heading", "<h2>Title</h2><p>text</p>", "**Title**\n\ntext"],
  ["a bold that is none", '<b style="font-weight:normal"><p>plain</p></b>', "plain"],
  ["what is not seen", "<head><title>t</title></head><style>p{}</style><script>x</script><p>seen</p>", "seen"],
  ["entities", "<b>a &amp; b &lt;c&gt;</b>", "**a & b <c>**"],
  ["a table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"],
])("[WEB-287] %s", (_what, html, markdown) => {
  expect(markdownOfHtml(html)).toBe(markdown);
});

it("[WEB-287] only what has a format is written anew", () => {
  expect(hasFormat('<meta charset="utf-8"><span style="color: red">plain</span><p>text</p>')).toBe(false);
  expect(hasFormat("<p>a <b>bold</b> word</p>")).toBe(true);
  expect(hasFormat("<body>no tag begins so</body>")).toBe(false);
});

it("[WEB-287] whatever is pasted, it ends, and no tag is left", () => {
  const deep = `${"<b><ul><li>".repeat(20_000)}deep`;
  expect(markdownOfHtml(deep)).toContain("deep");
  expect(markdownOfHtml("<b>never <i>closed")).toContain("closed");
  expect(markdownOfHtml("</b></ul><p")).not.toContain("<");
  expect(parseMarkdown(markdownOfHtml("<ul><li><b>x</b>"), [])).not.toEqual([]);
});

it.each([
  ["a function", "function a() {\n  return 1;\n}", true],
  ["with tabs", "if x:\n\ty()\nz()", true],
  ["a verse", "one line\nanother line\na third", false],
  ["two lines", "if x:\n  y()", false],
  ["a block that is one", "```\na\n  b\nc\n```", false],
])("[WEB-287] a block is offered for %s: %s", (_what, text, expected) => {
  expect(looksLikeCode(text)).toBe(expected);
});

it("[WEB-287] long blanks take no time that grows with their square", () => {
  const blanks = `<pre>${" \n".repeat(100_000)}x</pre>`;
  expect(markdownOfHtml(blanks)).toContain("x");
});
