// `/send PATH [TEXT]` and `/save NUMBER [PATH]`: files to and from the conversation, and the end of a line that shows one.
import { open, rm, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { isBlank, stickerPicture, type FileSource, type ReceivedContent, type SendFileOptions } from "@klatch/sdk";
import { fileFromPath } from "@klatch/sdk/node";
import { openConversation } from "./chat-command.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { atHome, isFile } from "./given-path.ts";
import { graphemesOf } from "../text/graphemes.ts";
import { tameName } from "../text/tame-name.ts";

export const filesHelp = `  /send PATH [TEXT] sends a file, with words: a path with spaces in "quotes"
  /save NUMBER [PATH]  saves the file of a message here, or there; nothing is overwritten`;

const pictures: ReadonlySet<string> = new Set([".jpg", ".jpeg", ".png", ".webp", ".gif"]);

/** @throws ChatMistake */
export async function sendFileCommand(parts: ChatParts, rest: string): Promise<void> {
  const { client, sending, terminal } = parts;
  const { id } = openConversation(parts);
  const { file, options } = await fileToSend(rest);
  terminal.erase();
  sending.follow(client.sendFile(id, file, options));
}

/** Of a path and the words behind it. @throws ChatMistake */
export async function fileToSend(
  rest: string,
): Promise<{ readonly file: FileSource; readonly options: Pick<SendFileOptions, "as" | "words"> }> {
  const { file, path, text } = await askedFile(rest, "Which file? /send PATH, or /send PATH and what you say with it");
  // What the server finds in the bytes decides: what is no picture is sent as a file.
  const as = pictures.has(extname(path).toLowerCase()) ? "image" : "file";
  return { file, options: { as, ...(!isBlank(text) && { words: { caption: text } }) } };
}

/** The file that a line begins with, and what stands behind it. @param usage if it begins with none @throws ChatMistake */
export async function askedFile(
  rest: string,
  usage: string,
): Promise<{ readonly file: FileSource; readonly path: string; readonly text: string }> {
  const asked = await pathAndText(rest);
  if (asked === null) throw new ChatMistake(usage);
  const file = await fileFromPath(asked.path).catch(() => null);
  if (file === null) throw new ChatMistake(`There is no file ${printed(asked.path)}.`);
  return { ...asked, file };
}

/** A path in quotes, or up to the first space; a line that as a whole is the name of a file is that. */
async function pathAndText(rest: string): Promise<{ readonly path: string; readonly text: string } | null> {
  const [, quoted, bare, text = ""] = /^(?:"([^"]+)"|(\S+))\s*([^]*)$/.exec(rest) ?? [];
  const first = quoted ?? bare;
  if (first === undefined) return null;
  if (quoted === undefined && text !== "" && (await isFile(atHome(rest)))) return { path: atHome(rest), text: "" };
  return { path: atHome(first), text };
}

/** @throws ChatMistake, KlatchError */
export async function saveFileCommand(parts: ChatParts, rest: string): Promise<void> {
  const { client, terminal } = parts;
  const { id } = openConversation(parts);
  const [, number = "", given = ""] = /^#?(\d{1,15})(?:\s+([^]+))?$/.exec(rest) ?? [];
  if (number === "") throw new ChatMistake("Which message's file? /save NUMBER, or /save NUMBER PATH");
  const seq = Number(number);
  const message = await client.message(id, seq);
  const file = message === null ? null : fileIn(message.state?.content ?? message.event.content);
  if (file === null) throw new ChatMistake(`Message ${seq} has no file.`);
  const { bytes, size } = await client.files.open(id, { seq, fileId: file.fileId });
  const path = await saved(bytes, given.trim(), file.name ?? `${file.kind}-${seq}${extensionOf(file.mimeType)}`);
  terminal.print(`— saved ${printed(path)}, ${sizeText(size)}`);
}

/** What a line shows behind a message with a file. */
export function fileTail(content: ReceivedContent, seq: number): string {
  const file = fileIn(content);
  return file === null ? "" : `   ${sizeText(file.size)} /save ${seq}`;
}

function fileIn(content: ReceivedContent) {
  switch (content.type) {
    case "image":
    case "video":
    case "voice":
      return { ...fileFields(content), name: null };
    case "audio":
    case "file":
      return { ...fileFields(content), name: content.name };
    case "sticker": {
      const picture = stickerPicture(content);
      return picture === null ? null : { ...picture, kind: content.type, name: null };
    }
    default:
      return null;
  }
}

type WithFile = Extract<ReceivedContent, { readonly mimeType: string }>;
const fileFields = ({ type: kind, fileId, size, mimeType }: WithFile) => ({ kind, fileId, size, mimeType });

/** "48 KB", "1.2 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `image/jpeg` → ".jpeg"; "" if it says nothing that looks like one. */
const extensionOf = (mimeType: string): string => /\/([a-z0-9]{2,5})$/.exec(mimeType)?.[1]?.replace(/^/, ".") ?? "";

const maxNameBytes = 200;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The last part of a name that somebody else chose, as a file's name that is safe anywhere. @param otherwise if nothing is left */
export function safeFileName(name: string, otherwise: string): string {
  const [last = ""] = name.split(/[\\/]/).slice(-1);
  const tame = tameName(last)
    .replaceAll(/[<>:"|?*\p{Cc}]/gu, "")
    .replaceAll(/^[.\s]+|[.\s]+$/g, "");
  const whole = reserved.test(tame) ? `_${tame}` : tame;
  return whole === "" ? otherwise : shortened(whole);
}

/** Its extension stays. */
function shortened(name: string): string {
  const extension = extname(name).slice(0, 20);
  const signs = graphemesOf(basename(name, extname(name)));
  while (Buffer.byteLength(signs.join("") + extension) > maxNameBytes) signs.pop();
  return signs.join("") + extension;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/**
 * Into the folder where the program runs, or one that the person names, under a name that nothing has; or under the very name
 * that the person gives.
 * @throws ChatMistake
 */
async function saved(bytes: AsyncIterable<Uint8Array>, given: string, name: string): Promise<string> {
  const target = atHome(given === "" ? "." : given);
  const isIn = given === "" || (await isFolder(target));
  if (!isIn) return written(bytes, [target]);
  const safe = safeFileName(name, "file");
  const stem = basename(safe, extname(safe));
  const others = Array.from({ length: 98 }, (_, i) => `${stem} (${i + 2})${extname(safe)}`);
  return written(
    bytes,
    [safe, ...others].map((one) => join(target, one)),
  );
}

/** @param paths of which the first is taken that nothing has: not even a link */
async function written(bytes: AsyncIterable<Uint8Array>, paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const file = await open(path, "wx").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return null;
      throw new ChatMistake(`${printed(path)} cannot be written (${error.code ?? "no reason is known"}).`);
    });
    if (file === null) continue;
    try {
      for await (const piece of bytes) await file.write(piece);
      await file.close();
      return path;
    } catch (error) {
      // Half a file is none.
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
  }
  throw new ChatMistake(`${printed(paths[0] ?? "")} is there already, and is not overwritten.`);
}

/** A path inside the client's own words. */
const printed = (path: string): string => tameName(path);
