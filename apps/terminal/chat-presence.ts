// The commands about presence: how somebody is, and whether one is invisible oneself.
import type { Presence, UserId } from "@klatch/sdk";
import { openConversation, type Commands } from "./chat-command.ts";
import { meantUser } from "./chat-meant-user.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { privacySwitch } from "./chat-privacy-switch.ts";
import { momentOf } from "./chat-text.ts";

export const presenceHelp = `  /who [@USERNAME]  how somebody is: the other one of this conversation
  /invisible on|off whether you are offline for everybody`;

const usage = "/who @USERNAME";

export const presenceCommands: Commands = {
  "/who": async (parts, [word]) => {
    const userId = await meant(parts, word);
    const [seen] = await parts.client.presence.see([userId]);
    await parts.people.meet([userId]);
    const name = parts.people.nameOf(userId);
    parts.terminal.print(`— ${name} is ${seen === undefined ? "offline" : wordsOf(seen)}`);
  },
  "/invisible": async ({ client, terminal }, [word]) => {
    terminal.print(
      (await privacySwitch(client, "invisible", word)).invisible
        ? "— you are invisible: offline for everybody, and nobody sees you type or read"
        : "— you are not invisible: whoever may see it sees when you are online",
    );
  },
};

function wordsOf({ online, away, devices, lastSeenAt }: Presence): string {
  if (online) return [away ? "away" : "online", ...devices].join(", ");
  return lastSeenAt === undefined ? "offline" : `offline, last seen ${momentOf(lastSeenAt)}`;
}

/** @throws ChatMistake, KlatchError */
async function meant(parts: ChatParts, word: string | undefined): Promise<UserId> {
  if (word !== undefined) return meantUser(parts, word, usage);
  const { id } = openConversation(parts);
  const peerId = parts.client.conversations().find((one) => one.id === id)?.peerId;
  if (peerId === undefined) throw new ChatMistake(`Whom? ${usage}`);
  return peerId;
}
