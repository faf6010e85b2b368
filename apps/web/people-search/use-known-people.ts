// The people whom this device knows, for a search among them.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Chat } from "../model/chat.ts";
import { useChat } from "../model/chat-context.ts";
import { nameOfUser } from "../model/people.ts";
import type { KnownPerson } from "./known-people.ts";

export interface KnownPeople {
  /** By whom was talked with last; then those who were met in groups or looked up. Never oneself. */
  readonly all: readonly KnownPerson[];
  /** Those of direct conversations. */
  readonly recent: readonly KnownPerson[];
}

/** Their order is that of the moment when the search began: nothing moves under a pointer or a finger. */
export function useKnownPeople(): KnownPeople {
  const chat = useChat();
  const [order] = useState(() => orderOf(chat));
  // Names and members may arrive while somebody types.
  return useComputed(() => {
    void chat.people.learned.value;
    const nicknames = nicknamesIn(chat);
    const known = (ids: readonly UserId[]): KnownPerson[] =>
      ids.flatMap((id) => {
        const user = chat.client.people.known(id);
        return user === null || user.deleted === true
          ? []
          : [{ user, name: nameOfUser(user), nicknames: nicknames.get(id) ?? [] }];
      });
    const recent = known(order);
    const seen = new Set<UserId>([chat.me, ...order]);
    const others = chat.client.people.all().flatMap(({ id }) => (seen.has(id) ? [] : [id]));
    return { recent, all: [...recent, ...known(others)] };
  }).value;
}

function orderOf(chat: Chat): readonly UserId[] {
  const peers = chat.inbox.entries.peek().flatMap(({ peerId }: ConversationEntry) => peerId ?? []);
  chat.people.fetchUnknown(peers);
  return [...new Set(peers)].filter((id) => id !== chat.me);
}

function nicknamesIn(chat: Chat): ReadonlyMap<UserId, readonly string[]> {
  const nicknames = new Map<UserId, string[]>();
  for (const { members } of chat.groups.shown())
    for (const { userId, nickname } of members.value.values())
      if (nickname !== "") nicknames.set(userId, [...(nicknames.get(userId) ?? []), nickname]);
  return nicknames;
}
