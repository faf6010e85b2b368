// The details of a message, a page of the side panel: whose it is and when, and for one's own, who has read it.
import type { ConversationEntry, NewMessageFrame } from "@klatch/sdk";
import { isGone } from "../changes/may-change.ts";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { exactTime } from "../text/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Name } from "../ui/name.tsx";
import { conversationWords as t } from "./conversation-words.ts";
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
      return <p class="message-details-none">{t("detailsUnreachable")}</p>;
    case "none":
      return <p class="message-details-none">{t("quoteMissing")}</p>;
    case "found":
      if (found.event.type === "new-message" && !isGone({ content: found.event.content, state: found.became }))
        return (
          <Details entry={entry} message={{ ...found.event, content: found.became?.content ?? found.event.content }} />
        );
      return <p class="message-details-none">{t("quoteMissing")}</p>;
  }
}

function Details({ entry, message }: { readonly entry: ConversationEntry; readonly message: NewMessageFrame }) {
  const chat = useChat();
  const { senderId, content, createdAt } = message;
  const own = senderId === chat.me;
  return (
    <dl class="message-details">
      <dt>{own ? commonWords("you") : <Name text={chat.nameIn(entry, senderId)} />}</dt>
      <dd class="message-details-text" dir="auto">
        {kindOf(content).preview(content)}
      </dd>
      <dt>{t("sentAt")}</dt>
      <dd>{exactTime(createdAt)}</dd>
      {own && <Readers entry={entry} seq={message.seq} />}
    </dl>
  );
}

/** Only of one's own messages: of others' this device does not learn how far others have read. */
function Readers({ entry, seq }: MessagePageProps) {
  const chat = useChat();
  const readers = [...chat.receipts.of(entry.id)].filter(([id, upTo]) => id !== chat.me && upTo >= seq);
  return (
    <>
      <dt>{t("readByTitle")}</dt>
      <dd>
        {readers.length === 0 ? (
          t("readByNobody")
        ) : (
          <ul>
            {readers.map(([id]) => (
              <li key={id}>
                <Avatar id={id} name={chat.nameIn(entry, id)} size="tiny" />
                <Name text={chat.nameIn(entry, id)} />
              </li>
            ))}
          </ul>
        )}
      </dd>
    </>
  );
}
