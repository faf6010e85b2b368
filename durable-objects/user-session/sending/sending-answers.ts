// Sends messages for HTTP callers, through the same queue as frames.
import { refused } from "../../../schema/rpc/conversation.ts";
import type { Answers } from "../answers.ts";
import type { Ack, Conversations } from "../inbox/conversations.ts";
import { forwardItems } from "./forward-items.ts";
import { loadToForward } from "./load-to-forward.ts";

type SendingKind = "send-message" | "load-to-forward" | "forward";

export const sendingAnswers = (conversations: Conversations): Answers<SendingKind> => ({
  "send-message": async ({ conversationId, body }) => {
    const [ack] = await conversations.send(conversationId, [body]);
    return ack ?? refused("INTERNAL");
  },
  "load-to-forward": (source) => loadToForward(conversations, source),
  forward: async ({ conversationId, messages, ...body }) => {
    const items = forwardItems(body, messages);
    if ("refusal" in items) return items;
    const results = await conversations.sendItems(conversationId, items);
    // What was stored before the first refusal stays: a repeat makes the rest.
    const refusal = results.find((result) => "refusal" in result);
    return refusal ?? { acks: results.filter((result): result is Ack => !("refusal" in result)) };
  },
});
