// Lists about a group for the terminal: its profile, its members, its join requests.
import type { ConversationId, Member, UserId } from "@klatch/sdk";
import { bestRank, ranked } from "../text/match-names.ts";
import type { ChatParts } from "./chat-parts.ts";
import { printPicture } from "./chat-pictures.ts";
import { embedded, printable } from "./chat-text.ts";
import type { Written } from "./lines/line.ts";

/** Prints one line for each item, with the names of the people in it. */
export async function showAll<T>(
  { people, terminal }: Pick<ChatParts, "people" | "terminal">,
  items: readonly T[],
  peopleOf: (item: T) => readonly UserId[],
  line: (names: readonly string[], item: T) => string,
): Promise<void> {
  await people.meet(items.flatMap((item) => peopleOf(item)));
  if (items.length === 0) terminal.print("— none");
  for (const item of items)
    terminal.print(
      `— ${line(
        peopleOf(item).map((id) => people.nameOf(id)),
        item,
      )}`,
    );
}

/** The first members, or those who are meant by a part of any of their names. */
export async function showMembers(parts: ChatParts, id: ConversationId, wanted: string): Promise<void> {
  const { client, members, people, terminal } = parts;
  const known = wanted === "" ? null : members.of(id);
  const { items, next } =
    known === null
      ? await client.groups.members(id, { ...(wanted !== "" && { prefix: wanted }), limit: 100 })
      : {
          items: ranked(known, (member) => rankOf(parts, id, member, wanted), 100).map(({ item }) => item),
          next: null,
        };
  await people.meet(items.map(({ userId }) => userId));
  if (items.length === 0) terminal.print("— none");
  terminal.printTable(
    items.map(({ userId, role, nickname, silencedUntil }) => {
      const name = people.nameOf(userId);
      const called = nickname === "" ? "" : `“${printable(nickname)}”`;
      const silenced = silencedUntil !== null && silencedUntil > Date.now() ? "   (silenced)" : "";
      const line = `— ${name}${called === "" ? "" : ` ${called}`}   ${role}${silenced}`;
      return { line, cells: ["—", name, called, role], tail: silenced };
    }),
  );
  if (next !== null) terminal.print("— and more: /members NAME");
}

function rankOf({ members }: ChatParts, id: ConversationId, { userId }: Member, wanted: string): number | null {
  const { name, displayName, username } = members.namesOf(id, userId);
  return bestRank([name, displayName, username], wanted.replace(/^[@＠]/u, ""));
}

export async function showGroup(parts: ChatParts, id: ConversationId): Promise<void> {
  const { client, terminal } = parts;
  const { profile, group } = await client.groups.get(id);
  terminal.print(`— ${embedded(profile.name)}   ${profile.memberCount} members   ${profile.id}`);
  printPicture(parts, profile.avatar);
  if (profile.description !== "") terminal.say({ head: "— ", written: plainly(profile.description) });
  if (group === undefined) return;
  if (group.announcement !== null) terminal.say({ head: "— announced: ", written: plainly(group.announcement.text) });
  const settings = Object.entries(group.settings).map(
    ([setting, value]) => [setting, embedded(String(value))] as const,
  );
  terminal.printTable(
    settings.map(([setting, value]) => ({ line: `—   ${setting} ${value}`, cells: ["— ", setting, value] })),
  );
  if (group.allSilenced) terminal.print("— only admins may write now");
}

/** What has no Markdown. */
const plainly = (text: string): Written => ({ text, mentions: null });
