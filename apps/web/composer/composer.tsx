// The composer. Enter sends, Shift+Enter breaks the line. While an input method composes, Enter belongs to it.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Ref } from "preact";
import { useChat } from "../model/chat-context.ts";
import { messageLine } from "../text/preview-text.ts";
import { colourOf } from "../text/initials.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { IconButton } from "../ui/button.tsx";
import { isTouch } from "../ui/media.ts";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { composerWords as t } from "./composer-words.ts";
import { EmojiButton } from "./emoji-button.tsx";
import { mentionedIn } from "./mention-search.ts";
import { MentionList, type MentionListHandle } from "./mention-list.tsx";
import { tooManyBytes } from "./content-size.ts";
import "./composer.css";

const maxMentions = 50;
/** So long after the last key the user no longer counts as typing. */
const typingPauseMs = 4_000;

export interface ComposerHandle {
  readonly focus: () => void;
  /** At the caret. */
  readonly insert: (text: string) => void;
  readonly mention: (userId: UserId, name: string) => void;
}

interface ComposerProps {
  readonly entry: ConversationEntry;
  readonly replyTo: ShownMessage | null;
  readonly nameOf: (userId: UserId) => string;
  readonly onReplyEnd: () => void;
  /** Called when ↑ is pressed in the empty composer. */
  readonly onUp: () => void;
  readonly onEscape: () => void;
  readonly handle: Ref<ComposerHandle>;
  readonly takesFocus: boolean;
}

export function Composer({ entry, replyTo, nameOf, onReplyEnd, onUp, onEscape, handle, takesFocus }: ComposerProps) {
  const chat = useChat();
  const box = useRef<HTMLTextAreaElement>(null);
  const mentions = useRef<MentionListHandle>(null);
  const chosen = useRef(new Map<UserId, string>());
  const composing = useRef(false);
  const typingEnd = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [text, setText] = useState(() => chat.drafts.in(entry.id));
  const [caret, setCaret] = useState(0);
  const excess = tooManyBytes(text);
  const sendable = text.trim() !== "" && excess === 0;

  const write = (next: string): void => {
    setText(next);
    chat.drafts.set(entry.id, next);
  };

  const stopTyping = (): void => {
    if (typingEnd.current === undefined) return;
    clearTimeout(typingEnd.current);
    typingEnd.current = undefined;
    chat.client.setTyping(entry.id, false);
  };

  const keepTyping = (): void => {
    clearTimeout(typingEnd.current);
    typingEnd.current = setTimeout(stopTyping, typingPauseMs);
    chat.client.setTyping(entry.id, true);
  };

  useEffect(() => stopTyping, [entry.id]);

  /** Inserts text at the caret, in place of the selection. */
  const insert = (added: string, from?: number): void => {
    const element = box.current;
    if (element === null) return;
    const start = from ?? element.selectionStart;
    const next = element.value.slice(0, start) + added + element.value.slice(element.selectionEnd);
    write(next);
    const end = start + added.length;
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(end, end);
      setCaret(end);
    });
  };

  const mention = (userId: UserId, name: string, from?: number): void => {
    chosen.current.set(userId, name);
    insert(`@${name} `, from);
  };

  useAutoFocus(box, takesFocus && !isTouch.value);

  useImperativeHandle(handle, () => ({ focus: () => box.current?.focus(), insert, mention }));

  useLayoutEffect(() => {
    if (replyTo !== null) box.current?.focus();
  }, [replyTo]);

  const send = (): void => {
    if (!sendable) return;
    const mentioned = mentionedIn(text, chosen.current, maxMentions);
    chat.client.send(entry.id, text.trim(), {
      ...(replyTo !== null && replyTo.messageId !== null && { replyTo: replyTo.messageId }),
      ...(mentioned.length > 0 && { mentions: mentioned }),
    });
    chosen.current.clear();
    stopTyping();
    write("");
    onReplyEnd();
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Safari ends a composition before it sends the key event that ended it.
    if (composing.current || event.isComposing || event.keyCode === 229) return;
    if (mentions.current?.onKey(event.key) === true) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey && !isTouch.value) send();
    else if (event.key === "ArrowUp" && text === "") onUp();
    else if (event.key === "Escape" && replyTo !== null) onReplyEnd();
    else if (event.key === "Escape") onEscape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <MentionList
        entry={entry}
        text={text}
        caret={caret}
        handle={mentions}
        nameOf={nameOf}
        onChoose={(person, from) => mention(person.id, person.name, from)}
      />
      {replyTo !== null && (
        <div class={`composer-reply author-colour-${colourOf(replyTo.senderId)}`}>
          <span class="composer-reply-name">{t("replyingTo", { name: nameOf(replyTo.senderId) })}</span>
          <bdi class="composer-reply-text">{messageLine(replyTo)}</bdi>
          <IconButton icon="close" label={t("cancelReply")} onClick={onReplyEnd} />
        </div>
      )}
      {excess > 0 && (
        <p class="composer-excess" role="status">
          {t("tooLong", { count: excess })}
        </p>
      )}
      <div class="composer-row">
        <EmojiButton onPick={insert} />
        <textarea
          ref={box}
          class="composer-box"
          rows={1}
          value={text}
          aria-label={t("message")}
          placeholder={t("placeholder")}
          enterkeyhint={isTouch.value ? "enter" : "send"}
          dir="auto"
          onInput={(event) => {
            write(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
            if (event.currentTarget.value === "") stopTyping();
            else keepTyping();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onCompositionStart={() => (composing.current = true)}
          onCompositionEnd={() => (composing.current = false)}
          onKeyDown={onKeyDown}
          onBlur={stopTyping}
        />
        <IconButton type="submit" icon="send" kind="filled" label={t("send")} disabled={!sendable} />
      </div>
    </form>
  );
}
