// The commands about one's own account: its devices, what happened to it, the change of its password, and its end.
import type { SecurityEvent } from "@klatch/sdk";
import type { Commands } from "./chat-command.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { isNo, isYes } from "./yes-or-no.ts";
import type { ChatParts } from "./chat-parts.ts";
import { embedded, momentOf, printable } from "./chat-text.ts";

const shownEvents = 20;

export const securityCommands: Commands = {
  "/devices": showDevices,
  "/security": showSecurity,
  "/delete-account": deleteAccount,
};

async function showDevices({ client, terminal }: ChatParts): Promise<void> {
  const devices = await client.devices();
  terminal.printTable(
    devices.map(({ name, platform, lastSeenAt, network = null, current }) => {
      const seen = current ? "this one" : `seen ${momentOf(lastSeenAt)}`;
      const where = network === null ? "" : `, in ${printable(network)}`;
      const called = name === "" ? platform : `${printable(name)} (${platform})`;
      return { line: `— ${called}   (${seen}${where})`, cells: ["—", called, `(${seen}${where})`] };
    }),
  );
}

/** Asks for both passwords without showing them. @throws ChatMistake where nobody can be asked */
export async function changePassword({ client, terminal }: ChatParts): Promise<void> {
  if (!terminal.isInteractive) throw new ChatMistake("/password asks for passwords: it needs a terminal.");
  const current = await terminal.askSecret("Current password: ");
  const next = await terminal.askSecret("New password (at least 8 characters): ");
  if ((await terminal.askSecret("The new one again: ")) !== next) throw new ChatMistake("The new passwords differ.");
  if (next.length < 8) throw new ChatMistake("The new password needs at least 8 characters.");
  await client.changePassword({ current, next });
  terminal.print("— the password is changed; your other devices are signed out");
}

/**
 * Two questions and the password. The program ends with the session.
 *
 * @throws ChatMistake where nobody can be asked, and where the answer is no
 */
async function deleteAccount({ client, terminal }: ChatParts): Promise<void> {
  if (!terminal.isInteractive) throw new ChatMistake("/delete-account asks for your password: it needs a terminal.");
  terminal.print("— you are signed out everywhere; for some time you can come back by signing in");
  terminal.print("— then your name, settings and blocks are erased, and you leave your groups");
  const erase = await terminal.ask("Erase your messages, too? (yes or no) ");
  if (!isYes(erase) && !isNo(erase)) throw new ChatMistake("Answer yes or no. Nothing has changed.");
  if (!isYes(await terminal.ask("Delete your account? (yes or no) "))) throw new ChatMistake("Nothing has changed.");
  const password = await terminal.askSecret("Your password: ");
  const { endsAt } = await client.deleteAccount({ password, eraseMessages: isYes(erase) });
  terminal.print(`— the account is deleted on ${new Date(endsAt).toLocaleString()}; until then signing in keeps it`);
  terminal.close();
}

async function showSecurity({ client, terminal }: ChatParts): Promise<void> {
  const { items } = await client.securityEvents({ limit: shownEvents });
  if (items.length === 0) terminal.print("— nothing yet: what just happened shows in a few seconds");
  for (const event of items) {
    terminal.print(`— ${momentOf(event.at)}   ${embedded(securityLine(event))}`);
  }
}

/** The words of the server, which a newer one has more of. */
export function securityLine({ event, by, network, count, locked, platform, until }: SecurityEvent): string {
  const details = [
    platform,
    by === undefined ? undefined : `by ${by}`,
    count === undefined ? undefined : `${count} times in that hour`,
    network === undefined ? undefined : `from ${network ?? "an unknown network"}`,
    until === undefined ? undefined : until === null ? "without an end" : `until ${new Date(until).toLocaleString()}`,
    locked === true ? "then stopped for a while" : undefined,
  ].filter((detail) => detail !== undefined);
  return [event.replaceAll("-", " "), ...details].join(", ");
}
