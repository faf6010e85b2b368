// Whom a text that is sent mentions, as its readers will see it.
import type { ConversationEntry, DraftMention, UserId } from "@klatch/sdk";
import { everyone } from "../../text/mentions/everyone.ts";
import { everyoneNames } from "../../text/mentions/everyone-names.ts";
import { mentionsIn } from "../../text/mentions/mentions-in-text.ts";
import type { Chat } from "../model/chat.ts";
import { mayMentionAll, membersKnown, nameableOf } from "./members-known.ts";

const maxMentions = 50;

interface Sent {
  readonly text: string;
  /** The authors of the loaded messages. */
  readonly speakers: ReadonlySet<UserId>;
  /** Who was chosen of several who bear a name. */
  readonly chosen: readonly DraftMention[];
  /** Whether all members together may be meant. */
  readonly all: boolean;
}

export function mentionedIn(chat: Chat, entry: ConversationEntry, { text, speakers, chosen, all }: Sent): UserId[] {
  if (entry.kind !== "group") return [];
  return mentionsIn({
    text,
    members: membersKnown(chat, entry, speakers).map((id) => nameableOf(chat, entry, id)),
    chosen: new Map(chosen.map(({ userId, name }) => [userId, name])),
    all: all && mayMentionAll(chat, entry) ? { id: everyone, names: everyoneNames } : null,
    limit: maxMentions,
  });
}
