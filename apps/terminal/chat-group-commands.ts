// The commands about groups: for the open group, and for joining others.
import type { ConversationId, Groups, UserId } from "@klatch/sdk";
import { ownLink } from "../text/links/own-link.ts";
import { tameName } from "../text/tame-name.ts";
import type { Command, Commands } from "./chat-command.ts";
import type { ChatParts } from "./chat-parts.ts";
import { showAll, showGroup, showMembers } from "./chat-group-lists.ts";
import { sayInvited } from "./chat-invitations.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { asPicture, pictureAt } from "./chat-pictures.ts";
import { changePassword } from "./chat-security.ts";
import { embedded } from "./chat-text.ts";

export const groupHelp = `— groups: what follows is for the one that is open, unless it says otherwise
  /new NAME [@USERNAME …]       makes a group and opens it
  /join LINK                    opens the group or the person; or /join GROUP [PASSWORD, or a word to its admins]
  /withdraw GROUP               takes back that you asked to be let in
  /group                        what it is and how it is set      /members [NAME]  who is in
  /add USERNAME …               /kick USERNAME                    /leave
  /ban USERNAME                 /unban USERNAME                   /bans
  /silence USERNAME [MINUTES]   /unsilence USERNAME               /silenceall [off]
  /role USERNAME admin|member   /transfer USERNAME                /nick [NAME]
  /rename NAME                  /describe TEXT                    /picture [PATH]   a square one, or none
  /announce [TEXT]              /announcements
  /set SETTING VALUE            as /group shows them              /password PASSWORD
  /link [USES [HOURS]]          /links                            /unlink ID
  /requests                     /approve USERNAME                 /reject USERNAME
  /dissolve`;

const defaultSilenceMinutes = "60";
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** @throws ChatMistake */
function openGroup({ view }: ChatParts): ConversationId {
  if (view.open?.kind !== "group") throw new ChatMistake("No group is open: /open NUMBER, as /inbox lists them.");
  return view.open.id;
}

/** @throws ChatMistake */
function given(word: string | undefined, usage: string): string {
  if (word === undefined || word === "") throw new ChatMistake(usage);
  return word;
}

/** @throws ChatMistake */
function positive(word: string, usage: string): number {
  const number = Number(word);
  if (!(number > 0)) throw new ChatMistake(usage);
  return number;
}

const find = ({ people }: ChatParts, usernames: readonly string[]): Promise<UserId[]> =>
  Promise.all(usernames.map((username) => people.find(username.replace(/^@/, ""))));

/** A command for the open group. */
const inGroup =
  (act: (groups: Groups, id: ConversationId, text: string) => Promise<unknown>): Command =>
  ({ client, ...parts }, _words, text) =>
    act(client.groups, openGroup({ client, ...parts }), text);

/** A command for a member of the open group. */
const toUser =
  (act: (groups: Groups, id: ConversationId, userId: UserId, more: string | undefined) => Promise<unknown>): Command =>
  async (parts, [username, more]) => {
    const id = openGroup(parts);
    const [userId] = await find(parts, [given(username, "Whom? A USERNAME is missing.")]);
    if (userId !== undefined) await act(parts.client.groups, id, userId, more);
  };

export const groupCommands: Commands = {
  "/new": make,
  "/join": join,
  "/withdraw": ({ client }, [id]) =>
    client.groups.withdrawRequest(given(id, "From which? /withdraw GROUP") as ConversationId),
  "/group": (parts) => showGroup(parts, openGroup(parts)),
  "/members": (parts, _words, prefix) => showMembers(parts, openGroup(parts), prefix),
  "/add": async (parts, usernames) => {
    const id = openGroup(parts);
    given(usernames[0], "Whom? /add USERNAME …");
    const { invited } = await parts.client.groups.addMembers(id, await find(parts, usernames));
    await sayInvited(parts, invited);
  },
  "/leave": inGroup((groups, id) => groups.leave(id)),
  "/kick": toUser((groups, id, userId) => groups.removeMember(id, userId)),
  "/ban": toUser((groups, id, userId) => groups.ban(id, userId)),
  "/unban": toUser((groups, id, userId) => groups.unban(id, userId)),
  "/bans": async (parts) => {
    const { items } = await parts.client.groups.bans(openGroup(parts));
    await showAll(
      parts,
      items,
      ({ userId }) => [userId],
      ([name]) => `${name}`,
    );
  },
  "/silence": toUser((groups, id, userId, minutes = defaultSilenceMinutes) => {
    const forMs = positive(minutes, "For how long? /silence USERNAME [MINUTES]") * minuteMs;
    return groups.silence(id, userId, Date.now() + Math.ceil(forMs));
  }),
  "/unsilence": toUser((groups, id, userId) => groups.silence(id, userId, null)),
  "/silenceall": inGroup((groups, id, text) => groups.edit(id, { allSilenced: text !== "off" })),
  "/role": toUser((groups, id, userId, role) => {
    if (role !== "admin" && role !== "member") throw new ChatMistake("Which? /role USERNAME admin|member");
    return groups.setRole(id, userId, role);
  }),
  "/transfer": toUser((groups, id, userId) => groups.transfer(id, userId)),
  "/nick": (parts, _words, nickname) => {
    const { client } = parts;
    const me = client.session?.user.id;
    return me === undefined ? Promise.resolve() : client.groups.setNickname(openGroup(parts), me, nickname);
  },
  "/rename": inGroup((groups, id, name) => groups.edit(id, { name })),
  "/describe": inGroup((groups, id, description) => groups.edit(id, { description })),
  "/picture": inGroup(async (groups, id, path) => {
    const picture = path === "" ? null : await pictureAt(path);
    if (picture === null && path !== "") throw new ChatMistake(`There is no file ${tameName(path)}.`);
    return picture === null ? groups.edit(id, { avatar: "" }) : asPicture(groups.setAvatar(id, picture));
  }),
  "/announce": inGroup((groups, id, text) => groups.announce(id, text)),
  "/announcements": async (parts) => {
    const { items } = await parts.client.groups.announcements(openGroup(parts));
    const line = ([name]: readonly string[], text: string): string => `${name}: ${embedded(text)}`;
    await showAll(
      parts,
      items,
      ({ authorId }) => [authorId],
      (names, { text }) => line(names, text),
    );
  },
  "/set": (parts, [setting, value]) => set(parts, setting, value),
  // Without a word it is one's own.
  "/password": (parts, words, password) =>
    words.length === 0 ? changePassword(parts) : parts.client.groups.edit(openGroup(parts), { password }),
  "/link": makeLink,
  "/links": async (parts) => {
    const { items } = await parts.client.groups.links(openGroup(parts));
    await showAll(
      parts,
      items,
      () => [],
      (_names, { linkId, token, uses }) => `${linkId}  ${token}   (used ${uses} times)`,
    );
  },
  "/unlink": ({ client, ...parts }, [linkId]) =>
    client.groups.revokeLink(openGroup({ client, ...parts }), given(linkId, "Which? /unlink ID, as /links shows it")),
  "/requests": async (parts) => {
    const { items } = await parts.client.groups.requests(openGroup(parts));
    await showAll(
      parts,
      items,
      ({ userId }) => [userId],
      ([name], { message }) => `${name}: ${embedded(message)}`,
    );
  },
  "/approve": toUser((groups, id, userId) => groups.answerRequest(id, userId, true)),
  "/reject": toUser((groups, id, userId) => groups.answerRequest(id, userId, false)),
  "/dissolve": inGroup((groups, id) => groups.dissolve(id)),
};

async function make(parts: ChatParts, words: readonly string[]): Promise<void> {
  const usernames = words.filter((word) => word.startsWith("@"));
  const name = words.filter((word) => !word.startsWith("@")).join(" ");
  const memberIds = await find(parts, usernames);
  const group = await parts.client.groups.create({
    name: given(name, "What name? /new NAME [@USERNAME …]"),
    memberIds,
  });
  await parts.view.enter({ id: group.id, kind: "group", group });
  await sayInvited(parts, group.invited);
}

async function join(
  { client, people, view, terminal }: ChatParts,
  _words: readonly string[],
  text: string,
): Promise<void> {
  const link = ownLink(text);
  if (link?.kind === "person") return view.enter(await client.openDirect({ userId: await people.find(link.username) }));
  const parts = text.split(/\s+/);
  const where = parts.find((part) => ownLink(part) !== null) ?? parts[0] ?? "";
  const target = link?.token ?? given(where, "Where? /join LINK or /join GROUP [PASSWORD, or a word to its admins]");
  const isLink = target.includes(".");
  const group = isLink
    ? await client.groups.openLink(target)
    : (await client.groups.get(target as ConversationId)).profile;
  const words = text.slice(text.indexOf(where) + where.length).trim();
  const asked = words === "" ? {} : group.joinPolicy === "password" ? { password: words } : { message: words };
  const { requested } = isLink ? await client.groups.joinByLink(target) : await client.groups.join(group.id, asked);
  if (requested)
    terminal.print(`— you have asked to join ${embedded(group.name)}: an admin will answer   (/withdraw ${group.id})`);
  else await view.enter({ id: group.id, kind: "group", group });
}

async function makeLink(parts: ChatParts, [uses, hours]: readonly string[]): Promise<void> {
  const usage = "How often, how long? /link [USES [HOURS]]";
  const maxUses = uses === undefined ? null : positive(uses, usage);
  const expiresAt = hours === undefined ? null : Date.now() + Math.ceil(positive(hours, usage) * hourMs);
  const { token } = await parts.client.groups.makeLink(openGroup(parts), { maxUses, expiresAt });
  parts.terminal.print(`— /join ${token}`);
}

/** Not checked here: the server validates the names and values of settings. */
async function set(parts: ChatParts, setting: string | undefined, value: string | undefined): Promise<void> {
  const usage = "What? /set SETTING VALUE, as /group shows them";
  const settings = {
    [given(setting, usage)]: value === "true" || value === "false" ? value === "true" : given(value, usage),
  };
  await parts.client.groups.edit(openGroup(parts), { settings });
}
