// The quote of a replied-to message: its author and beginning. A click scrolls to the message.
import type { MessageId } from "@klatch/sdk";
import { changeWords } from "../changes/change-words.ts";
import { kindOf } from "../kinds/kinds.ts";
import { useChat } from "../model/chat-context.ts";
import { colourOf } from "../text/initials.ts";
import { commonWords } from "../ui/common-words.ts";
import { Name } from "../ui/name.tsx";
import { OneLine } from "../ui/one-line.tsx";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { useQuoted } from "./use-quoted.ts";
import "./reply-quote.css";

export function ReplyQuote({ messageId }: { readonly messageId: MessageId }) {
  const { me } = useChat();
  const { nameOf, jumpTo } = useOpenConversation();
  const { seq, state, message } = useQuoted(messageId);
  if (state === "loading")
    return (
      <div class="reply-quote" aria-hidden="true">
        <i class="reply-quote-bar" />
        <i class="reply-quote-bar" />
      </div>
    );
  if (message === null)
    return (
      <div class="reply-quote reply-quote-none">{t(state === "unreachable" ? "quoteUnreachable" : "quoteMissing")}</div>
    );
  const { senderId, content } = message;
  if (content === null) return <div class="reply-quote reply-quote-none">{changeWords("gone")}</div>;
  return (
    <button type="button" class={`reply-quote author-colour-${colourOf(senderId)}`} onClick={() => jumpTo(seq)}>
      <Name isLine class="reply-quote-author" text={senderId === me ? commonWords("you") : nameOf(senderId)} />
      <OneLine class="reply-quote-text" text={kindOf(content).quote(content)} />
    </button>
  );
}
