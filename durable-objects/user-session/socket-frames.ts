// Frames from a socket: rate limit, parsing, execution, answers.
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ErrorFrame } from "../../schema/protocol/error-frame.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { SendMessageFrame } from "../../schema/protocol/message.ts";
import type { RenewFrame } from "../../schema/protocol/renew.ts";
import type { MarkReadFrame } from "../../schema/protocol/signal.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import type { MarkedRead, Refused } from "../../schema/rpc/conversation.ts";
import { logError } from "../runtime/logger.ts";
import type { TokenBucket } from "../runtime/token-bucket.ts";
import { ActorUnavailable } from "../runtime/calls.ts";
import type { Ack, Conversations } from "./inbox/conversations.ts";
import { errorFrameOf, originOf } from "../sockets/wire/klatch-v1/error-frames.ts";
import { parseSocketMessage, type ParsedFrame } from "../sockets/wire/klatch-v1/parse-frames.ts";
import type { Socket } from "../sockets/socket.ts";
import type { SessionPresence } from "./presence/session-presence.ts";
import type { MessageChanges } from "./sending/message-changes.ts";
import { syncSocket, type SyncHost } from "./syncing/syncing.ts";

export interface FrameHost {
  readonly userId: UserId;
  readonly limits: Limits;
  readonly conversations: Conversations;
  readonly changes: Pick<MessageChanges, "change">;
  readonly syncHost: SyncHost;
  readonly presence: Pick<SessionPresence, "watch" | "setActivity" | "catchUp">;
  /** Shared by all of the user's sockets and HTTP requests. */
  readonly frameRate: TokenBucket;
  now(): number;
  close(socket: Socket, code: ErrorCode): void;
  /** Whether this socket's frames are carried out. Its client is told if its authorisation has run out. */
  admits(socket: Socket): boolean;
  /** @returns NOT_AUTHENTICATED, TOKEN_EXPIRED, DEVICE_SIGNED_OUT, SUSPENDED */
  renew(socket: Socket, accessToken: string): Promise<{ ok: true } | Refused>;
}

/** Handles one WebSocket message; resolves when every frame of it has been answered. */
export async function receiveMessage(host: FrameHost, socket: Socket, message: string | ArrayBuffer): Promise<void> {
  // What follows a `renew` is judged by its outcome.
  while (socket.renewal !== null) await socket.renewal;
  const parsed = parseSocketMessage(message);
  if ("code" in parsed) return host.admits(socket) ? fault(host, socket, [errorFrameOf(parsed)]) : undefined;
  const { accepted, errors } = admit(host, socket, parsed);
  const renewals = accepted.filter((frame) => frame.type === "renew");
  if (renewals.length > 0) await renewInTurn(host, socket, renewals);
  for (const frame of accepted) if (frame.type === "sync" && frame.features) socket.setFeatures(frame.features);
  const isAdmitted = host.admits(socket);
  if (errors.length > 0) fault(host, socket, errors);
  const { sends, others } = sortFrames(accepted);
  if (!isAdmitted) {
    refuseAll(host, socket, [...[...sends.values()].flat(), ...others.filter((frame) => !isEcho(frame))]);
    await Promise.all(others.filter(isEcho).map((frame) => handleFrame(host, socket, frame)));
    return;
  }
  await Promise.all([
    ...[...sends].map(([conversationId, frames]) => handleSends(host, socket, conversationId, frames)),
    ...others.map((frame) => handleFrame(host, socket, frame)),
  ]);
  if (socket.presence.missed !== undefined) await catchUpPresence(host, socket);
}

/** The client has renewed its authorisation, or has read more: it may be given what it has missed. */
async function catchUpPresence(host: FrameHost, socket: Socket): Promise<void> {
  try {
    await host.presence.catchUp(socket);
  } catch (cause) {
    logError("presence not caught up", cause);
  }
}

type OtherFrame = Exclude<UpFrame, SendMessageFrame | RenewFrame>;

/** An echo shows what was read, whoever may read on. */
const isEcho = ({ type }: OtherFrame): boolean => type === "echo";

async function renewInTurn(host: FrameHost, socket: Socket, frames: readonly RenewFrame[]): Promise<void> {
  const renewAll = async (): Promise<void> => {
    for (const frame of frames) await renew(host, socket, frame);
  };
  socket.renewal = renewAll().finally(() => (socket.renewal = null));
  await socket.renewal;
}

async function renew(host: FrameHost, socket: Socket, frame: RenewFrame): Promise<void> {
  try {
    const done = await host.renew(socket, frame.accessToken);
    if ("refusal" in done) fault(host, socket, [errorFrameOf(done.refusal, originOf(frame))]);
    else if (frame.requestId !== undefined) socket.queue({ type: "done", requestId: frame.requestId });
  } catch (cause) {
    socket.queue(failureOf(cause, frame));
  }
}

/** Nothing of these frames is carried out: the socket's authorisation has run out. */
function refuseAll(host: FrameHost, socket: Socket, frames: readonly UpFrame[]): void {
  if (frames.length === 0) return;
  fault(
    host,
    socket,
    frames.map((frame) => errorFrameOf({ code: "TOKEN_EXPIRED" }, originOf(frame))),
  );
}

/** Groups messages by conversation: those to the same one are sent together, in their order. */
function sortFrames(frames: readonly UpFrame[]): {
  sends: Map<ConversationId, SendMessageFrame[]>;
  others: OtherFrame[];
} {
  const sends = new Map<ConversationId, SendMessageFrame[]>();
  const others: OtherFrame[] = [];
  for (const frame of frames) {
    if (frame.type === "renew") continue; // carried out before all others
    if (frame.type !== "send-message") others.push(frame);
    else {
      const together = sends.get(frame.conversationId);
      if (together === undefined) sends.set(frame.conversationId, [frame]);
      else together.push(frame);
    }
  }
  return { sends, others };
}

/** Every frame takes a token, including invalid ones; not the echo of a probe, of which the server decides how many come. */
function admit(
  host: FrameHost,
  socket: Socket,
  parsed: readonly ParsedFrame[],
): { accepted: UpFrame[]; errors: ErrorFrame[] } {
  const accepted: UpFrame[] = [];
  const errors: ErrorFrame[] = [];
  const now = host.now();
  for (const one of parsed) {
    if ("frame" in one && one.frame.type === "echo" && socket.proves(one.frame.nonce)) {
      accepted.push(one.frame);
      continue;
    }
    const retryAfterMs = host.frameRate.take(now);
    if (retryAfterMs > 0)
      errors.push(
        errorFrameOf(
          { code: "RATE_LIMITED", retryAfterMs, limit: "frames" },
          originOf("frame" in one ? one.frame : one.origin),
        ),
      );
    else if ("frame" in one) accepted.push(one.frame);
    else errors.push(errorFrameOf(one, one.origin));
  }
  return { accepted, errors };
}

/** The text of a `message-ack` frame. Ids of the server are of a safe alphabet, so only the client's need escaping. */
const ackFrameText = (
  { clientMsgId, conversationId, seq, messageId, createdAt }: Ack,
  requestId: string | undefined,
): string =>
  `{"type":"message-ack","clientMsgId":"${clientMsgId}","conversationId":"${conversationId}","seq":${seq},` +
  `"messageId":"${messageId}","createdAt":${createdAt}` +
  (requestId === undefined ? "}" : `,"requestId":${JSON.stringify(requestId)}}`);

/** Sends the errors. The socket stays open unless it sends faults too often. */
function fault(host: FrameHost, socket: Socket, errors: readonly ErrorFrame[]): void {
  socket.send(errors.map((error) => JSON.stringify(error)));
  if (socket.faults.take(host.now()) > 0) host.close(socket, "RATE_LIMITED");
}

async function handleSends(
  host: FrameHost,
  socket: Socket,
  conversationId: ConversationId,
  frames: readonly SendMessageFrame[],
): Promise<void> {
  try {
    const acks = await host.conversations.send(conversationId, frames);
    for (const [index, ack] of acks.entries()) {
      if ("refusal" in ack) socket.queue(errorFrameOf(ack.refusal, originOf(frames[index] ?? {})));
      else socket.queueText(ackFrameText(ack, frames[index]?.requestId));
    }
  } catch (cause) {
    for (const frame of frames) socket.queue(failureOf(cause, frame));
  }
}

async function handleFrame(host: FrameHost, socket: Socket, frame: OtherFrame): Promise<void> {
  try {
    const answer = await carryOut(host, socket, frame);
    if (answer !== null) socket.queue(answer);
  } catch (cause) {
    socket.queue(failureOf(cause, frame));
  }
}

function failureOf(cause: unknown, frame: UpFrame): ErrorFrame {
  const code = cause instanceof ActorUnavailable ? "UNAVAILABLE" : "INTERNAL";
  logError("frame failed", cause, { frameType: frame.type, code });
  return errorFrameOf({ code }, originOf(frame));
}

/**
 * The frame's answer. Null: it has none, because it has no `requestId`, or it was sent already, in the order of events.
 */
async function carryOut(host: FrameHost, socket: Socket, frame: OtherFrame): Promise<DownFrame | null> {
  const { conversations } = host;
  switch (frame.type) {
    case "sync": {
      const done = await syncSocket(host.syncHost, socket, frame);
      return "refusal" in done ? errorFrameOf(done.refusal, originOf(frame)) : null;
    }
    case "mark-read": {
      const marked = await conversations.markRead(frame.conversationId, frame.seq);
      return "refusal" in marked ? errorFrameOf(marked.refusal, originOf(frame)) : receiptOf(host, frame, marked);
    }
    case "typing": {
      const done = await conversations.setTyping(frame.conversationId, frame.active);
      return "refusal" in done ? errorFrameOf(done.refusal, originOf(frame)) : doneOf(frame);
    }
    case "watch-presence": {
      const done = await host.presence.watch(socket, frame.userIds);
      return "refusal" in done ? errorFrameOf(done.refusal, originOf(frame)) : doneOf(frame);
    }
    case "set-activity":
      host.presence.setActivity(socket, frame.front);
      return doneOf(frame);
    case "echo":
      return doneOf(frame);
    default: {
      const changed = await host.changes.change(frame);
      if ("refusal" in changed) return errorFrameOf(changed.refusal, originOf(frame));
      return doneOf(frame, "hides" in changed ? undefined : changed.seq);
    }
  }
}

/**
 * The receipt that answers the reader's frame. The receipt with the exact count comes through the stream to all of the
 * reader's devices, if the cursor moved.
 */
function receiptOf(
  { userId }: FrameHost,
  { requestId, conversationId }: MarkReadFrame,
  { cursorSeq }: MarkedRead,
): DownFrame | null {
  if (requestId === undefined) return null;
  return { type: "read-receipt", conversationId, userId, seq: cursorSeq, requestId };
}

/** @param seq of the event that it caused */
const doneOf = (
  { requestId, ...frame }: Exclude<OtherFrame, SyncFrame | MarkReadFrame>,
  seq?: number,
): DownFrame | null =>
  requestId === undefined
    ? null
    : {
        type: "done",
        requestId,
        ...("conversationId" in frame && { conversationId: frame.conversationId }),
        ...(seq !== undefined && { seq }),
      };
