// What a bubble consists of, from top to bottom. A feature that adds something to messages takes one of these places.
import type { ComponentType } from "preact";
import { isGone } from "../changes/is-gone.ts";
import { changeWords } from "../changes/change-words.ts";
import { changeParts } from "../changes/later-parts.ts";
import { AlbumBody } from "../kinds/album-body.tsx";
import { KindBody } from "../kinds/kind-body.tsx";
import { useChat } from "../model/chat-context.ts";
import { colourOf } from "../text/initials.ts";
import { lastOf, type MessageRow, type ShownMessage } from "../timeline/timeline-rows.ts";
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
  text: ({ row: { message, album } }) =>
    album === undefined ? (
      <KindBody content={message.content} mentions={message.mentions} message={message} />
    ) : (
      <AlbumBody album={album} />
    ),
  reactions: ({ row: { message } }) =>
    message.state?.reactions === undefined ? null : <Reactions message={message} />,
  thread: ({ row: { message } }) =>
    message.thread === undefined && message.state?.thread === undefined ? null : <Thread message={message} />,
  meta: Meta,
};
/** Of a message that is gone. */
const placesGone = ["author", "text", "thread", "meta"] as const satisfies readonly (typeof places)[number][];
const slotsGone: typeof slots = {
  ...slots,
  text: ({ row: { message } }) => <Gone message={message} />,
  meta: ({ row }) => <Meta row={row} state={null} />,
};

export function MessageSlots(props: SlotProps) {
  const gone = isGone(props.row.message);
  return (
    <div class="message-content">
      {(gone ? placesGone : places).map((place) => {
        const Slot = (gone ? slotsGone : slots)[place];
        return Slot === undefined ? null : <Slot key={place} {...props} />;
      })}
    </div>
  );
}

function Reactions({ message }: { readonly message: ShownMessage }) {
  const parts = changeParts.loaded.value;
  return parts === null ? <div class="message-reactions-space" /> : <parts.ReactionsRow message={message} />;
}

function Thread({ message }: { readonly message: ShownMessage }) {
  const parts = changeParts.loaded.value;
  const { isThread } = useOpenConversation();
  return parts === null || isThread === true ? null : <parts.ThreadFooter message={message} />;
}

function Gone({ message }: { readonly message: ShownMessage }) {
  const parts = changeParts.loaded.value;
  return parts === null ? <i>{changeWords("gone")}</i> : <parts.Tombstone message={message} />;
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

function Meta({ row, state }: SlotProps) {
  const chat = useChat();
  const { entry } = useOpenConversation();
  const isStarred = chat.stars.has(entry.id, row.message.seq);
  return isMetaAside(row, state, isStarred) ? null : (
    <MessageMeta message={lastOf(row)} state={state} isStarred={isStarred} />
  );
}
