// An event as every subscriber gets it: JSON text, put together once from what the log stores.
import { messageIdOf, type ClientMsgId, type ConversationId, type UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { Preview } from "../../schema/protocol/sync.ts";
import type { Content } from "../../schema/protocol/content.ts";

/** What a message's row says. `body`: `{"content":…}` and its companions, as canonical JSON. */
export interface StoredMessage {
  readonly seq: number;
  readonly createdAt: number;
  readonly senderId: UserId;
  readonly clientMsgId: ClientMsgId;
  readonly body: string;
}

/** The text of a `new-message` frame. Ids are of a safe alphabet and the body is JSON already, so nothing needs escaping. */
export function messageFrameText(conversationId: ConversationId, message: StoredMessage): string {
  const { seq, senderId, clientMsgId, createdAt, body } = message;
  const messageId = messageIdOf(conversationId, seq);
  return (
    `{"type":"new-message","conversationId":"${conversationId}","seq":${seq},"messageId":"${messageId}",` +
    `"senderId":"${senderId}","clientMsgId":"${clientMsgId}",${body.slice(1, -1)},"createdAt":${createdAt}}`
  );
}

/** The newest message, shortened for an inbox; never cut inside a surrogate pair. */
export function previewOf(message: StoredMessage): Preview {
  const { content } = JSON.parse(message.body) as { content: Content };
  const text = content.text.slice(0, wireLimits.previewMaxChars).replace(/[\uD800-\uDBFF]$/, "");
  return { seq: message.seq, senderId: message.senderId, type: content.type, text, createdAt: message.createdAt };
}
