// A bot that needs time for its answers. Killed at any moment, it neither loses a message nor answers one twice.
import {
  clientMsgIdFor,
  contentText,
  KlatchClient,
  KlatchError,
  type ConversationId,
  type NewMessageFrame,
} from "@klatch/sdk";
import { fileStore } from "@klatch/sdk/node";

const { KLATCH_URL: url = "http://localhost:8787", BOT_NAME: username = "", BOT_PASSWORD: password = "" } = process.env;
const client = new KlatchClient({ url, store: fileStore(`${username}.klatch`) });
/** Conversations that are worked on; true: something arrived meanwhile. */
const busy = new Map<ConversationId, boolean>();

/** In place of it: a model, a search, a call to another service. */
async function answerTo({ content }: NewMessageFrame): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return `You wrote: ${contentText(content)}`;
}

/** Answers what follows the bot's read cursor. The server keeps that cursor, and it rises only after the answers. */
async function answerNext(id: ConversationId): Promise<boolean> {
  const entry = client.conversations().find((one) => one.id === id);
  if (entry === undefined || entry.left === true || entry.cursorSeq >= entry.headSeq) return false;
  const { events } = await client.history(id, { after: entry.cursorSeq });
  const last = events.at(-1);
  if (last === undefined) return false;
  for (const event of events) {
    if (event.type !== "new-message" || event.senderId === client.session?.user.id) continue;
    const options = { replyTo: event.messageId, clientMsgId: clientMsgIdFor(event) };
    await client.send(id, await answerTo(event), options).acked.catch((error: unknown) => {
      // It was answered before, in other words. After another fatal refusal there is no answer: the bot may be muted, say.
      if (!(error instanceof KlatchError) || error.class !== "fatal") throw error;
    });
  }
  await client.markRead(id, last.type === "void" ? last.toSeq : last.seq);
  return true;
}

async function work(id: ConversationId): Promise<void> {
  const isBusy = busy.has(id);
  busy.set(id, true);
  if (isBusy) return;
  try {
    while (busy.get(id) === true) {
      busy.set(id, false);
      while (await answerNext(id));
    }
  } catch (error) {
    console.error(error); // the next change of the conversation, or the next connection, tries again
  }
  busy.delete(id);
}

client.on("conversation", ({ id }) => void work(id));
client.on("sync", () => {
  for (const { id } of client.conversations()) void work(id);
});
client.on("signed-out", () => void client.start({ username, password }));

await client.start({ username, password });
