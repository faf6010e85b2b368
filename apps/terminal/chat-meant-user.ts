// Whom a command means by a username that was typed.
import type { UserId } from "@klatch/sdk";
import { meantUsername } from "../text/username.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";

/** @param usage of the command @throws ChatMistake, KlatchError */
export async function meantUser(
  { people }: Pick<ChatParts, "people">,
  word: string | undefined,
  usage: string,
): Promise<UserId> {
  const username = meantUsername(word ?? "");
  if (!/^\w{3,20}$/.test(username)) throw new ChatMistake(`Whom? ${usage}`);
  return people.find(username);
}
