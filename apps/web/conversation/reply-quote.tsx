// The quote of a replied-to message: its author and beginning. A click scrolls to the message.
import { useEffect, useState } from "preact/hooks";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { colourOf } from "../text/initials.ts";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { quotedMessage, seqOf, type Quoted } from "./quoted-message.ts";
import "./reply-quote.css";

export function ReplyQuote({ messageId }: { readonly messageId: string }) {
  const chat = useChat();
  const { entry, nameOf, jumpTo } = useOpenConversation();
  const [quoted, setQuoted] = useState<Quoted | null | undefined>(undefined);
  useEffect(() => {
    const asked = new AbortController();
    quotedMessage(chat, entry.id, messageId, asked.signal).then(
      (found) => setQuoted(found),
      () => {
        if (!asked.signal.aborted) setQuoted(null);
      },
    );
    return () => asked.abort();
  }, [chat, entry.id, messageId]);
  if (quoted === null) return <div class="reply-quote reply-quote-missing">{t("quoteMissing")}</div>;
  const author = quoted === undefined ? "…" : quoted.senderId === chat.me ? t("you") : nameOf(quoted.senderId);
  return (
    <button
      type="button"
      class={`reply-quote author-colour-${quoted === undefined ? 0 : colourOf(quoted.senderId)}`}
      onClick={() => jumpTo(seqOf(messageId))}
    >
      <bdi class="reply-quote-author">{author}</bdi>
      <bdi class="reply-quote-text">{quoted === undefined ? "…" : kindOf(quoted.content).quote(quoted.content)}</bdi>
    </button>
  );
}
