// Whom a text may mention: the members of a group as far as this page knows them. Nobody is waited for.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { nameOfUser } from "../model/people.ts";
import type { Chat } from "../model/chat.ts";
import { tameName } from "../../text/tame-name.ts";
import type { Nameable } from "../../text/mentions/mentions-in-text.ts";

/**
 * All members but this user. While the group is not loaded, for example without a network, those who have written or read
 * here: the server drops whoever is no member any more.
 * @param speakers the authors of the loaded messages
 */
export function membersKnown(chat: Chat, entry: ConversationEntry, speakers: Iterable<UserId>): UserId[] {
  if (entry.kind !== "group") return [];
  const members = chat.groups.known(entry.id)?.members.value;
  const ids =
    members !== undefined && members.size > 0
      ? members.keys()
      : new Set([...speakers, ...chat.receipts.of(entry.id).keys()]);
  return [...ids].filter((id) => id !== chat.me);
}

/** The names of a member by which a text may mention them. Fetches nobody. */
export function nameableOf(chat: Chat, entry: ConversationEntry, id: UserId): Nameable<UserId> {
  const user = chat.client.people.known(id);
  const nickname = tameName(chat.groups.known(entry.id)?.members.peek().get(id)?.nickname ?? "");
  const displayName = user === null ? "" : nameOfUser(user);
  return { id, username: user?.username ?? "", name: nickname || displayName, displayName };
}

/** Whether this user may mention all members, as far as the page knows. */
export function mayMentionAll(chat: Chat, entry: ConversationEntry): boolean {
  const group = chat.groups.known(entry.id)?.group.value ?? null;
  return group !== null && (group.self.role !== "member" || group.settings.mayMentionAll === "members");
}

export function memberCount(chat: Chat, entry: ConversationEntry): number {
  const known = chat.groups.known(entry.id)?.members.value.size ?? 0;
  return known > 0 ? known : (entry.group?.memberCount ?? 0);
}
