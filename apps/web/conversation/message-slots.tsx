// What a bubble consists of, from top to bottom. A feature that adds something to messages takes one of these places.
import type { ComponentType } from "preact";
import { KindBody } from "../kinds/kind-body.tsx";
import { useChat } from "../model/chat-context.ts";
import { colourOf } from "../text/initials.ts";
import type { MessageRow } from "../timeline/timeline-rows.ts";
import { tameName } from "../../text/tame-name.ts";
import { Name } from "../ui/name.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { isMetaAside, MessageMeta } from "./message-meta.tsx";
import type { MessageState } from "./outgoing-state.ts";
import { ReplyQuote } from "./reply-quote.tsx";

interface SlotProps {
  readonly row: MessageRow;
  /** Null: the message is another person's, or not stored yet. */
  readonly state: MessageState | null;
}

const places = ["author", "quote", "media", "text", "reactions", "thread", "meta"] as const;

const slots: { readonly [Place in (typeof places)[number]]?: ComponentType<SlotProps> } = {
  author: Author,
  quote: ({ row: { message } }) =>
    message.forwardedFrom !== undefined ? (
      <span class="message-forwarded">
        <NamedText text={t("forwardedFrom", { name: tameName(message.forwardedFrom.senderName) })} />
      </span>
    ) : message.replyTo === undefined ? null : (
      <ReplyQuote messageId={message.replyTo} />
    ),
  text: ({ row: { message } }) => <KindBody content={message.content} mentions={message.mentions} />,
  meta: ({ row, state }) => (isMetaAside(row, state) ? null : <MessageMeta atMs={row.atMs} state={state} />),
};

export function MessageSlots(props: SlotProps) {
  return (
    <div class="message-content">
      {places.map((place) => {
        const Slot = slots[place];
        return Slot === undefined ? null : <Slot key={place} {...props} />;
      })}
    </div>
  );
}

/** Once per group of messages, above another person's in a group. */
function Author({ row: { message, own, first } }: SlotProps) {
  const chat = useChat();
  const { entry, nameOf } = useOpenConversation();
  if (entry.kind !== "group" || own || !first) return null;
  const distinction = chat.distinctionIn(entry, message.senderId);
  return (
    <span class={`message-author author-colour-${colourOf(message.senderId)}`}>
      <Name text={nameOf(message.senderId)} isLine />
      {distinction !== null && <bdi class="message-username">{distinction}</bdi>}
    </span>
  );
}
