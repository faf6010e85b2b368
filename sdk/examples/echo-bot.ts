// A bot whose answer is known at once. Killed at any moment, it neither loses a message nor answers one twice.
import { clientMsgIdFor, contentText, KlatchClient } from "@klatch/sdk";
import { fileStore } from "@klatch/sdk/node";

const { KLATCH_URL: url = "http://localhost:8787", BOT_NAME: username = "", BOT_PASSWORD: password = "" } = process.env;
const client = new KlatchClient({ url, store: fileStore(`${username}.klatch`), newConversations: "start" });

client.on("message", (message) => {
  if (message.senderId === client.session?.user.id) return;
  // Without an await before `send`, the store takes message and answer in one commit.
  client.send(message.conversationId, `You wrote: ${contentText(message.content)}`, {
    replyTo: message.messageId,
    clientMsgId: clientMsgIdFor(message),
  });
});
client.on("signed-out", () => void client.start({ username, password }));

await client.start({ username, password });
