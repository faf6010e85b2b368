// The API documents' texts for forwarding. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { clientMsgId, groupId } from "./examples/story.ts";
import { forwardBodyShape, forwardResultShape } from "./forwards.ts";
import { messageAck } from "./message.ts";

const { type: _ack, ...ack } = messageAck.example;

export const forwardComponents = {
  ForwardBody: fromClient(
    forwardBodyShape,
    "Messages to forward.",
    { clientMsgId, from: { conversationId: groupId, seqs: [40, 41] }, merged: true },
    {
      clientMsgId: "Of the first message that is made; the ids of the others follow from it.",
      from: "What is forwarded.",
      "from.conversationId": "The conversation of the messages.",
      "from.seqs": "The messages, each once; they are forwarded in their order.",
      merged: "True: all as one message, with a `forward`. False: each as a message of its own, with `forwardedFrom`.",
    },
  ),
  ForwardResult: fromServer(
    forwardResultShape,
    "The messages that were made are committed.",
    { items: [ack] },
    { items: "An ack for each message that was made, in their order." },
  ),
} as const satisfies Record<string, Component>;
