// What the fake server says most often to the SDK, and what tests read off the client and its sockets.
import { contentText, type KlatchClient, type OutgoingMessage } from "@klatch/sdk";
import { message, type FakeSocket } from "./sdk-fakes.ts";

export const syncDone = { type: "sync-done", inboxVersion: 1 };

export const ackOf = ({ clientMsgId, conversationId }: OutgoingMessage, seq: number): object => ({
  ...message(seq, { conversationId }),
  type: "message-ack",
  clientMsgId,
});

export const refusalOf = (
  code: string,
  { clientMsgId, conversationId }: OutgoingMessage,
  retryAfterMs?: number,
): object => ({
  type: "error",
  code,
  message: "No.",
  clientMsgId,
  conversationId,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** The texts of the messages that a socket was given. */
export const sentTexts = (socket: FakeSocket): string[] =>
  socket.framesOf("send-message").map(({ content }) => contentText(content));

/** What the client still has to send, as text and state. */
export const statesOf = (client: KlatchClient): [string, string][] =>
  client.outgoing().map(({ content, state }) => [contentText(content), state]);

/** Fills with the seq of each message that the app is told of from now on. */
export function seqsHeard(client: KlatchClient): number[] {
  const seqs: number[] = [];
  client.on("message", ({ seq }) => seqs.push(seq));
  return seqs;
}
