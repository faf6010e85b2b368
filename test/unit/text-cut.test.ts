// Texts that were cut before they are parsed, and line ends that are not line feeds.
import { expect, it } from "vitest";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { plainText } from "../../apps/text/markdown/plain-text.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { mentionMatches } from "../../apps/text/mentions/mention-search.ts";
import { cutPreview } from "../../schema/protocol/cut-text.ts";

const maxChars = 160;
const words = (length: number): string => "words ".repeat(maxChars).slice(0, length - 1) + " ";

/** As the list of conversations shows it of what the server has cut. */
const listed = (text: string): string => previewText(cutPreview(text, maxChars));

it.each([
  ["a link in its address", `${words(120)}[the map](https://maps.example.org/${"a".repeat(99)}) is here`, "the map"],
  ["a link in angle brackets", `${words(120)}[map](<https://maps.example.org/${"a".repeat(99)}>)`, "map"],
  ["an image", `${words(120)}![photo](https://maps.example.org/${"a".repeat(99)})`, "photo"],
  ["code", `${words(120)}\`npm run ${"a".repeat(99)}\``, `npm run ${"a".repeat(31)}`],
  ["bold text at its mark", `${words(158)}**bold**`, ""],
  ["struck text at its mark", `${words(158)}~~old~~`, ""],
])("[TEXT-55] a preview that was cut within %s has no half of its marks", (_what, text, end) => {
  const beginning = text.startsWith(words(158)) ? words(158) : words(120);
  expect(listed(text)).toBe((beginning + end).trim());
});

it.each([
  "ends with a backtick ` and goes on",
  "see [1](sort of) and goes on",
  "not a link: [a](b and goes on",
  "a ** b and goes on",
])("[TEXT-55] a text that was not cut keeps what looks like half a mark: %j", (text) => {
  expect(previewText(text)).toBe(text);
});

it("[TEXT-56] every kind of line end is one, as word processors and other systems write them", () => {
  expect(plainText(parseMarkdown("a\r\nb\rc\u000Bd\fe\u0085f\u2028g\u2029h"))).toBe("a\nb\nc\nd\ne\nf\ng\nh");
  expect(plainText(parseMarkdown("*a*\u2028- b\u000B- c"))).toBe("a\n- b\n- c");
});

it("[WEB-180] a Korean name is suggested by the first letters of its syllables", () => {
  const people = ["김민수", "박서준"].map((name, at) => ({ id: `user_${at}`, name, username: `user${at}` }));
  expect(mentionMatches(people, "ㄱㅁ", 5).map(({ name }) => name)).toEqual(["김민수"]);
  expect(mentionMatches(people, "an", 5)).toEqual([]);
});
