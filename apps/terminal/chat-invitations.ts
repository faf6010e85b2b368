// The commands about invitations to groups: the list of the user's own, and the answer to one by its number.
import type { MyInvitation, UserId } from "@klatch/sdk";
import type { Commands } from "./chat-command.ts";
import { showAll } from "./chat-group-lists.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { embedded } from "./chat-text.ts";

export const invitationsHelp = `  /invitations      the groups that you are invited to, and those that you asked to let you in
  /accept-invitation NUMBER  goes in, by the number in the list    /decline NUMBER`;

const shownAtOnce = 50;

/** As they were listed last: what somebody means by a number. */
const listed = new WeakMap<object, readonly MyInvitation[]>();

export const invitationCommands: Commands = {
  "/invitations": async (parts) => {
    const { client, terminal } = parts;
    const { items, next } = await client.invitations.list({ limit: shownAtOnce });
    listed.set(client, items);
    await showAll(
      parts,
      items,
      ({ invitedBy }) => [invitedBy],
      ([by = ""], invitation) =>
        `${items.indexOf(invitation) + 1}  ${embedded(invitation.group.name)}   ${invitation.group.memberCount} members   from ${by}`,
    );
    if (next !== null) terminal.print("— and more");
    const asked = await client.invitations.requests({ limit: shownAtOnce });
    for (const { group } of asked.items) terminal.print(`— asked to be let in: ${embedded(group.name)}`);
  },
  "/accept-invitation": async (parts, [number]) => {
    const invitation = meant(parts, number, "/accept-invitation NUMBER");
    const { conversation } = await parts.client.invitations.accept(invitation.groupId);
    if (conversation !== undefined) await parts.view.enter(conversation);
  },
  "/decline": async (parts, [number]) => {
    await parts.client.invitations.decline(meant(parts, number, "/decline NUMBER").groupId);
    parts.terminal.print("— declined");
  },
};

/** Of people who were added to a group, those who have to agree first. */
export async function sayInvited(
  { people, terminal }: Pick<ChatParts, "people" | "terminal">,
  invited: readonly UserId[] = [],
): Promise<void> {
  if (invited.length === 0) return;
  await people.meet(invited);
  terminal.print(`— invited, and asked first: ${invited.map((id) => people.nameOf(id)).join(", ")}`);
}

/** @throws ChatMistake */
function meant({ client }: ChatParts, number: string | undefined, usage: string): MyInvitation {
  const invitation = listed.get(client)?.[Number(number) - 1];
  if (invitation === undefined) throw new ChatMistake(`Which one? ${usage}, as /invitations lists them.`);
  return invitation;
}
