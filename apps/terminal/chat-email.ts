// `/email`: the user's own address, to which mails about missed messages go, and `/digest`: whether they do.
import type { Email } from "@klatch/sdk";
import type { Commands } from "./chat-command.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { printable } from "./chat-text.ts";

export const emailHelp = `  /email [ADDRESS]  shows your e-mail address, or sets it; /email remove
  /digest on|off    a mail about direct messages and mentions that you have missed for a day`;

export const emailCommands: Commands = {
  "/email": async (parts, _words, rest) => {
    if (rest === "") return showEmail(parts);
    return rest === "remove" ? removeEmail(parts) : setEmail(parts, rest);
  },
  "/digest": async ({ client, terminal }, words) => {
    const [word] = words;
    if (word !== undefined && word !== "on" && word !== "off") throw new ChatMistake("/digest takes on or off.");
    const { emailDigest } =
      word === undefined
        ? await client.notifications.settings()
        : await client.notifications.edit({ emailDigest: word === "on" });
    const { address } = await client.email.get();
    const missing = emailDigest && address === null ? ", once you have an address: /email ADDRESS" : "";
    terminal.print(`— mails about what you have missed for a day: ${emailDigest ? "on" : "off"}${missing}`);
  },
};

/** In one line. */
function emailLine({ isAvailable, address, pending }: Email): string {
  if (!isAvailable && address === null) return "this server sends no mails";
  const now = address === null ? "you have no e-mail address" : `your e-mail address is ${printable(address)}`;
  if (pending === null) return now;
  const until = new Date(pending.expiresAt).toLocaleTimeString();
  return `${now}; ${printable(pending.address)} is yet to be confirmed, by the link in a mail, until ${until}`;
}

async function showEmail({ client, terminal }: ChatParts): Promise<void> {
  terminal.print(`— ${emailLine(await client.email.get())}`);
}

/** @throws ChatMistake where nobody can be asked */
const askPassword = ({ terminal }: ChatParts): Promise<string> => {
  if (!terminal.isInteractive) throw new ChatMistake("/email asks for your password: it needs a terminal.");
  return terminal.askSecret("Your password: ");
};

async function setEmail(parts: ChatParts, address: string): Promise<void> {
  const { client, terminal } = parts;
  if (!/^\S+@\S+$/.test(address)) throw new ChatMistake("Which address? /email NAME@DOMAIN");
  const password = await askPassword(parts);
  terminal.print(`— ${emailLine(await client.email.set({ address, password }))}`);
}

async function removeEmail(parts: ChatParts): Promise<void> {
  await parts.client.email.remove({ password: await askPassword(parts) });
  parts.terminal.print("— you have no e-mail address any more");
}
