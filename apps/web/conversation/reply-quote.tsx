// The quote of a replied-to message: its author and beginning. A click scrolls to the message.
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { colourOf } from "../text/initials.ts";
import { seqOf } from "../timeline/message-seq.ts";
import { commonWords } from "../ui/common-words.ts";
import { Name } from "../ui/name.tsx";
import { OneLine } from "../ui/one-line.tsx";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { useEvent } from "./use-event.ts";
import "./reply-quote.css";

export function ReplyQuote({ messageId }: { readonly messageId: string }) {
  const { me } = useChat();
  const { entry, nameOf, jumpTo, loadedEvent } = useOpenConversation();
  const seq = seqOf(messageId);
  const found = useEvent(entry.id, seq, loadedEvent(seq));
  if (found.state === "loading")
    return (
      <div class="reply-quote" aria-hidden="true">
        <i class="reply-quote-bar" />
        <i class="reply-quote-bar" />
      </div>
    );
  if (found.state === "unreachable") return <div class="reply-quote reply-quote-none">{t("quoteUnreachable")}</div>;
  const event = found.state === "found" ? found.event : null;
  if (event?.type !== "new-message" || event.messageId !== messageId)
    return <div class="reply-quote reply-quote-none">{t("quoteMissing")}</div>;
  const { senderId, content } = event;
  return (
    <button type="button" class={`reply-quote author-colour-${colourOf(senderId)}`} onClick={() => jumpTo(seq)}>
      <Name isLine class="reply-quote-author" text={senderId === me ? commonWords("you") : nameOf(senderId)} />
      <OneLine class="reply-quote-text" text={kindOf(content).quote(content)} />
    </button>
  );
}
