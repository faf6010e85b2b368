// Finds people whom this device knows, by name, nickname or username. Pure.
import type { User, UserId } from "@klatch/sdk";
import { isSameUsername, meantUsername } from "../../text/username.ts";
import { bestRank, ranked } from "../../text/match-names.ts";

export interface KnownPerson {
  readonly user: User;
  /** As it is shown. */
  readonly name: string;
  /** What they are called in groups. */
  readonly nicknames: readonly string[];
}

/** The whole username. */
const exact = -1;
const usernamePattern = /^\w{3,20}$/;
const beginsUsername = /^\s*[@＠]/u;

/** What begins with an @ is a username and no name. */
export const isUsernameMeant = (text: string): boolean => beginsUsername.test(text);

/** The username that a typed text may be; null: nobody can have it. */
export function typedUsername(text: string): string | null {
  const username = meantUsername(text);
  return usernamePattern.test(username) ? username : null;
}

/** The username in a typed text for which the server is asked; null: there is none, or it is that of a known person. */
export function usernameToAsk(text: string, people: readonly KnownPerson[]): string | null {
  const username = typedUsername(text);
  if (username === null || people.some(({ user }) => isSameUsername(user.username, username))) return null;
  return username;
}

/** Lower is better; null: not found by this text. */
export function rankOfPerson({ user, name, nicknames }: KnownPerson, text: string): number | null {
  if (isSameUsername(user.username, meantUsername(text))) return exact;
  return bestRank(
    isUsernameMeant(text) ? [user.username] : [name, user.username, ...nicknames],
    text.replace(beginsUsername, ""),
  );
}

/** A choice below the field in which somebody is looked for. */
export type PersonOption =
  | { readonly kind: "person"; readonly person: KnownPerson }
  /** The server is asked for the person of this username. */
  | { readonly kind: "look-up"; readonly username: string };

export const keyOfOption = (option: PersonOption): string =>
  option.kind === "person" ? option.person.user.id : `@${option.username}`;

/**
 * Known people, and the one whom only the server knows. That one comes first if a username was meant: if the text begins
 * with @.
 * @param people by whom was met last
 * @param without not to be offered
 */
export function personOptions(
  people: readonly KnownPerson[],
  text: string,
  without: ReadonlySet<UserId>,
  limit: number,
): readonly PersonOption[] {
  const offered = people.filter(({ user }) => !without.has(user.id));
  const found = ranked(offered, (person) => rankOfPerson(person, text), limit).map(
    ({ item: person }) => ({ kind: "person", person }) as const,
  );
  const username = usernameToAsk(text, people);
  if (username === null) return found;
  const lookUp = { kind: "look-up", username } as const;
  return isUsernameMeant(text) ? [lookUp, ...found] : [...found, lookUp];
}

/** What people put between names: commas and semicolons of all scripts. */
const separators = ",;،؛፣፤᠂、，；､﹐﹑﹔";
const separator = new RegExp(`[\\s${separators}]+`, "u");
const ended = new RegExp(`^(.*\\S.*)[${separators}]\\s*$`, "su");

/** What stands before a separator that ends a text; null: none does. Looked for in the text: not every keyboard names its keys. */
export const endedName = (text: string): string | null => ended.exec(text)?.[1] ?? null;

/** The usernames in a text that was pasted; null: it is no list of usernames. */
export function pastedUsernames(text: string): readonly string[] | null {
  const parts = text.split(separator).filter((part) => part !== "");
  const names = parts.map(typedUsername).filter((name) => name !== null);
  return names.length > 1 && names.length === parts.length ? names : null;
}
