// Makes items for the log of messages that are forwarded. Pure.
import { createHash } from "node:crypto";
import { delivered, type DeliveredContent, type ReceivedContent } from "../../../schema/protocol/content/content.ts";
import type { ForwardBody, ForwardedFrom } from "../../../schema/protocol/forwards.ts";
import { uuidV7TimeMs, type ClientMsgId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { AppendItem } from "../../../schema/rpc/append.ts";
import { refused, refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import type { NamedMessage } from "../../../schema/rpc/forwards.ts";
import { asksOf, type ToSend } from "./hold-files.ts";
import { hashBody, utf8LengthExceeds } from "../../runtime/text.ts";

/** How many of those who speak in a forward its title names. */
const maxNamed = 4;

/**
 * One item, or one for each message, in their order.
 *
 * @returns CONTENT_TOO_LARGE when they are too much for one message, TOO_MANY when forwards are nested too deep
 */
export function forwardItems(
  { clientMsgId, from, merged }: ForwardBody,
  messages: readonly NamedMessage[],
): readonly ToSend[] | Refused {
  // What is copied may have changed when the request is repeated: a repeat is told by what was asked for.
  const asked = (seqs: readonly number[]): string =>
    hashBody(JSON.stringify({ forward: from.conversationId, seqs, merged }));
  const seqs = messages.map(({ seq }) => seq);
  const viaOf = (seq: number) => ({ conversationId: from.conversationId, seq });
  if (!merged)
    return messages.map(({ seq, content, author }, index) => ({
      ...itemOf(forwardedId(clientMsgId, index), content, author, asked([seq])),
      ...asksOf(content, viaOf(seq)),
    }));
  if (messages.some(({ content }) => levelsOf(content) >= wireLimits.maxForwardLevels)) return refused("TOO_MANY");
  const items = messages.map(({ author, createdAt, content }) => ({
    senderName: author.senderName,
    createdAt,
    content,
  }));
  const content = { type: "forward" as const, title: titleOf(items), items };
  if (utf8LengthExceeds(JSON.stringify(content), wireLimits.maxContentBytes))
    return refusedAt("CONTENT_TOO_LARGE", "/from/seqs");
  const asks = messages.flatMap((message) => asksOf(message.content, viaOf(message.seq)).asks ?? []);
  // Each file once.
  const each = [...new Map(asks.map((one) => [one.fileId, { ...one, kind: content.type }])).values()];
  return [{ ...itemOf(clientMsgId, delivered(content), null, asked(seqs)), ...(each.length > 0 && { asks: each }) }];
}

function itemOf(
  clientMsgId: ClientMsgId,
  content: ReceivedContent | DeliveredContent,
  forwardedFrom: ForwardedFrom | null,
  bodyHash: string,
): AppendItem {
  const body = JSON.stringify({ content, ...(forwardedFrom !== null && { forwardedFrom }) });
  return { clientMsgId, body, bodyHash, isRewritten: true };
}

function titleOf(items: readonly { readonly senderName: string }[]): string {
  const names = [...new Set(items.map(({ senderName }) => senderName))];
  return names.slice(0, maxNamed).join(", ") + (names.length > maxNamed ? " …" : "");
}

/** Forwards within forwards, the outermost included; 0 for any other content. */
function levelsOf(content: ReceivedContent): number {
  return content.type === "forward" ? 1 + Math.max(0, ...content.items.map((item) => levelsOf(item.content))) : 0;
}

/**
 * The id of the message with this index: the first has the request's own. The others have the time of it, by which a
 * repeat is found, and the same digits each time.
 */
export function forwardedId(clientMsgId: ClientMsgId, index: number): ClientMsgId {
  if (index === 0) return clientMsgId;
  const digits = createHash("sha256").update(`${clientMsgId} ${index}`).digest("hex");
  if (uuidV7TimeMs(clientMsgId) === null) return digits.slice(0, 32) as ClientMsgId;
  const time = clientMsgId.slice(0, 14);
  return `${time}7${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6, 18)}` as ClientMsgId;
}
