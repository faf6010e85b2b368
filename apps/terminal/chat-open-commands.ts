// The commands that open a conversation: by its number, by a username, or by any name that is known here.
import { isBlank, KlatchError, type KlatchClient, type UserId } from "@klatch/sdk";
import { meantUsername } from "../text/username.ts";
import type { Commands } from "./chat-command.ts";
import { find, nameOfUser, onlyMeant, type Found } from "./chat-find.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { printable } from "./chat-text.ts";
import type { TableRow } from "./lines/table.ts";

export const openCommands: Commands = {
  "/open": open,
  "/find": async ({ client, terminal }, _words, wanted) => {
    if (isBlank(wanted)) throw new ChatMistake("Whom? /find NAME");
    const known = find(client, wanted);
    terminal.printTable(rowsOf(client, known));
    const others = await strangers(client, wanted, known);
    if (others === null) return terminal.print("— people whom you do not know could not be looked for");
    if (known.length + others.length === 0) terminal.print("— none");
    terminal.printTable(rowsOf(client, others));
  },
};

const shownStrangers = 10;

/** Whom only the server knows; null: it could not be asked. */
async function strangers(client: KlatchClient, wanted: string, known: readonly Found[]): Promise<Found[] | null> {
  const met = new Set(known.map(({ user }) => user?.id));
  try {
    const { items } = await client.searchUsers(wanted, { limit: shownStrangers });
    return items.filter(({ id }) => !met.has(id)).map((user) => ({ entry: null, user, name: nameOfUser(user) }));
  } catch (error) {
    if (error instanceof KlatchError) return null;
    throw error;
  }
}

/** @param wanted a number of the inbox, a username that the server is asked for, or any name that is known here */
async function open(parts: ChatParts, _words: readonly string[], wanted: string): Promise<void> {
  const { client, view } = parts;
  if (isBlank(wanted)) throw new ChatMistake("Whom? /open USERNAME");
  const listed = /^\d{1,4}$/.test(wanted) ? client.conversations()[Number(wanted) - 1] : undefined;
  if (listed !== undefined) return view.enter(listed);
  const username = meantUsername(wanted);
  const asked = /^\w{3,20}$/.test(username) ? await userOf(parts, username) : null;
  if (asked !== null) return view.enter(await client.openDirect({ userId: asked }));
  const found = find(client, wanted);
  const meant = onlyMeant(found, wanted);
  if (meant?.entry) return view.enter(meant.entry);
  if (meant?.user) return view.enter(await client.openDirect({ userId: meant.user.id }));
  if (found.length === 0) throw new ChatMistake("There is no such user.");
  throw new ChatMistake("Whom of these? /open USERNAME or /open NUMBER", rowsOf(client, found));
}

/** Null: nobody has this username. */
async function userOf({ people }: ChatParts, username: string): Promise<UserId | null> {
  try {
    return await people.find(username);
  } catch (error) {
    if (error instanceof KlatchError && error.code === "USER_NOT_FOUND") return null;
    throw error;
  }
}

/** With what opens each. */
function rowsOf(client: KlatchClient, found: readonly Found[]): TableRow[] {
  const entries = client.conversations();
  return found.map(({ name, user, entry }) => {
    const number = entries.findIndex(({ id }) => id === entry?.id) + 1;
    const opens = user === null ? `/open ${number}` : `/open @${user.username}`;
    return { line: `— ${printable(name)}   ${opens}`, cells: ["—", printable(name), opens] };
  });
}
