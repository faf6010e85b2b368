// Texts of both directions beside each other.
import { afterEach, beforeEach, expect, it } from "vitest";
import { directionOfLine, isolated } from "../../apps/text/isolate.ts";
import { directionOf } from "../../apps/text/markdown/direction.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { catalogue } from "../../apps/web/i18n/catalogue.ts";
import { formatList } from "../../apps/web/i18n/format.ts";
import { localePreference } from "../../apps/web/i18n/locale.ts";

beforeEach(() => {
  localePreference.value = "en";
});
afterEach(() => {
  localePreference.value = "system";
});

const ofDirection = {
  rtl: ["שלום", "مرحبا", "܁ܫܠܡܐ", "ދިވެހި", "ߒߞߏ", "𞤀𞤣𞤤𞤢𞤥", "123 שלום", "“שלום” said he", "👍 שלום", "> שלום", "> - שלום"],
  "rtl, after what does not count": ["`code` שלום", "https://example.com שלום", "@Bob שלום", "```\nx = 1\n```\nשלום"],
  ltr: ["hello שלום", "привет", "你好", "> hello\n\nשלום", "- hello\n- שלום", "@בוב hello", "**hello** שלום"],
  none: ["123", "👍", "!?", "@Bob", "`code`", "https://example.com"],
} as const;

it("[WEB-184] a message has the direction of its first letter, but for names, addresses and code", () => {
  const mentions = ["Bob", "בוב"].map((name) => ({ name, me: false }));
  const faults = Object.entries(ofDirection).flatMap(([direction, texts]) =>
    texts
      .map((text) => [text, directionOf(parseMarkdown(text, mentions)) ?? "none"] as const)
      .filter(([, found]) => !direction.startsWith(found)),
  );
  expect(faults).toEqual([]);
});

it("[WEB-183] a name of the other direction within a sentence is apart from the numbers and signs beside it", () => {
  const t = catalogue({ asks: "{name} (3) and {other}!" }, { asks: "{name}（3）和{other}！" });
  expect(t("asks", { name: "علي", other: "Bob" })).toBe("\u2068علي\u2069 (3) and Bob!");
  localePreference.value = "zh";
  expect(t("asks", { name: "王小美", other: "שרה" })).toBe("王小美（3）和\u2068שרה\u2069！");
  expect(formatList(["علي", "Bob", "שרה"])).toBe("\u2068علي\u2069、Bob和\u2068שרה\u2069");
  // A list in a sentence: each name is apart already.
  expect(isolated(formatList(["علي", "שרה"]))).toBe("\u2068علي\u2069和\u2068שרה\u2069");
});

it("[WEB-183] a line of a list has the direction of its first letter, but for who is meant and addresses", () => {
  const lines = [
    "שלום Bob",
    "@Bob שלום",
    "https://example.com שלום",
    "Bob שלום",
    "@שרה hello",
    "@Bob",
    "@שרה",
    "12:30",
    "",
  ];
  expect(lines.map(directionOfLine)).toEqual(["rtl", "rtl", "rtl", "ltr", "ltr", "ltr", "rtl", "ltr", "ltr"]);
});
