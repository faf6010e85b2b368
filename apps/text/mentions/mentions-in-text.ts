// Decides whom a text mentions when it is sent: whoever it will show as mentioned. Pure.
import type { Block, Inline, ListItem } from "../markdown/blocks.ts";
import { findMentions, nameKey, possibleNames } from "./find-mentions.ts";
import { parseMarkdown } from "../markdown/parse-markdown.ts";

/** The names by which others may mention somebody. "" where there is none. */
export interface Named {
  readonly username: string;
  /** The name that is shown in this conversation: the nickname, else the display name. */
  readonly name: string;
  readonly displayName: string;
}

/** A member. */
export interface Nameable<Id extends string> extends Named {
  readonly id: Id;
}

export interface MentionsInput<Id extends string> {
  readonly text: string;
  readonly members: readonly Nameable<Id>[];
  /** Those who were chosen from the list and still stand in the text, and the name that was put into it for them. */
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

/**
 * In the order in which they stand in the text. Several members of the same name and rank are all mentioned. The reader's
 * parser looks for the names, so that code, addresses and the like are judged as they will be shown.
 */
export function mentionsIn<Id extends string>(input: MentionsInput<Id>): Id[] {
  const bearers = bearersIn(input);
  if (bearers.length === 0) return [];
  const names = bearers.map(({ name }) => ({ name, me: false }));
  const mentioned = new Set<Id>();
  for (const written of parseMarkdown(input.text, names).flatMap(mentionsOf)) {
    const named = findMentions(`@${written}`, bearers).flatMap((found) => found.bearers);
    const best = Math.min(...named.map(({ rank }) => rank));
    for (const { id, rank } of named) if (rank === best) mentioned.add(id);
  }
  return [...mentioned].slice(0, input.limit);
}

/** Only those whose name may stand in the text, since a group may have thousands of members. */
function bearersIn<Id extends string>({ text, members, chosen, all }: MentionsInput<Id>): Bearer<Id>[] {
  const bearers: Bearer<Id>[] = [];
  const possible = possibleNames(text);
  if (possible.size === 0) return bearers;
  const add = (id: Id, name: string, rank: number): void => {
    if (name !== "" && possible.has(nameKey(name))) bearers.push({ id, name, rank });
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

/** Code has none. */
function mentionsOf(node: Block | Inline | ListItem): readonly string[] {
  if (typeof node === "string") return [];
  if ("name" in node) return [node.name];
  const inside: readonly (Block | Inline | ListItem)[] =
    "children" in node ? node.children : "blocks" in node ? node.blocks : "items" in node ? node.items : [];
  return inside.flatMap(mentionsOf);
}
