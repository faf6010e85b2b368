// Pictures as avatars: a file that is sent as one, and the line that says where one is.
import { KlatchError, type FileSource } from "@klatch/sdk";
import { fileFromPath } from "@klatch/sdk/node";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { atHome, isFile } from "./given-path.ts";

/** The file that this path names, in quotes or not; null: there is none. */
export async function pictureAt(said: string): Promise<FileSource | null> {
  const path = atHome(/^"([^"]+)"$/.exec(said)?.[1] ?? said);
  return (await isFile(path)) ? fileFromPath(path) : null;
}

const refused: ReadonlySet<string> = new Set(["FILE_TYPE_REFUSED", "FILE_NOT_AS_DECLARED", "TOO_LARGE"]);

/** @throws ChatMistake if the server does not take the picture */
export async function asPicture<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    if (!(error instanceof KlatchError) || !refused.has(error.code)) throw error;
    throw new ChatMistake("A picture is a square JPEG, PNG or WebP of at most 512 × 512 pixels and 256 KB.");
  }
}

/** Where a person's or a group's picture is, below their name. */
export function printPicture({ client, terminal }: Pick<ChatParts, "client" | "terminal">, avatar?: string): void {
  const url = client.avatarUrl(avatar);
  if (url !== null) terminal.print(`  ${url}`);
}
