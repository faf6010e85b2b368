// What is put into the text for somebody who was chosen to be mentioned.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { nameKey } from "../../text/mentions/find-mentions.ts";
import type { Chat } from "../model/chat.ts";
import { everyone } from "../../text/mentions/everyone.ts";
import { membersKnown, nameableOf } from "./members-known.ts";
import { everyoneNames } from "../../text/mentions/everyone-names.ts";
import { mentionWords } from "./mention-names.ts";
import type { Named } from "../../text/mentions/mentions-in-text.ts";

/** "": nothing, their name is not known. */
export function nameToWrite(chat: Chat, entry: ConversationEntry, speakers: Iterable<UserId>, id: UserId): string {
  if (id === everyone) return mentionWords("all");
  const others = [...membersKnown(chat, entry, speakers), chat.me].filter((other) => other !== id);
  const names = others.map((other) => nameableOf(chat, entry, other));
  return clearName(nameableOf(chat, entry, id), [
    ...names,
    ...everyoneNames.map((name) => ({ username: "", name, displayName: "" })),
  ]);
}

/** The name, or the username if others bear the name too: every reader is to know who is meant. */
export function clearName({ name, username }: Named, others: readonly Named[]): string {
  const key = nameKey(name);
  const isBorne = (other: Named): boolean =>
    [other.username, other.name, other.displayName].some((one) => nameKey(one) === key);
  return username === "" || (key !== "" && !others.some(isBorne)) ? name : username;
}
