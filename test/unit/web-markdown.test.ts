// What a message's text becomes before it is shown.
import { describe, expect, it } from "vitest";
import type { Block, Inline } from "../../apps/text/markdown/blocks.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";

const paragraph = (...children: Inline[]): Block => ({ kind: "paragraph", children });
const link = (href: string, ...children: Inline[]): Inline => ({ kind: "link", href, children });
const quote = (...blocks: Block[]): Block => ({ kind: "quote", blocks });
const list = (...items: (readonly [marker: string, text: string])[]): Block => ({
  kind: "list",
  ordered: /^\d/.test(items[0]?.[0] ?? ""),
  items: items.map(([marker, text]) => ({ marker, blocks: [paragraph(text)] })),
});
const lineBreak: Inline = { kind: "break" };

describe("[WEB-23] Markdown of messages", () => {
  it.each<[string, readonly Block[]]>([
    ["plain", [paragraph("plain")]],
    ["two\nlines", [paragraph("two", lineBreak, "lines")]],
    [
      "**b** *i* ~~s~~ `c`",
      [
        paragraph(
          { kind: "strong", children: ["b"] },
          " ",
          { kind: "em", children: ["i"] },
          " ",
          { kind: "del", children: ["s"] },
          " ",
          { kind: "code", text: "c" },
        ),
      ],
    ],
    ["```js\n1 < 2 **no**\n```", [{ kind: "code-block", text: "1 < 2 **no**", language: "js" }]],
    ["> said\n\nanswered", [quote(paragraph("said")), { kind: "blank", text: "" }, paragraph("answered")]],
    ["- a\n- b", [list(["-", "a"], ["-", "b"])]],
    ["* a\n* b", [list(["•", "a"], ["•", "b"])]],
    ["3. c\n4. d", [list(["3.", "c"], ["4.", "d"])]],
    ["- [ ] a\n- [x] b", [list(["☐", "a"], ["☑", "b"])]],
    ["[here](https://a.example/x)", [paragraph(link("https://a.example/x", "here"))]],
    [
      "see https://a.example/x?y=1, then",
      [paragraph("see ", link("https://a.example/x?y=1", "https://a.example/x?y=1"), ", then")],
    ],
    ["ada@a.example", [paragraph(link("mailto:ada@a.example", "ada@a.example"))]],
    ["\\*as typed\\*", [paragraph("*as typed*")]],
    ["snake_case_name 2 * 3 * 4", [paragraph("snake_case_name 2 * 3 * 4")]],
  ])("reads %j", (text, blocks) => {
    expect(parseMarkdown(text)).toEqual(blocks);
  });

  it.each([
    "*",
    "-",
    "***",
    "# not a title",
    "| a | b |",
    "[x]: nowhere",
    "&lt;b&gt;",
    "---",
    "~~~~wow",
    "``` not a language",
  ])("leaves %j as it was typed", (text) => {
    expect(parseMarkdown(text)).toEqual([paragraph(text)]);
  });

  it("finds those whom the message mentions, by their whole name", () => {
    const mentions = [
      { name: "Ann", me: true },
      { name: "Ann Lee", me: false },
      { name: "王伟", me: false },
    ];
    expect(parseMarkdown("@Ann @Ann Lee @Anna @Bob @王伟你好 [@Ann](https://a.example)", mentions)).toEqual([
      paragraph(
        { kind: "mention", name: "Ann", me: true },
        " ",
        { kind: "mention", name: "Ann Lee", me: false },
        " @Anna @Bob ",
        { kind: "mention", name: "王伟", me: false },
        "你好 ",
        link("https://a.example/", "@Ann"),
      ),
    ]);
  });
});
