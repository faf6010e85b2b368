// Decides whom a text mentions when it is sent: whoever's name stands in it after an @. Pure.
import { findMentions } from "../../text/markdown/find-mentions.ts";

/** A member, by the names that others may type. "" where there is none. */
export interface Nameable<Id extends string> {
  readonly id: Id;
  readonly username: string;
  /** The name that is shown in this conversation: the nickname, else the display name. */
  readonly name: string;
  readonly displayName: string;
}

export interface MentionsInput<Id extends string> {
  readonly text: string;
  readonly members: readonly Nameable<Id>[];
  /** Those who were chosen from the list, and the name that was put into the text for them. */
  readonly chosen: ReadonlyMap<Id, string>;
  /** The id and the names of all members together; null where this writer may not mention them. */
  readonly all: { readonly id: Id; readonly names: readonly string[] } | null;
  readonly limit: number;
}

/** Whose name it is, where several bear it: the one who was chosen, then all members, a username, a name. */
const ranks = { chosen: 0, all: 1, username: 2, name: 3, displayName: 4 } as const;

interface Bearer<Id extends string> {
  readonly id: Id;
  readonly name: string;
  readonly rank: number;
}

/** Code is quoted, not said: an @ in it mentions nobody. */
const code = /```[^]*?(?:```|$)|``[^\n]+?``|`[^`\n]+`/g;

/** In the order in which they stand in the text. Several members of the same name and rank are all mentioned. */
export function mentionsIn<Id extends string>(input: MentionsInput<Id>): Id[] {
  const { limit } = input;
  if (!input.text.includes("@")) return [];
  const text = input.text.replaceAll(code, (quoted) => " ".repeat(quoted.length));
  const mentioned = new Set<Id>();
  for (const { bearers } of findMentions(text, bearersIn(text.toLowerCase(), input))) {
    const best = Math.min(...bearers.map(({ rank }) => rank));
    for (const { id, rank } of bearers) if (rank === best) mentioned.add(id);
  }
  return [...mentioned].slice(0, limit);
}

/** Only those whose name may stand in the text, since a group may have thousands of members. */
function bearersIn<Id extends string>(lowerText: string, { members, chosen, all }: MentionsInput<Id>): Bearer<Id>[] {
  const bearers: Bearer<Id>[] = [];
  const add = (id: Id, name: string, rank: number): void => {
    if (name !== "" && lowerText.includes(`@${name.toLowerCase()}`)) bearers.push({ id, name, rank });
  };
  for (const [id, name] of chosen) add(id, name, ranks.chosen);
  for (const name of all?.names ?? []) if (all !== null) add(all.id, name, ranks.all);
  for (const { id, username, name, displayName } of members) {
    add(id, username, ranks.username);
    add(id, name, ranks.name);
    add(id, displayName, ranks.displayName);
  }
  return bearers;
}
