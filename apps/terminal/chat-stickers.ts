// `/sticker PATH [EMOJI]`: a small picture that stands for an emoji, and how a line shows one.
import { contentText, stickerPicture, type ReceivedContent } from "@klatch/sdk";
import { isOneEmoji } from "../text/one-emoji.ts";
import { openConversation } from "./chat-command.ts";
import { askedFile } from "./chat-files.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";

export const stickerHelp = `  /sticker PATH [EMOJI]  sends a picture as a sticker, which stands for that emoji (512 × 512, 512 KB at most)`;

const usualEmoji = "🙂";

/** A picture that cannot be a sticker is sent as a picture. @throws ChatMistake */
export async function stickerCommand({ client, sending, terminal, view }: ChatParts, rest: string): Promise<void> {
  const { id } = openConversation({ view });
  const { file, text } = await askedFile(rest, "Which picture? /sticker PATH, or /sticker PATH EMOJI");
  const emoji = text === "" ? usualEmoji : text;
  if (!isOneEmoji(emoji)) throw new ChatMistake("Which emoji does it stand for? One: /sticker PATH EMOJI");
  terminal.erase();
  sending.follow(client.sendFile(id, file, { as: "sticker", words: { emoji } }));
}

/** The text of a message; of a sticker with a picture, that it is one. */
export const shownText = (content: ReceivedContent): string =>
  content.type === "sticker" && stickerPicture(content) !== null
    ? `[sticker ${contentText(content)}]`
    : contentText(content);
