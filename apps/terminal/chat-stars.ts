// The commands about starred messages: of the open conversation by their seq, and the list of all.
import { contentText, type Star } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { printable } from "./chat-text.ts";

const shownStars = 20;

/** @throws ChatMistake, KlatchError */
export async function star({ client, terminal, view }: ChatParts, words: readonly string[]): Promise<void> {
  const [word, off] = words;
  const seq = Number(word);
  if (view.open === null) throw new ChatMistake("Nothing is open: /open NUMBER, as /inbox lists them.");
  if (!(Number.isSafeInteger(seq) && seq > 0) || (off !== undefined && off !== "off"))
    throw new ChatMistake("Which message? /star SEQ, or /star SEQ off");
  await client.starred.load();
  await client.starred.set(view.open.id, seq, off === undefined);
  terminal.print(off === undefined ? `— message ${seq} is starred` : `— message ${seq} is not starred any more`);
}

/** The newest first. @throws KlatchError */
export async function listStarred(parts: ChatParts): Promise<void> {
  const { client, terminal } = parts;
  await client.starred.load();
  const stars = client.starred.all().slice(0, shownStars);
  if (stars.length === 0) terminal.print("— no starred messages: /star SEQ");
  const lines = await Promise.all(stars.map((one) => lineOf(parts, one)));
  for (const line of lines) terminal.print(line);
}

async function lineOf({ client, view }: ChatParts, { conversationId, seq }: Star): Promise<string> {
  const entry = client.conversations({ hidden: true }).find(({ id }) => id === conversationId);
  const event = await client.event(conversationId, seq).catch(() => null);
  const text = event?.type === "new-message" ? printable(contentText(event.content)) : "not there";
  return `— ${entry === undefined ? "" : `${view.nameOf(entry)} `}${seq}: ${text}`;
}
