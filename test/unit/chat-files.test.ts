// Files in the terminal: what is sent, where it is saved, and under which names.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { asFileId, type FileSource, type KlatchClient, type ReceivedContent, type SendFileOptions } from "@klatch/sdk";
import { fileTail, safeFileName, saveFileCommand, sendFileCommand, sizeText } from "../../apps/terminal/chat-files.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import { shownText, stickerCommand } from "../../apps/terminal/chat-stickers.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { standInFor } from "../support/stand-in-for.ts";

const content = (name: string, type: "file" | "image" = "file"): ReceivedContent => {
  const file = { fileId: asFileId(`file_${"0".repeat(26)}`), size: 48_213, mimeType: "image/webp" };
  return type === "file" ? { type, ...file, name } : { type, ...file, width: 4, height: 3 };
};

let dir: string;
let said: string[];
let given: { readonly file: FileSource; readonly options: SendFileOptions }[];
let messages: Map<number, ReceivedContent>;
let isBroken: boolean;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-chat-files-"));
  vi.spyOn(process, "cwd").mockReturnValue(dir);
  said = [];
  given = [];
  messages = new Map();
  isBroken = false;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dir, { recursive: true, force: true });
});

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("hello ");
  if (isBroken) throw new Error("the line broke");
  yield Buffer.from("world");
}

const parts = (): ChatParts =>
  standInFor<ChatParts>({
    client: standInFor<KlatchClient>({
      sendFile: (_id: string, file: FileSource, options: SendFileOptions) => void given.push({ file, options }),
      message: async (_id: string, seq: number) => {
        const of = messages.get(seq);
        return of === undefined ? null : { event: { content: of }, state: null };
      },
      files: { open: async () => ({ bytes: bytes(), size: 11, type: "image/webp" }) },
    }),
    view: { open: { id: "direct_a" } },
    sending: { follow: () => {} },
    terminal: { print: (line: string) => said.push(line), erase: () => {} },
  });

const inDir = async (name: string): Promise<string> => readFile(join(dir, name), "utf8");

it("[SDK-218] /send takes a path, in quotes or as a whole line, and words; pictures by their names", async () => {
  for (const name of ["menu.pdf", "my cups.PNG"]) await writeFile(join(dir, name), "x");
  await sendFileCommand(parts(), "menu.pdf the new  menu");
  await sendFileCommand(parts(), '"my cups.PNG" look');
  await sendFileCommand(parts(), "my cups.PNG");
  await sendFileCommand(parts(), join(dir, "menu.pdf"));
  expect(given.map(({ file, options }) => [file.name, options.as, options.words?.caption])).toEqual([
    ["menu.pdf", "file", "the new  menu"],
    ["my cups.PNG", "image", "look"],
    ["my cups.PNG", "image", undefined],
    ["menu.pdf", "file", undefined],
  ]);
});

it.each(["", "none.pdf", "sub", '"menu.pdf'])(
  "[SDK-218] /send %s says what is wrong, and sends nothing",
  async (rest) => {
    await mkdir(join(dir, "sub"));
    await writeFile(join(dir, "menu.pdf"), "x");
    await expect(sendFileCommand(parts(), rest)).rejects.toThrow(ChatMistake);
    expect(given).toEqual([]);
  },
);

it("[SDK-219] /save takes the file's name, or the next that nothing has, in this folder or the one that is named", async () => {
  messages.set(42, content("menu.pdf")).set(43, content("", "image"));
  await mkdir(join(dir, "sub"));
  await symlink(join(dir, "nowhere"), join(dir, "sub", "menu.pdf"));
  for (const rest of ["42", "#42", "42 sub", "43", "42 other name.pdf"]) await saveFileCommand(parts(), rest);
  expect((await readdir(dir)).toSorted()).toEqual([
    "image-43.webp",
    "menu (2).pdf",
    "menu.pdf",
    "other name.pdf",
    "sub",
  ]);
  expect((await readdir(join(dir, "sub"))).toSorted()).toEqual(["menu (2).pdf", "menu.pdf"]);
  expect([await inDir("menu.pdf"), await inDir("other name.pdf")]).toEqual(["hello world", "hello world"]);
  expect(said[0]).toBe(`— saved ${join(dir, "menu.pdf")}, 11 B`);
});

it("[SDK-219] /save overwrites nothing that is named, and leaves no half of a file", async () => {
  messages.set(42, content("menu.pdf"));
  await writeFile(join(dir, "mine"), "mine");
  await expect(saveFileCommand(parts(), "42 mine")).rejects.toThrow(ChatMistake);
  await expect(saveFileCommand(parts(), "42 no/such/folder")).rejects.toThrow(ChatMistake);
  await expect(saveFileCommand(parts(), "7")).rejects.toThrow(ChatMistake);
  await expect(saveFileCommand(parts(), "x")).rejects.toThrow(ChatMistake);
  isBroken = true;
  await expect(saveFileCommand(parts(), "42")).rejects.toThrow("the line broke");
  expect([await readdir(dir), await inDir("mine")]).toEqual([["mine"], "mine"]);
});

it.each([
  ["menu.pdf", "menu.pdf"],
  ["../../etc/passwd", "passwd"],
  ["C:\\windows\\evil.exe", "evil.exe"],
  ["..", "file"],
  [".bashrc", "bashrc"],
  ["a\u202Efdp.exe", "afdp.exe"],
  ["nul.txt", "_nul.txt"],
  ['what? "this"\n<1>.txt ', "what this 1.txt"],
  ["한글.pdf", "한글.pdf"],
  ["\u200B", "file"],
  [`${"한".repeat(120)}.pdf`, `${"한".repeat(65)}.pdf`],
])("[SDK-219] the name %j is saved as %j", (name, safe) => {
  expect(safeFileName(name, "file")).toBe(safe);
});

it("[SDK-220] a line with a file ends with its size and how to save it", () => {
  expect(fileTail(content("menu.pdf"), 42)).toBe("   48 KB /save 42");
  expect(fileTail({ type: "text", text: "x" }, 42)).toBe("");
  expect([1, 999, 1_000, 999_499, 999_500, 104_857_600].map(sizeText)).toEqual([
    "1 B",
    "999 B",
    "1 KB",
    "999 KB",
    "1.0 MB",
    "104.9 MB",
  ]);
});

it("[SDK-222] /sticker sends a picture for an emoji, 🙂 if none is named, and refuses what is no emoji", async () => {
  for (const name of ["cup.webp", "my cup.png"]) await writeFile(join(dir, name), "x");
  await stickerCommand(parts(), "cup.webp");
  await stickerCommand(parts(), '"my cup.png" ☕️');
  await stickerCommand(parts(), "my cup.png");
  expect(given.map(({ file, options }) => [file.name, options])).toEqual([
    ["cup.webp", { as: "sticker", words: { emoji: "🙂" } }],
    ["my cup.png", { as: "sticker", words: { emoji: "☕️" } }],
    ["my cup.png", { as: "sticker", words: { emoji: "🙂" } }],
  ]);
  for (const wrong of ["", "none.png", "cup.webp coffee", "cup.webp ☕️☕️", '"cup.webp'])
    await expect(stickerCommand(parts(), wrong)).rejects.toThrow(ChatMistake);
  expect(given).toHaveLength(3);
});

it("[SDK-222] a line says that it is a sticker, and how its picture is saved", async () => {
  const fileId = asFileId(`file_${"0".repeat(26)}`);
  const picture = { fileId, size: 24_213, mimeType: "image/webp", width: 512, height: 512 };
  const sticker: ReceivedContent = { type: "sticker", emoji: "☕", ...picture };
  const emoji: ReceivedContent = { type: "sticker", emoji: "☕" };
  expect([shownText(sticker), shownText(emoji), shownText({ type: "text", text: "x" })]).toEqual([
    "[sticker ☕]",
    "☕",
    "x",
  ]);
  expect([fileTail(sticker, 42), fileTail(emoji, 42)]).toEqual(["   24 KB /save 42", ""]);
  messages.set(42, sticker);
  await saveFileCommand(parts(), "42");
  expect(await readdir(dir)).toEqual(["sticker-42.webp"]);
  messages.set(43, emoji);
  await expect(saveFileCommand(parts(), "43")).rejects.toThrow(ChatMistake);
});
