// The terminal client's screen, as an emulator lays it out: what was printed, the prompt, and what is being typed.
import type { UserId } from "@klatch/sdk";
import { expect, it } from "vitest";
import { completionOf } from "../../apps/terminal/chat-completion.ts";
import { ChatTerminal } from "../../apps/terminal/chat-terminal.ts";
import { PastedLines } from "../../apps/terminal/pasted-lines.ts";
import { EmulatedTerminal } from "../support/emulated-terminal.ts";

const pasted = (text: string): string => `\u001B[200~${text}\u001B[201~`;

/** Collects entered lines; each erases itself, as a message does. */
function opened(screen: EmulatedTerminal, prompt: string): { terminal: ChatTerminal; entered: string[] } {
  const terminal = new ChatTerminal(screen.input, screen.output);
  const entered: string[] = [];
  void (async () => {
    for await (const line of terminal.lines()) {
      terminal.erase();
      entered.push(line);
      terminal.say({ head: "12:34 you: ", written: { text: line, mentions: [] }, tail: "   ✓ 1" });
    }
  })();
  terminal.setPrompt(prompt);
  return { terminal, entered };
}

const printed = (text: string) => ({ head: "12:34 ada: ", written: { text, mentions: [] } });

it("[TEXT-44] a typed line of any width is taken away whole, and nothing else", async () => {
  const faults: string[] = [];
  for (const typed of [
    "hello",
    "你好，世界",
    "😀😀 👩‍👩‍👧 🇩🇪",
    "ทดสอบ café é",
    "x".repeat(23),
    "x".repeat(24),
    "x".repeat(25),
    "中文".repeat(20),
    "a" + "好".repeat(20),
    "שלום עולם, מה שלומך היום",
    "a\tb",
  ]) {
    const screen = new EmulatedTerminal(30);
    const { terminal } = opened(screen, "朋友> ");
    terminal.print("— the line before");
    await screen.shows((rows) => rows.at(-1) === "朋友>");
    screen.type(typed);
    screen.type("\r");
    await screen.shows((rows) => rows.some((row) => row.includes("✓ 1")) && rows.at(-1) === "朋友>");
    const { rows } = screen;
    if (rows[0] !== "— the line before" || !rows[1]?.startsWith("12:34 you:") || rows.join("").split("> ").length > 1)
      faults.push(`${typed}: ${JSON.stringify(rows)}`);
    screen.input.end();
  }
  expect(faults).toEqual([]);
});

it("[TEXT-44] lines are printed above what is being typed, however many rows that takes", async () => {
  const screen = new EmulatedTerminal(40);
  const { terminal, entered } = opened(screen, "> ");
  const typed = "一二三四五六七八九十".repeat(4);
  screen.type(typed);
  await screen.shows((rows) => rows.length === 3);
  terminal.say(printed("first"));
  terminal.say(printed("second"));
  await screen.shows((rows) => rows.length === 5 && rows.at(-1) === "十");
  expect(screen.rows).toEqual([
    "12:34 ada: first",
    "12:34 ada: second",
    "> 一二三四五六七八九十一二三四五六七八九",
    "十一二三四五六七八九十一二三四五六七八九",
    "十",
  ]);
  screen.type("!\r");
  await screen.shows((rows) => rows.some((row) => row.includes("✓ 1")));
  expect(entered).toEqual([`${typed}!`]);
  screen.type("🇩🇪 👩‍👩‍👧");
  await screen.shows((rows) => rows.at(-1) === "> 🇩🇪 👩‍👩‍👧");
  terminal.say(printed("third"));
  screen.type("!");
  await screen.shows((rows) => rows.at(-1)?.endsWith("!") === true);
  expect(screen.rows.at(-1)).toBe("> 🇩🇪 👩‍👩‍👧!");
  expect(screen.rows.slice(0, 2)).toEqual(["12:34 ada: first", "12:34 ada: second"]);
});

it("[TEXT-44] keys act on whole characters, and Backspace takes an emoji away", async () => {
  const [left, right, back, end] = ["\u001B[D", "\u001B[C", "\u007F", "\u0005"];
  const screen = new EmulatedTerminal(60);
  const { entered } = opened(screen, "> ");
  const typed = [
    `a👩‍👩‍👧${back}b`,
    `🇩🇪🇫🇷${left}x`,
    `é👍🏽${left}${left}1${right}2`,
    `กำ${back}`,
    `e\u0301${back}`,
    `1️⃣${left}\u001B[3~${end}z`,
  ];
  for (const [index, keys] of typed.entries()) {
    screen.type(keys);
    screen.type("\r");
    await screen.shows((rows) => rows.filter((row) => row.includes("✓ 1")).length === index + 1);
  }
  expect(entered).toEqual(["ab", "🇩🇪x🇫🇷", "1é2👍🏽", "ก", "e", "z"]);
});

it("[TEXT-45] a paste of several lines is one message, in the typed line until Enter", async () => {
  const screen = new EmulatedTerminal(60);
  const { entered } = opened(screen, "> ");
  await screen.shows((rows) => rows.at(-1) === ">");
  expect(screen.markedPastes).toBe(true);
  screen.type(`so: ${pasted("if (x) {\r\n\treturn 1;\r\n}\r\n")}`);
  await screen.shows((rows) => rows.at(-1)?.endsWith("}") === true);
  expect(entered).toEqual([]);
  screen.type("\r");
  await screen.shows((rows) => rows.some((row) => row.includes("✓ 1")));
  expect(entered).toEqual(["so: if (x) {\n\treturn 1;\n}"]);
  // Marks that come in parts, keys of an escape inside, and the sign for a line break in the text itself.
  for (const part of ["\u001B[20", "0~one ␤\ntw", "o\u001B[A\nthree\n\u001B[2", "01~ and four\r"]) {
    screen.input.write(part);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await screen.shows((rows) => rows.filter((row) => row.includes("✓ 1")).length === 2);
  expect(entered[1]).toBe("one ␤\ntwo\uFFFD[A\nthree and four");
  const lines = new PastedLines();
  for (const [paste, handled] of [
    ["/open ada\nhello", ["/open ada", "hello"]],
    ["/announce Cake\nat four", ["/announce Cake\nat four"]],
    ["//etc/hosts\n127.0.0.1", ["//etc/hosts\n127.0.0.1"]],
  ] as const)
    expect(lines.fromLine(lines.toLine(paste))).toEqual(handled);
  screen.input.end();
  await screen.shows(() => !screen.markedPastes);
});

it("[TEXT-46] Tab completes whom a name means after an @ and in commands, and is a tab elsewhere", async () => {
  const jose = { id: "user_1" as UserId, username: "jm_1980", name: "José Müller" };
  const anna = { id: "user_2" as UserId, username: "anna_k", name: "Anna" };
  expect([
    completionOf("hi @jos", [], [jose, anna]),
    completionOf("问问@mu", [], [jose, anna]),
    completionOf("me@jos", [], [jose]),
    completionOf("if (x) {", [jose], [jose]),
    completionOf("/kick an", [jose, anna], []),
    completionOf("/new Tea @a", [anna], []),
    completionOf("//see @an", [], [anna]),
    completionOf("/add x ", [anna], []),
  ]).toEqual([
    [["@jm_1980 "], "@jos"],
    [["@jm_1980 "], "@mu"],
    [["\t"], ""],
    [["\t"], ""],
    [["anna_k "], "an"],
    [["@anna_k "], "@a"],
    [["@anna_k "], "@an"],
    [[], ""],
  ]);
  const screen = new EmulatedTerminal(60);
  const { terminal, entered } = opened(screen, "> ");
  terminal.completer = (typed) => completionOf(typed, [], [jose, anna]);
  screen.type("hi @jos");
  screen.type("\t");
  await screen.shows((rows) => rows.at(-1) === "> hi @jm_1980");
  screen.type(`${pasted("@an\t")}!\r`);
  await screen.shows((rows) => rows.some((row) => row.includes("✓ 1")));
  expect(entered).toEqual(["hi @jm_1980 @an\t!"]);
});

it("[TEXT-40] marks are styles where the terminal has some, and stay as they were typed where it has none", async () => {
  const text = "so **bold**, *slanted*, ~~gone~~ and [here](https://example.com/x)";
  const screen = new EmulatedTerminal(80);
  new ChatTerminal(screen.input, screen.output).say(printed(text));
  await screen.shows((rows) => rows.length > 1);
  expect(screen.rows[0]).toBe("12:34 ada: so bold, slanted, gone and here (https://example.com/x)");
  expect([
    screen.isShown(0, "bold", "isBold"),
    screen.isShown(0, "slanted", "isItalic"),
    screen.isShown(0, "gone", "isStrikethrough"),
    screen.isShown(0, "here", "isUnderline"),
    screen.isShown(0, "ada", "isBold"),
  ]).toEqual([true, true, true, true, false]);
  const bare = new EmulatedTerminal(80, false);
  new ChatTerminal(bare.input, bare.output).say(printed(text));
  await bare.shows((rows) => rows.length > 1);
  expect(bare.rows[0]).toBe(`12:34 ada: ${text}`);
  expect(bare.written).not.toContain("\u001B[1m");
});

it("[SDK-20] nothing that terminals show wider or narrower brings a text to where the client's own lines begin", async () => {
  const fake = "23:59 you: I owe you 100";
  const fillers = ["👩‍👩‍👧", "\u00AD", "\u3164", "👍🏽", "❤️", "क्ष", "한", "\uFFA0", "ﷺ", "🇩🇪"];
  const faults: string[] = [];
  for (const joins of [true, false]) {
    const screen = new EmulatedTerminal(60, true, joins);
    const terminal = new ChatTerminal(screen.input, screen.output);
    for (const filler of fillers)
      for (const count of [5, 12, 24, 40]) terminal.say(printed(`${filler.repeat(count)}\u00A0${fake}`));
    terminal.print("— the end");
    await screen.shows((rows) => rows.includes("— the end"));
    faults.push(...screen.rows.filter((row) => !/^(?:12:34 ada:| {4}|— the end|$)/.test(row)));
  }
  expect(faults).toEqual([]);
});
