// Lists about a group for the terminal: its profile, its members, its join requests.
import type { ConversationId, UserId } from "@klatch/sdk";
import type { ChatParts } from "./chat-parts.ts";
import { printable } from "./chat-text.ts";

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

export async function showMembers(parts: ChatParts, id: ConversationId, prefix: string): Promise<void> {
  const { items, next } = await parts.client.groups.members(id, { ...(prefix !== "" && { prefix }), limit: 100 });
  await showAll(
    parts,
    items,
    ({ userId }) => [userId],
    ([name], { role, nickname, silencedUntil }) => {
      const called = nickname === "" ? "" : ` “${printable(nickname)}”`;
      const silenced = silencedUntil !== null && silencedUntil > Date.now() ? "   (silenced)" : "";
      return `${name}${called}   ${role}${silenced}`;
    },
  );
  if (next !== null) parts.terminal.print("— and more: /members NAME");
}

export async function showGroup({ client, terminal }: ChatParts, id: ConversationId): Promise<void> {
  const { profile, group } = await client.groups.get(id);
  terminal.print(`— ${printable(profile.name)}   ${profile.memberCount} members   ${profile.id}`);
  if (profile.description !== "") terminal.print(`— ${printable(profile.description)}`);
  if (group === undefined) return;
  if (group.announcement !== null) terminal.print(`— announced: ${printable(group.announcement.text)}`);
  for (const [setting, value] of Object.entries(group.settings)) terminal.print(`—   ${setting} ${value}`);
  if (group.allSilenced) terminal.print("— only admins may write now");
}
