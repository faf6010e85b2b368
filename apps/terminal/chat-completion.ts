// What the Tab key puts in place of a name that is being typed: the username of whom it means. Pure.
import type { UserId } from "@klatch/sdk";
import { mentionAt, mentionMatches, type Mentionable } from "../text/mentions/mention-search.ts";

type Person = Mentionable<UserId>;

/** As readline takes it: what may stand there, and what it stands in place of. */
type Completion = [found: string[], typed: string];

/** Their words are usernames; of `/new` only those after an @. */
const takesUsernames =
  /^\/(?:open|find|add|kick|ban|unban|silence|unsilence|role|transfer|approve|reject)\s+(?:.*\s)?@?([^\s@]*)$/u;

const shownMatches = 20;

/**
 * @param typed the line up to the cursor
 * @param people everybody who is known; after an @ in a message, the members of its group
 */
export function completionOf(typed: string, people: readonly Person[], members: readonly Person[]): Completion {
  const isCommand = /^\/[^/]/.test(typed);
  const [, word] = takesUsernames.exec(typed) ?? [];
  if (word !== undefined) return [usernames(people, word).map((username) => `${username} `), word];
  const mention = mentionAt(typed, typed.length);
  // A tab of the text.
  if (mention === null) return [["\t"], ""];
  const { query, start } = mention;
  const meant = usernames(isCommand ? people : members, query);
  return [meant.map((username) => `@${username} `), typed.slice(start)];
}

/** Nobody is meant by nothing. */
const usernames = (people: readonly Person[], query: string): string[] =>
  query === "" ? [] : mentionMatches(people, query, shownMatches).map(({ username }) => username);
