// A device that sends without pause, keeps what it receives, and goes on after every crash of the server.
import * as v from "valibot";
import { downFrame, type DownFrame } from "../../schema/protocol/down.ts";
import { errorRuleOf } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { MessageAckFrame, SendMessageFrame } from "../../schema/protocol/message.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { protocolName } from "../../schema/protocol/version.ts";
import { UuidV7Source } from "../../sdk/client/uuid-v7.ts";

const socketMessage = v.union([v.array(downFrame), downFrame]);

/** Every so many received events, a device marks all as read. */
const eventsPerMarkRead = 20;

export class LoadClient {
  readonly session: SessionResult;
  /** By conversation, the ids of its messages: the first has seq 1. */
  readonly logs = new Map<ConversationId, ClientMsgId[]>();
  readonly acked = new Map<ClientMsgId, MessageAckFrame>();
  /** By conversation, the furthest read cursor that the server confirmed. */
  readonly confirmedCursors = new Map<ConversationId, number>();
  /** What the protocol forbids and happened all the same. */
  readonly violations: string[] = [];
  readonly #unacked = new Map<ClientMsgId, SendMessageFrame>();
  readonly #ids = new UuidV7Source(Math.random);
  readonly #progressed: () => void;
  #socket: WebSocket | undefined;
  #sent = 0;
  #sending = false;

  /** @param progressed called after every WebSocket message that arrived */
  constructor(session: SessionResult, conversationIds: readonly ConversationId[], progressed: () => void) {
    this.session = session;
    for (const conversationId of conversationIds) this.logs.set(conversationId, []);
    this.#progressed = progressed;
  }

  get inFlight(): number {
    return this.#unacked.size;
  }

  /** Opens a socket, syncs from what this device has and sends again whatever was not acked, under the same ids. */
  async connect(url: string): Promise<void> {
    const protocols = [protocolName, `bearer.${this.session.accessToken}`];
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, protocols);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      for (const frame of [v.parse(socketMessage, JSON.parse(String(data)))].flat()) this.#receive(frame);
      this.#progressed();
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("close", () => reject(new Error("the socket was closed before it opened")));
    await promise;
    this.#sync(this.logs.keys());
    for (const frame of this.#unacked.values()) this.#send(frame);
  }

  /** Keeps `window` messages in flight, spread over all conversations, until `stopSending`. */
  startSending(window: number): void {
    this.#sending = true;
    while (this.inFlight < window) this.#sendNext();
  }

  stopSending(): void {
    this.#sending = false;
  }

  close(): void {
    this.#socket?.close();
  }

  #receive(frame: DownFrame): void {
    switch (frame.type) {
      case "message-ack":
        return this.#takeAck(frame);
      case "new-message":
        return this.#takeMessage(frame);
      case "read-receipt":
        if (frame.userId === this.session.user.id) this.confirmedCursors.set(frame.conversationId, frame.seq);
        return;
      case "sync-required":
        // Only this one: of the others, events may be on their way that a cursor of now would ask for again.
        return this.#sync([frame.conversationId]);
      case "error":
        return this.#takeError(frame);
      case "probe":
        return this.#socket?.send(JSON.stringify({ type: "echo", nonce: frame.nonce }));
      case "void":
        this.violations.push(`void ${frame.conversationId} ${frame.seq}`);
        return;
      case "member-changed":
      case "group-changed":
        this.violations.push(`${frame.type} in a direct conversation`);
        return;
      case "welcome":
      case "sync-done":
      case "conversation-changed":
      case "typing":
      case "done":
        return;
      default:
        this.violations.push(`unexpected ${frame.type}`);
    }
  }

  #takeAck(frame: MessageAckFrame): void {
    const earlier = this.acked.get(frame.clientMsgId);
    if (earlier !== undefined && earlier.seq !== frame.seq) {
      this.violations.push(`${frame.clientMsgId} acked as ${earlier.seq} and as ${frame.seq}`);
    }
    this.acked.set(frame.clientMsgId, frame);
    if (this.#unacked.delete(frame.clientMsgId) && this.#sending) this.#sendNext();
  }

  #takeMessage({ conversationId, seq, clientMsgId }: NewMessageFrame): void {
    const log = this.#logOf(conversationId);
    if (seq !== log.length + 1) this.violations.push(`${conversationId}: ${seq} came after ${log.length}`);
    log[seq - 1] = clientMsgId;
    if (seq % eventsPerMarkRead === 0) this.#send({ type: "mark-read", conversationId, seq });
  }

  #takeError({ code, clientMsgId }: DownFrame & { type: "error" }): void {
    const unacked = this.#unacked.get(clientMsgId ?? ("" as ClientMsgId));
    if (errorRuleOf(code).class === "fatal") this.violations.push(`refused: ${code}`);
    else if (unacked !== undefined) this.#send(unacked);
  }

  #sync(conversationIds: Iterable<ConversationId>): void {
    const have = [...conversationIds].map(
      (conversationId) => [conversationId, this.#logOf(conversationId).length] as const,
    );
    this.#send({ type: "sync", cursors: Object.fromEntries(have) });
  }

  #sendNext(): void {
    const conversationIds = [...this.logs.keys()];
    const conversationId = conversationIds[this.#sent % conversationIds.length];
    if (conversationId === undefined) throw new Error("no conversation to send to");
    const clientMsgId = this.#ids.next(Date.now());
    const content = { type: "text", text: `message ${this.#sent}` } as const;
    const frame: SendMessageFrame = { type: "send-message", conversationId, clientMsgId, content };
    this.#sent += 1;
    this.#unacked.set(clientMsgId, frame);
    this.#send(frame);
  }

  /** On a dead socket nothing leaves; what is unacked leaves again with the next. */
  #send(frame: UpFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #logOf(conversationId: ConversationId): ClientMsgId[] {
    const log = this.logs.get(conversationId);
    if (log === undefined) throw new Error(`an event of a conversation that was never opened: ${conversationId}`);
    return log;
  }
}
