// Fills a conversation with one user's messages over one socket: the most frames per WebSocket message, as fast as they
// are acked.
import { once } from "node:events";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { protocolName } from "../../schema/protocol/version.ts";

export interface SendMany {
  readonly url: string;
  readonly accessToken: string;
  readonly conversationId: string;
  readonly texts: readonly string[];
}

/** Resolves when all are acked, in order. @throws Error with the frame that refused one */
export async function sendMany({ url, accessToken, conversationId, texts }: SendMany): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`, [protocolName, `bearer.${accessToken}`]);
  await once(socket, "open");
  const frames = texts.map((text) => ({
    type: "send-message",
    clientMsgId: crypto.randomUUID(),
    conversationId,
    content: { type: "text", text },
  }));
  for (let from = 0; from < frames.length; from += wireLimits.maxFramesPerSocketMessage) {
    const batch = frames.slice(from, from + wireLimits.maxFramesPerSocketMessage);
    const acked = awaitAcks(socket, batch.length);
    socket.send(JSON.stringify(batch));
    await acked;
  }
  socket.close(1000);
}

function awaitAcks(socket: WebSocket, count: number): Promise<void> {
  let missing = count;
  const done = Promise.withResolvers<void>();
  const listen = ({ data }: MessageEvent): void => {
    for (const frame of [JSON.parse(String(data))].flat() as { type: string; nonce?: string }[]) {
      // Shows the server that this client reads; otherwise it would close the socket after a while.
      if (frame.type === "probe") socket.send(JSON.stringify({ type: "echo", nonce: frame.nonce }));
      if (frame.type === "error") done.reject(new Error(JSON.stringify(frame)));
      if (frame.type === "message-ack") missing -= 1;
    }
    if (missing === 0) done.resolve();
  };
  socket.addEventListener("message", listen);
  return done.promise.finally(() => socket.removeEventListener("message", listen));
}
