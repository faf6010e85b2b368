// What comes in on a socket: admitted by limits, parsed, carried out, answered.
import type { ErrorFrame } from "../../schema/protocol/error-frame.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { logError } from "../logger.ts";
import type { TokenBucket } from "../token-bucket.ts";
import { ActorUnavailable } from "../retry.ts";
import type { Conversations } from "./conversations.ts";
import { errorFrameOf, originOf } from "./error-frames.ts";
import { parseSocketMessage, type ParsedFrame } from "./parse-frames.ts";
import type { Socket } from "./sockets.ts";
import { syncSocket, type SyncHost } from "./syncing.ts";

export interface FrameHost {
  readonly limits: Limits;
  readonly conversations: Conversations;
  readonly syncHost: SyncHost;
  /** Shared by all of the user's sockets and HTTP requests. */
  readonly frameRate: TokenBucket;
  now(): number;
  close(socket: Socket, code: ErrorCode): void;
}

/** Handles one WebSocket message; resolves when every frame of it has been answered. */
export async function receiveMessage(host: FrameHost, socket: Socket, message: string | ArrayBuffer): Promise<void> {
  const parsed = parseSocketMessage(message);
  if ("code" in parsed) return fault(host, socket, [errorFrameOf(parsed)]);
  const { accepted, errors } = admit(host, parsed);
  if (errors.length > 0) fault(host, socket, errors);
  await Promise.all(accepted.map((frame) => handleFrame(host, socket, frame)));
}

/** Every frame costs a token, the faulty ones too. */
function admit(host: FrameHost, parsed: readonly ParsedFrame[]): { accepted: UpFrame[]; errors: ErrorFrame[] } {
  const accepted: UpFrame[] = [];
  const errors: ErrorFrame[] = [];
  const now = host.now();
  for (const one of parsed) {
    const retryAfterMs = host.frameRate.take(now);
    if (retryAfterMs > 0) errors.push(errorFrameOf({ code: "RATE_LIMITED", retryAfterMs }, originOf("frame" in one ? one.frame : one.origin)));
    else if ("frame" in one) accepted.push(one.frame);
    else errors.push(errorFrameOf(one, one.origin));
  }
  return { accepted, errors };
}

/** The socket stays open, unless it does so again and again. */
function fault(host: FrameHost, socket: Socket, errors: readonly ErrorFrame[]): void {
  socket.send(errors.map((error) => JSON.stringify(error)));
  if (socket.faults.take(host.now()) > 0) host.close(socket, "RATE_LIMITED");
}

async function handleFrame(host: FrameHost, socket: Socket, frame: UpFrame): Promise<void> {
  try {
    const refusal = await carryOut(host, socket, frame);
    if (refusal !== null) socket.queue(refusal);
  } catch (cause) {
    const code = cause instanceof ActorUnavailable ? "UNAVAILABLE" : "INTERNAL";
    logError("frame failed", cause, { frameType: frame.type, code });
    socket.queue(errorFrameOf({ code }, originOf(frame)));
  }
}

/** Null when the frame was carried out and whatever answers it has been sent, or comes through the stream. */
async function carryOut(host: FrameHost, socket: Socket, frame: UpFrame): Promise<ErrorFrame | null> {
  const { conversations } = host;
  switch (frame.type) {
    case "sync": {
      const done = await syncSocket(host.syncHost, socket, frame);
      return "refusal" in done ? errorFrameOf(done.refusal) : null;
    }
    case "send-message": {
      const ack = await conversations.send(frame.conversationId, frame);
      if ("refusal" in ack) return errorFrameOf(ack.refusal, originOf(frame));
      socket.queue({ type: "message-ack", ...ack });
      return null;
    }
    case "mark-read":
    case "typing": {
      const { conversationId } = frame;
      const done = await (frame.type === "typing"
        ? conversations.setTyping(conversationId, frame.active)
        : conversations.markRead(conversationId, frame.seq));
      return "refusal" in done ? errorFrameOf(done.refusal, originOf(frame)) : null;
    }
  }
}
