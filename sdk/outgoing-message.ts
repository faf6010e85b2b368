// A message on its way out: the handle that the app holds, and what the outbox knows of it.
import type { Content } from "../schema/protocol/content.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../schema/protocol/ids.ts";
import type { MessageAckFrame, SendMessageFrame } from "../schema/protocol/message.ts";
import type { KlatchError } from "./klatch-error.ts";
import { utf8Bytes } from "./utf8.ts";

/** The message is committed: where it stands in the log. */
export type Ack = Pick<MessageAckFrame, "seq" | "messageId" | "createdAt">;

export interface SendOptions {
  /** The message this one answers. */
  readonly replyTo?: MessageId;
  readonly mentions?: readonly UserId[];
}

/**
 * What `send` returns. `waiting`: not on the wire (offline, paced, or behind an earlier message); `sending`: on the wire;
 * `acked`: committed, no crash can lose it; `failed`: refused for good, `error` says why.
 */
export interface OutgoingMessage {
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly content: Content;
  readonly state: "waiting" | "sending" | "acked" | "failed";
  readonly error: KlatchError | null;
  /** Settles with the state `acked` or `failed`; nobody has to look at it. */
  readonly acked: Promise<Ack>;
}

export class OutboxEntry implements OutgoingMessage {
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly content: Content;
  readonly acked: Promise<Ack>;
  readonly json: string;
  readonly bytes: number;
  readonly contentBytes: number;
  state: OutgoingMessage["state"] = "waiting";
  error: KlatchError | null = null;
  /** When it was last put on the wire. */
  sentAtMs = 0;
  /** Refusals so far that allow another try. */
  refusals = 0;
  #resolve: (ack: Ack) => void = () => {};
  #reject: (error: KlatchError) => void = () => {};

  constructor(clientMsgId: ClientMsgId, conversationId: ConversationId, content: Content, options: SendOptions) {
    this.clientMsgId = clientMsgId;
    this.conversationId = conversationId;
    this.content = content;
    const frame: SendMessageFrame = { type: "send-message", clientMsgId, conversationId, content };
    if (options.replyTo !== undefined) frame.replyTo = options.replyTo;
    if (options.mentions !== undefined) frame.mentions = [...options.mentions];
    this.json = JSON.stringify(frame);
    this.bytes = utf8Bytes(this.json);
    this.contentBytes = utf8Bytes(JSON.stringify(content));
    this.acked = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // An app that only watches the state must not meet an unhandled rejection.
    this.acked.catch(() => {});
  }

  settle(ack: Ack): void {
    this.state = "acked";
    this.#resolve(ack);
  }

  fail(error: KlatchError): void {
    this.state = "failed";
    this.error = error;
    this.#reject(error);
  }
}
