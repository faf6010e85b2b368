// The line of a message in lists, before and after the parser has come.
import { expect, it } from "vitest";
import { kindOf } from "../../apps/web/kinds/kinds.ts";
import * as now from "../../apps/web/markdown/seen-line.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { actingTexts, typedTexts } from "../support/ordinary-texts.ts";

it("[TEXT-9] a line is as it was typed until the parser is there, and then what the message shows", async () => {
  const text = "**Hi** you\n- a\n- b";
  // Other files of tests may have loaded the parser before: this one is as at the start of a page.
  const path = "../../apps/web/markdown/seen-line.ts?at-the-start";
  const early: typeof now = await import(path);
  expect(early.seenLine(text)).toBe("**Hi** you - a - b");
  await early.textPart.load();
  expect(early.seenLine(text)).toBe("Hi you - a - b");
  await now.textPart.load();
  expect(now.seenLine(text)).toBe("Hi you - a - b");
  const content = { type: "text", text } as const;
  const kind = kindOf(content);
  const lines = [
    kind.listed(text),
    kind.preview(content),
    kind.quote(content),
    kind.announce(content),
    kind.notify(content),
  ];
  expect(new Set(lines)).toEqual(new Set(["Hi you - a - b"]));
});

it("[TEXT-9] a text that needs no parser is the same with one", async () => {
  await now.textPart.load();
  const all = [
    ...Object.values(typedTexts).flat(),
    ...Object.values(actingTexts)
      .flat()
      .map(([text]) => text),
  ];
  for (const text of all) expect(now.seenLine(text), text).toBe(previewText(text));
});
