// Sends messages for HTTP callers, through the same queue as frames.
import { refused } from "../../../schema/rpc/conversation.ts";
import type { Answers } from "../answers.ts";
import type { Conversations } from "../inbox/conversations.ts";

export const sendingAnswers = (conversations: Conversations): Answers<"send-message"> => ({
  "send-message": async ({ conversationId, body }) => {
    const [ack] = await conversations.send(conversationId, [body]);
    return ack ?? refused("INTERNAL");
  },
});
