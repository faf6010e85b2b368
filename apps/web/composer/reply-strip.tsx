// The strip above the text: which message is being answered. It is a layer: ×, Esc and the browser's "back" end exactly the
// reply. Whatever is opened over the conversation or instead of it comes before it, and leaves it as it is. One that was begun
// earlier, with a draft, is none: "back" leaves the conversation, and the draft as it is.
import type { MessageId, ReceivedContent } from "@klatch/sdk";
import { useEffect } from "preact/hooks";
import { changeWords } from "../changes/change-words.ts";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { conversationWords } from "../conversation/conversation-words.ts";
import { useQuoted } from "../conversation/use-quoted.ts";
import { kindOf } from "../kinds/kinds.ts";
import { colourOf } from "../text/initials.ts";
import { unknownName } from "../text/unknown-name.ts";
import { IconButton } from "../ui/button.tsx";
import { OneLine } from "../ui/one-line.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { stripWords as t } from "./strip-words.ts";
import { StripLayer, useIsOnTop } from "./strip-layer.tsx";
import "./reply-strip.css";

interface ReplyStripProps {
  /** It may be one of an earlier session: then it is looked for, as that of a quote is. */
  readonly messageId: MessageId;
  /** Whether it was begun since the conversation was opened. */
  readonly isNew: boolean;
  readonly onEnd: () => void;
}

export function ReplyStrip({ messageId, isNew, onEnd }: ReplyStripProps) {
  const { entry, nameOf } = useOpenConversation();
  const { state, message } = useQuoted(messageId);
  useEffect(() => {
    // Nothing answers what is not there for this person.
    if (state === "none") onEnd();
  }, [state]);
  const isLayer = useIsOnTop(entry.id) && isNew;
  const rest = state === "unreachable" ? conversationWords("quoteUnreachable") : "\u00A0";
  return (
    <div class={`composer-strip${message === null ? "" : ` author-colour-${colourOf(message.senderId)}`}`}>
      <span class="composer-strip-name">
        <NamedText text={t("replyingTo", { name: message === null ? unknownName : nameOf(message.senderId) })} />
      </span>
      <OneLine class="composer-strip-text" text={message === null ? rest : quoteText(message.content)} />
      {isLayer ? (
        <StripLayer id={entry.id} label={t("cancelReply")} onEnd={onEnd} />
      ) : (
        <IconButton icon="close" label={t("cancelReply")} onClick={onEnd} />
      )}
    </div>
  );
}

const quoteText = (content: ReceivedContent | null): string =>
  content === null ? changeWords("gone") : kindOf(content).quote(content);
