// The body of a text: Markdown and mentions. Of a very long text only the beginning is shown.
import { useState } from "preact/hooks";
import { isBlank, type Content, type UserId } from "@klatch/sdk";
import { everyoneNames } from "../../text/mentions/everyone-names.ts";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { conversationWords as t } from "../conversation/conversation-words.ts";
import { clipText } from "../markdown/clip-text.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { shownMentions } from "../../text/mentions/shown-mentions.ts";
import { useChat } from "../model/chat-context.ts";
import { everyone } from "../../text/mentions/everyone.ts";
import type { Mention } from "../../text/mentions/mention.ts";
import { showPerson } from "../people/opened-person.ts";
import { isEmojiOnly } from "../text/emoji-only.ts";
import { unknownWords } from "../text/unknown-words.ts";
import type { BodyProps } from "./body-props.ts";

export function TextBody({ content: { text }, mentions }: BodyProps<Extract<Content, { type: "text" }>>) {
  const chat = useChat();
  const { nameOf } = useOpenConversation();
  const [whole, setWhole] = useState(false);
  if (isBlank(text)) return <span class="message-unknown">{unknownWords("blank")}</span>;
  if (isEmojiOnly(text)) return <div class="message-emoji">{text}</div>;
  const clipped = clipText(text);
  const isKnown = (id: UserId): boolean => id === everyone || chat.people.isKnown(id);
  const names = shownMentions(text, mentions, isKnown).flatMap((id): readonly Mention[] =>
    id === everyone
      ? everyoneNames.map((name) => ({ name, me: true }))
      : [
          { name: nameOf(id), me: id === chat.me, id },
          { name: chat.people.nameOf(id), me: id === chat.me, id },
          { name: chat.people.get(id)?.username ?? "", me: id === chat.me, id },
        ],
  );
  const showMentioned = (id: string, beside: Element): void => {
    const person = mentions.find((userId) => userId === id);
    if (person !== undefined) showPerson(person, beside);
  };
  return (
    <>
      <Markdown
        text={whole ? text : clipped.text}
        mentions={names}
        isClipped={!whole && clipped.isClipped}
        onPerson={showMentioned}
      />
      {clipped.isClipped && (
        <button type="button" class="message-more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? "showLess" : "showMore")}
        </button>
      )}
    </>
  );
}
