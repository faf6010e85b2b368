// What a command of the terminal client is: declared by its name, beside what it does, in the `chat-*-commands.ts`.
import { ChatMistake } from "./chat-mistake.ts";
import type { OpenConversation } from "./chat-names.ts";
import type { ChatParts } from "./chat-parts.ts";

/**
 * @param words of the line after the command
 * @param text the same as it was typed
 * @throws ChatMistake, KlatchError
 */
export type Command = (parts: ChatParts, words: readonly string[], text: string) => unknown;
export type Commands = Readonly<Record<string, Command>>;

/** @throws ChatMistake */
export function openConversation({ view }: Pick<ChatParts, "view">): OpenConversation {
  if (view.open === null) throw new ChatMistake("Nobody to talk to yet: /open USERNAME");
  return view.open;
}
