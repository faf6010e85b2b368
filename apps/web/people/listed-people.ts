// Which friends are listed, in which order, and what a typed list of tags says. Pure.
import type { Person, User, UserId } from "@klatch/sdk";
import { bestRank, ranked } from "../../text/match-names.ts";
import { rankOfPerson } from "../people-search/known-people.ts";

/** Names as far as they are known. */
export interface Named {
  /** As it is shown: the remark, else the name. */
  readonly nameOf: (person: Person) => string;
  readonly userOf: (userId: UserId) => User | null;
}

/** By text, the best match first; without one favourites first, and then by name. */
export function listedFriends(friends: readonly Person[], text: string, named: Named): readonly Person[] {
  const inOrder = friends.toSorted(
    (a, b) =>
      Number(b.favourite ?? false) - Number(a.favourite ?? false) ||
      named.nameOf(a).localeCompare(named.nameOf(b)) ||
      (a.userId < b.userId ? -1 : 1),
  );
  if (text.trim() === "") return inOrder;
  return ranked(inOrder, (person) => rankOf(person, text, named), inOrder.length).map(({ item }) => item);
}

/** By remark, name, username and tags. */
function rankOf(person: Person, text: string, { nameOf, userOf }: Named): number | null {
  const user = userOf(person.userId);
  const nicknames = [nameOf(person), ...(person.tags ?? [])];
  if (user === null) return bestRank(nicknames, text);
  return rankOfPerson({ user, name: user.displayName, nicknames }, text);
}

export const maxTags = 10;
export const maxTagChars = 32;

/** Each once, as it was typed first, without blanks around it. */
export function tagsIn(text: string): string[] {
  const tags = new Map<string, string>();
  for (const part of text.split(/[,;،؛、，；\n]/u)) {
    const tag = part.trim().replace(/\s+/gu, " ");
    const key = tag.toLowerCase();
    if (tag !== "" && !tags.has(key)) tags.set(key, tag);
  }
  return [...tags.values()];
}
