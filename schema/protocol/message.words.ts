// The API documents' texts for messages over HTTP. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { messageAck, messageAckBody, sendMessage, sendMessageBodyShape } from "./message.ts";

const { type: _send, conversationId: _to, ...sendMessageBody } = sendMessage.example;

const { type: _ack, ...ack } = messageAck.example;

export const messageComponents = {
  SendMessageBody: fromClient(sendMessageBodyShape, "A message to send.", sendMessageBody),
  MessageAck: fromServer(messageAckBody, "The message is committed: no crash can lose it.", ack),
} as const satisfies Record<string, Component>;
