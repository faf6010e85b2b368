// What of ordinary text is Markdown and what is not, in every script: the classes of TEXT-1 to TEXT-8.
import { describe, expect, it } from "vitest";
import type { Mention } from "../../apps/text/mentions/mention.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { plainText } from "../../apps/text/markdown/plain-text.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { actingTexts, typedTexts } from "../support/ordinary-texts.ts";
import { shownText } from "../support/shown-text.ts";

const shown = (text: string, mentions: readonly Mention[] = []): string => shownText(parseMarkdown(text, mentions));

describe("[TEXT-1] what is no Markdown", () => {
  it.each(Object.entries(typedTexts))("is shown as it was typed: %s", (_class, texts) => {
    for (const text of texts) expect(shown(text), text).toBe(text);
  });

  it("is the same text in a list, a quote, a notification and the terminal", () => {
    for (const text of Object.values(typedTexts).flat()) {
      expect(plainText(parseMarkdown(text)), text).toBe(text);
      expect(previewText(text), text).toBe(text.replaceAll(/\s+/g, " ").trim());
    }
  });
});

describe("[TEXT-3] [TEXT-4] [TEXT-5] [TEXT-7] what acts", () => {
  it.each(Object.entries(actingTexts))("is what a person meant: %s", (_class, rows) => {
    for (const [text, seen] of rows) expect(shown(text), text).toBe(seen);
  });
});

describe("[TEXT-8] a mention", () => {
  const al = { name: "_Al_", me: false };
  const star = { name: "*st*ar ~~", me: true };
  it("is whole, whatever marks its name has and whatever is around it", () => {
    expect(shown("@_Al_ and @_Al_", [al])).toBe("{@_Al_} and {@_Al_}");
    expect(shown("**@_Al_** *@_Al_* @*st*ar ~~", [al, star])).toBe("<b>{@_Al_}</b> <i>{@_Al_}</i> {@*st*ar ~~}");
    expect(shown("- @_Al_\n- _x_", [al])).toBe("[-] {@_Al_}\n[-] <i>x</i>");
    expect(shown("你好@_Al_你好_", [al])).toBe("你好{@_Al_}你好_");
  });

  it("of nobody who was named is text, with its underscores", () => {
    expect(shown("@_Al_ hi @__x__")).toBe("@_Al_ hi @__x__");
  });

  it("is none in code and in the label of a link", () => {
    expect(shown("`@_Al_` [@_Al_](https://a.example)", [al])).toBe("<c>@_Al_</c> <a https://a.example/>@_Al_</a>");
  });
});

describe("[TEXT-9] a preview", () => {
  it("says what the message shows, on one line, with its markers", () => {
    expect(previewText("**Hi** _you_, `code`\n- a\n- b\n\n> said\nanswer")).toBe("Hi you, code - a - b > said answer");
    expect(previewText("[label](https://a.example) and ![](https://a.example/x)")).toBe(
      "label and https://a.example/x",
    );
    expect(previewText("```ts\nlet a = `x*y*`;\n```")).toBe("let a = `x*y*`;");
    expect(previewText("https://a.example/_x_/a*b*c")).toBe("https://a.example/_x_/a*b*c");
  });

  it("of a text that was cut shows no mark whose end was cut off", () => {
    const bold = `**${"bold ".repeat(40)}end**`;
    expect(previewText(bold)).toMatch(/^bold bold/);
    expect(previewText(bold.slice(0, 160))).toMatch(/^bold[^*]*$/);
    expect(previewText(`see **kwargs ${"word ".repeat(10)}`)).toMatch(/^see \*\*kwargs/);
  });
});

it("[TEXT-6] a long block of code is one, whatever it is full of", () => {
  const code = "snake_case[i] = *p_x; ".repeat(700);
  expect(parseMarkdown(`\`\`\`c\n${code}\n\`\`\`\nend`)).toEqual([
    { kind: "code-block", language: "c", text: code },
    { kind: "paragraph", children: ["end"] },
  ]);
  expect(shown("*a* ".repeat(2_000))).toBe("*a* ".repeat(2_000));
});

it("[TEXT-10] long and hostile texts are parsed in a time that grows with their length", () => {
  const marks = [
    "*",
    "_",
    "~~",
    "`",
    "[",
    "](",
    "> ",
    ">",
    "- ",
    "1. ",
    "<",
    "\\",
    "\\*",
    "@",
    "**a ",
    "*_",
    "`` ` ",
    "*a**b",
  ];
  const pieces = [
    ...marks,
    "a*b",
    "```a\n",
    "-\n",
    "- a\n",
    "> 1\n",
    ">\n",
    "[a](b",
    "![",
    "1)\n",
    "https://",
    "a@b.c",
    "\t",
    "\n",
  ];
  // Where one of these took more than its length, the test would not end in its time.
  for (const piece of pieces) {
    // Below the number of marks from where a text is no prose, and far above it.
    for (const length of [3_000, 16_384]) {
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      previewText(text);
      expect(parseMarkdown(text).length).toBeGreaterThan(0);
    }
  }
});
