// `/forward [n] NAME`: forwards the last messages of the open conversation, several of them as one.
import type { ConversationId } from "@klatch/sdk";
import { meantUsername } from "../text/username.ts";
import { find, onlyMeant } from "./chat-find.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";

const usage = "What, to whom? /forward NAME, or /forward 3 NAME for the last three messages.";
/** The server takes no more at once. */
const maxForwarded = 100;
/** Events among which the messages are looked for. */
const maxLooked = 200;

export async function forwardLast({ client, view, people, terminal }: ChatParts, rest: string): Promise<void> {
  const { open } = view;
  if (open === null) throw new ChatMistake("No conversation is open: /open USERNAME");
  const [, said = "1", name = ""] = /^(?:(\d{1,3})\s+)?(?!\d+$)(\S.*)$/.exec(rest) ?? [];
  const wanted = Number(said);
  if (name === "" || wanted < 1 || wanted > maxForwarded) throw new ChatMistake(usage);
  const { events } = await client.history(open.id, { limit: maxLooked });
  const seqs = events.flatMap((event) =>
    event.type === "new-message" && event.content.type !== "gone" && event.content.type !== "system" ? event.seq : [],
  );
  if (seqs.length < wanted) throw new ChatMistake("There are not so many messages.");
  const to = await meant({ client, people }, name);
  await client.forward(to, { conversationId: open.id, seqs: seqs.slice(-wanted) }, { merged: wanted > 1 });
  terminal.print(wanted === 1 ? "— forwarded" : `— ${wanted} messages forwarded as one`);
}

async function meant({ client, people }: Pick<ChatParts, "client" | "people">, name: string): Promise<ConversationId> {
  const found = onlyMeant(find(client, name), name);
  if (found?.entry) return found.entry.id;
  const userId = found?.user?.id ?? (await people.find(meantUsername(name)));
  return (await client.openDirect({ userId })).id;
}
