// Messages that no server has acked, as they are given back to the app before the store is emptied.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { StoredMessage } from "../store/klatch-store.ts";
import type { OutgoingMessage } from "./outgoing-message.ts";

/**
 * A message that was written and not acked. After the same user has signed in again, `send` with this `clientMsgId` sends
 * it once, even if the server had it already.
 */
export interface UnsentMessage {
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly content: Content;
  /** The message that this one replies to. */
  readonly replyTo?: MessageId | undefined;
  readonly mentions?: readonly UserId[] | undefined;
  /** When the message was written, in ms since 1970, by this device's estimate of the server's clock. */
  readonly writtenAtMs: number;
}

/** @returns those that are neither acked nor discarded, in the order in which they were written */
export function unsentOf(messages: readonly (OutgoingMessage | StoredMessage)[]): UnsentMessage[] {
  const unsent = messages.filter((one) => !("state" in one) || (one.state !== "acked" && one.state !== "discarded"));
  return unsent
    .map(({ clientMsgId, conversationId, content, replyTo, mentions, writtenAtMs }) => ({
      clientMsgId,
      conversationId,
      content,
      replyTo,
      mentions,
      writtenAtMs,
    }))
    .sort((a, b) => a.writtenAtMs - b.writtenAtMs);
}
