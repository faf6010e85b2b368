// The details of a message, a page of the side panel: whose it is and when, what it said before, and for one's own, who has read
// it.
import type { ConversationEntry, NewMessageFrame } from "@klatch/sdk";
import { isGone } from "../changes/is-gone.ts";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { exactTime } from "../text/times.ts";
import { commonWords } from "../ui/common-words.ts";
import { Name } from "../ui/name.tsx";
import { conversationWords } from "./conversation-words.ts";
import { MessageEdits } from "./message-edits.tsx";
import { MessageReaders } from "./message-readers.tsx";
import { readersWords as t } from "./readers-words.ts";
import { useEvent } from "./use-event.ts";
import "./message-details.css";

interface MessagePageProps {
  readonly entry: ConversationEntry;
  readonly seq: number;
}

export function MessagePage({ entry, seq }: MessagePageProps) {
  const found = useEvent(entry.id, seq, undefined);
  switch (found.state) {
    case "loading":
      return <div class="message-details message-details-loading" aria-busy="true" />;
    case "unreachable":
      return <p class="message-details-none">{t("unreachable")}</p>;
    case "none":
      return <p class="message-details-none">{conversationWords("quoteMissing")}</p>;
    case "found":
      if (found.event.type === "new-message" && !isGone({ content: found.event.content, state: found.became }))
        return (
          <Details
            entry={entry}
            message={{ ...found.event, content: found.became?.content ?? found.event.content }}
            editedAtMs={found.became?.editedAt ?? null}
          />
        );
      return <p class="message-details-none">{conversationWords("quoteMissing")}</p>;
  }
}

interface DetailsProps {
  readonly entry: ConversationEntry;
  /** As its newest edit says. */
  readonly message: NewMessageFrame;
  /** Null: it was not edited. */
  readonly editedAtMs: number | null;
}

function Details({ entry, message, editedAtMs }: DetailsProps) {
  const chat = useChat();
  const { senderId, content, createdAt } = message;
  const own = senderId === chat.me;
  return (
    <div class="message-page">
      <dl class="message-details">
        <dt>{own ? commonWords("you") : <Name text={chat.nameIn(entry, senderId)} />}</dt>
        <dd class="message-details-text" dir="auto">
          {kindOf(content).preview(content)}
        </dd>
        <dt>{t("sentAt")}</dt>
        <dd>{exactTime(createdAt)}</dd>
      </dl>
      {editedAtMs !== null && <MessageEdits entry={entry} seq={message.seq} editedAtMs={editedAtMs} />}
      {/* Of others' messages only their authors are told. */}
      {own && entry.left !== true && entry.peerId !== chat.me && <MessageReaders entry={entry} seq={message.seq} />}
    </div>
  );
}
