// Lines of the terminal client as rows of a screen and as lines for programs.
import { stripVTControlCharacters as bare } from "node:util";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { graphemesOf } from "../../apps/text/graphemes.ts";
import { cutToColumns, mostColumnsOf } from "../../apps/terminal/lines/columns.ts";
import { lineOf, rowsOf } from "../../apps/terminal/lines/line.ts";
import { tableOf } from "../../apps/terminal/lines/table.ts";

const head = "12:34 ada: ";
const shown = (text: string, columns = 41, mentions: readonly { name: string; me: boolean }[] = []): string[] =>
  rowsOf({ head, written: { text, mentions } }, { columns, isStyled: true }).map((row) =>
    bare(row).replaceAll("\u2066", "<L").replaceAll("\u2067", "<R").replaceAll("\u2069", ">"),
  );

it.each<[string, string, string[]]>([
  [
    "a word too many",
    "the quick brown fox jumps over it all",
    [`${head}the quick brown fox jumps`, "           over it all"],
  ],
  ["several spaces", "a  b   c\n  d", [`${head}a  b   c`, "             d"]],
  ["a long word", "x".repeat(40), [head + "x".repeat(29), `           ${"x".repeat(11)}`]],
  ["a word that fits below", `so ${"x".repeat(28)}`, [`${head}so`, `           ${"x".repeat(28)}`]],
  [
    "Chinese, and no row that begins with its stop",
    "今天天气很好我们去公园散步吧好。下午三点见",
    [`${head}今天天气很好我们去公园散步吧`, "           好。下午三点见"],
  ],
  [
    "Japanese",
    "コーヒーを飲みながらゆっくり話しましょう。",
    [`${head}コーヒーを飲みながらゆっくり`, "           話しましょう。"],
  ],
  ["Thai by its words", "ภาษาไทยไม่มีการเว้นวรรคระหว่างคำดังนั้น", [`${head}ภาษาไทยไม่มีการเว้นวรรคระหว่างคำ`, "           ดังนั้น"]],
  ["emoji", "😀".repeat(16), [head + "😀".repeat(14), `           ${"😀".repeat(2)}`]],
  ["emoji that some terminals do not join", "👩‍👩‍👧".repeat(5), [head + "👩‍👩‍👧".repeat(4), "           👩‍👩‍👧"]],
  ["marks without a width", "e\u0301".repeat(31), [head + "e\u0301".repeat(29), `           ${"e\u0301".repeat(2)}`]],
  ["a tab", "a\tb\n\tc", [`${head}a       b`, "                   c"]],
  [
    "an address beside Chinese",
    "看https://example.com/路径，好",
    [`${head}看https://example.com/路径，`, "           好"],
  ],
])("[TEXT-42] rows end at words and are indented: %s", (_what, text, rows) => {
  expect(shown(text)).toEqual(rows);
});

it("[TEXT-41] links are shown in full, and never broken", () => {
  const long = `https://example.com/${"abcdefghij".repeat(6)}?q=1`;
  expect(shown(`see ${long}, please do`)).toEqual([`${head}see`, `           ${long},`, "           please do"]);
  expect(shown("[docs](https://example.com/a) and https://example.com/b", 90)).toEqual([
    `${head}docs (https://example.com/a) and https://example.com/b`,
  ]);
  // A Cyrillic letter, which nobody sees.
  expect(shown("https://ex\u0430mple.com/a", 90)).toEqual([
    `${head}https://ex\u0430mple.com/a (https://xn--exmple-4nf.com/a)`,
  ]);
  expect(shown("www.example.com, ada@example.com, https://例え.jp/路", 90)).toEqual([
    `${head}www.example.com, ada@example.com, https://例え.jp/路`,
  ]);
  // What the client itself says to copy.
  const token = `group_${"a1b2c3d4".repeat(8)}`;
  expect(rowsOf({ head: `— /join ${token}` }, { columns: 40, isStyled: true })).toEqual(["— /join", `    ${token}`]);
  // The words look like another address.
  expect(shown("[https://bank.example](https://evil.example/)", 90)).toEqual([
    `${head}https://bank.example (https://evil.example/)`,
  ]);
});

it("[TEXT-40] quotes, lists and code stand in rows of their own, under the text", () => {
  expect(shown("> one two three four five six seven\n\n- a\n- b\n\n```\nif (x) {\n\treturn\n}\n```")).toEqual([
    `${head}│ one two three four five six`,
    "           │ seven",
    "",
    "           - a",
    "           - b",
    "",
    "           if (x) {",
    "                   return",
    "           }",
  ]);
  expect(shown("hi @bob, @carol", 60, [{ name: "bob", me: false }])).toEqual([`${head}hi @bob, @carol`]);
});

it("[TEXT-43] each row of right-to-left text is in an isolate of its direction; other text is in none", () => {
  const rows = shown("שלום לכולם, זה טקסט ארוך עם English בתוכו");
  expect(rows).toEqual([`${head}<Rשלום לכולם, זה טקסט ארוך>`, "           <Rעם English בתוכו>"]);
  expect(shown("see قاموس\nplain")).toEqual([`${head}<Lsee قاموس>`, "           plain"]);
  // Names, addresses and code do not decide, as in the web client.
  expect(shown("@bob `x` שלום", 60, [{ name: "bob", me: true }])).toEqual([`${head}<R@bob x שלום>`]);
  expect(shown("```\nשלום()\n```", 60)).toEqual([`${head}<Lשלום()>`]);
  expect(lineOf({ head: "\u2067קבוצה\u2069: ", written: { text: "שלום", mentions: [] }, tail: "   ✓ 1" })).toBe(
    "קבוצה: שלום   ✓ 1",
  );
});

it("[TEXT-40] a program reads what was typed", () => {
  const text = "  **a** _b_ [c](https://d.example)\n\n\t* e \\*";
  expect(lineOf({ head, written: { text, mentions: [] }, tail: "   ✓ 1" })).toBe(
    `${head}  **a** _b_ [c](https://d.example)\n    \n    \t* e \\*   ✓ 1`,
  );
});

it("[SDK-20] [TEXT-42] no row of a text begins where the client's own lines do, and none is lost or too long", () => {
  const characters = "ab 中。ש١ก่é😀\t\n*_`>-#[](https://x.y\u0301\u001B\u202E12:34 bob: ";
  const units = fc.constantFrom(...graphemesOf(characters), "\u0301", "\u00AD", "\u3164", "👩‍👩‍👧", "https://a.example/b");
  const texts = fc.string({ unit: units, maxLength: 120 });
  const without = (whole: string): string => whole.replaceAll(/[\s\u2066-\u2069]/g, "");
  fc.assert(
    fc.property(texts, fc.integer({ min: 24, max: 90 }), fc.boolean(), (text, columns, isStyled) => {
      const rows = rowsOf({ head, written: { text, mentions: [] }, tail: "   ✓ 1" }, { columns, isStyled }).map(bare);
      const faults = rows.filter(
        (row, index) =>
          (index > 0 && !/^(?: {4}|$)/.test(row)) ||
          !/^(?:[\u2066\u2067]\u2069)*$/.test(row.replaceAll(/[^\u2066-\u2069]/g, "")) ||
          row.includes("\u001B") ||
          row.includes("\u202E") ||
          (mostColumnsOf(row) >= columns && !row.includes("http")),
      );
      expect(faults).toEqual([]);
      const typed = text.replaceAll("\u001B", "\uFFFD").replaceAll("\u202E", "");
      if (!isStyled && without(rows.join("")) !== without(`${head}${typed}✓1`)) throw new Error(rows.join("\n"));
    }),
    { numRuns: 300, seed: 17 },
  );
});

it("[TEXT-48] lists stand in columns by width, cut between characters", () => {
  const rows = [
    { line: "", cells: ["1", "ada", "hello there"], tail: "   (2 unread)" },
    { line: "", cells: ["12", "家族のグループ", "こんにちは、元気ですか。今日はいい天気ですね"] },
    { line: "", cells: ["3", "משפחה", "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧"] },
  ];
  expect(tableOf(rows, { columns: 40, isStyled: true })).toEqual([
    " 1  ada            hello t…   (2 unread)",
    "12  家族のグルー…  こんにちは、元気で…",
    " 3  \u2067משפחה\u2069          👩‍👩‍👧👩‍👩‍👧…",
  ]);
  expect(cutToColumns("नमस्ते दुनिया", 6)).toBe("नमस्ते…");
});
