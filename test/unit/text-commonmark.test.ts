// The official examples of CommonMark, as far as messages have its syntax.
import spec from "commonmark-spec";
import { expect, it } from "vitest";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { blocksHtml, comparable } from "../support/commonmark-html.ts";
import { deviations, unsupportedSections } from "../support/commonmark-deviations.ts";

/** Messages have no links within a site: the examples' are made addresses of the web. */
const absolute = (text: string): string =>
  text.replaceAll(/(\]\(\s*<?|href="|src=")\/(?!\/)/g, "$1https://a.example/").replaceAll("→", "\t");

const examples = spec.tests.filter(({ section }) => !unsupportedSections.includes(section));
const differing = examples
  .filter(({ markdown, html }) => {
    const blocks = parseMarkdown(absolute(markdown).replace(/\n$/, ""));
    return comparable(blocksHtml(blocks)) !== comparable(absolute(html));
  })
  .map(({ number }) => number);
const listed = deviations.flatMap((deviation) => deviation.examples);

it("[TEXT-2] what acts is what CommonMark says, but for the listed deviations", () => {
  expect(examples.length).toBe(468);
  expect(differing.filter((number) => !listed.includes(number))).toEqual([]);
});

it("[TEXT-2] each listed deviation is one, is listed once and has a reason", () => {
  expect(listed.filter((number) => !differing.includes(number))).toEqual([]);
  expect(listed.length).toBe(new Set(listed).size);
  for (const { reason } of deviations) expect(reason).toMatch(/^[A-Z].{20,}\.$/s);
});
