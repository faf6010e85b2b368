// The composer: one card with a strip (what the text belongs to), a tray (what goes with it), the text, and tools. Enter sends,
// Shift+Enter breaks the line. While an input method composes, Enter belongs to it.
import { isBlank, type ConversationEntry, type UserId } from "@klatch/sdk";
import { useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren, Ref } from "preact";
import { useChat } from "../model/chat-context.ts";
import { everyone } from "../model/everyone.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { IconButton } from "../ui/button.tsx";
import { isTouch } from "../ui/media.ts";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { ComposerState, ComposerTools } from "./composer-tools.tsx";
import { composerWords as t } from "./composer-words.ts";
import { roomLeft } from "./content-size.ts";
import { mayMentionAll, memberCount, membersKnown, nameableOf } from "./members-known.ts";
import { everyoneNames } from "./mention-names.ts";
import { mentionsIn } from "./mentions-in-text.ts";
import { asksFirst, confirmAll, NotifyAllDialog } from "./notify-all.tsx";
import { ReplyStrip } from "./reply-strip.tsx";
import { scrollKeys } from "./typed-key.ts";
import { useMentionSuggest } from "./use-mention-suggest.tsx";
import { useTypeAnywhere } from "./use-type-anywhere.ts";
import { useTypingSignal } from "./use-typing-signal.ts";
import "./composer.css";

const maxMentions = 50;

export interface ComposerHandle {
  readonly focus: () => void;
  /** At the caret. */
  readonly insert: (text: string) => void;
  readonly mention: (userId: UserId, name: string) => void;
}

interface ComposerProps {
  readonly entry: ConversationEntry;
  readonly replyTo: ShownMessage | null;
  /** The authors of the loaded messages. */
  readonly speakers: ReadonlySet<UserId>;
  /** The number of messages of this conversation that wait to be sent. */
  readonly waiting: number;
  /** What goes with the text: media that were added to it. */
  readonly tray?: ComponentChildren;
  readonly nameOf: (userId: UserId) => string;
  readonly onReplyEnd: () => void;
  /** Called when ↑ is pressed in the empty composer. */
  readonly onUp: () => void;
  /** Called when a key that scrolls is pressed while there is no text. */
  readonly onScroll: (key: string) => void;
  readonly handle: Ref<ComposerHandle>;
  /** Whether it takes the focus when it is made. */
  readonly takesFocus: boolean;
}

export function Composer(props: ComposerProps) {
  const { entry, replyTo, speakers, waiting, tray, nameOf } = props;
  const { onReplyEnd, onUp, onScroll, handle, takesFocus } = props;
  const chat = useChat();
  const box = useRef<HTMLTextAreaElement>(null);
  const chosen = useRef(new Map<UserId, string>());
  const composing = useRef(false);
  const [text, setText] = useState(() => chat.drafts.in(entry.id));
  const [caret, setCaret] = useState<number | null>(null);
  const [asksAll, setAsksAll] = useState(false);
  const typing = useTypingSignal(entry.id);
  const room = roomLeft(text);
  const sendable = !isBlank(text) && (room ?? 0) >= 0;

  const write = (next: string): void => {
    setText(next);
    chat.drafts.set(entry.id, next);
  };

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
    // The names of all members together are the same for everybody.
    if (userId !== everyone) chosen.current.set(userId, name);
    insert(`@${name} `, from);
  };

  const suggest = useMentionSuggest({ box, entry, text, caret, speakers, nameOf, onChoose: mention });
  useAutoFocus(box, takesFocus && !isTouch.value);
  useTypeAnywhere({ box, onScroll });
  useImperativeHandle(handle, () => ({ focus: () => box.current?.focus(), insert, mention }));
  useLayoutEffect(() => {
    if (replyTo !== null) box.current?.focus();
  }, [replyTo]);

  const mentioned = (): UserId[] =>
    entry.kind !== "group"
      ? []
      : mentionsIn({
          text,
          members: membersKnown(chat, entry, speakers).map((id) => nameableOf(chat, entry, id)),
          chosen: chosen.current,
          all: mayMentionAll(chat, entry) ? { id: everyone, names: everyoneNames } : null,
          limit: maxMentions,
        });

  const send = (isConfirmed = false): void => {
    if (!sendable) return;
    const mentions = mentioned();
    if (!isConfirmed && mentions.includes(everyone) && asksFirst(chat, entry.id, memberCount(chat, entry)))
      return setAsksAll(true);
    chat.client.send(entry.id, text.trim(), {
      ...(replyTo !== null && replyTo.messageId !== null && { replyTo: replyTo.messageId }),
      ...(mentions.length > 0 && { mentions }),
    });
    chosen.current.clear();
    typing.stop();
    write("");
    onReplyEnd();
    box.current?.focus();
  };

  const isHandled = (key: string, isShifted: boolean): boolean => {
    if (suggest.onKey(key)) return true;
    if (key === "Enter" && !isShifted && !isTouch.value) send();
    else if (key === "ArrowUp" && text === "") onUp();
    else if (scrollKeys.has(key) && text === "") onScroll(key);
    else return false;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Safari ends a composition before it sends the key event that ended it.
    if (composing.current || event.isComposing || event.keyCode === 229) return;
    if (!isHandled(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <form
      class="composer"
      data-notice-floor
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-card">
        {suggest.list}
        {replyTo !== null && <ReplyStrip to={replyTo} nameOf={nameOf} onEnd={onReplyEnd} />}
        {tray}
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
            if (event.currentTarget.value === "") typing.stop();
            else typing.keep();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onCompositionStart={() => (composing.current = true)}
          onCompositionEnd={() => (composing.current = false)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setCaret(null);
            typing.stop();
          }}
        />
        <ComposerTools
          onInsert={insert}
          // An @ that begins no word would mention nobody.
          onMention={entry.kind === "group" ? () => insert(/\S$/.test(textBefore(box.current)) ? " @" : "@") : null}
        />
        <ComposerState room={room} waiting={waiting} />
        <IconButton type="submit" icon="send" kind="filled" label={t("send")} disabled={!sendable} />
      </div>
      {asksAll && (
        <NotifyAllDialog
          count={memberCount(chat, entry)}
          onClose={() => setAsksAll(false)}
          onConfirm={() => {
            confirmAll(chat, entry.id);
            setAsksAll(false);
            send(true);
          }}
        />
      )}
    </form>
  );
}

const textBefore = (box: HTMLTextAreaElement | null): string => box?.value.slice(0, box.selectionStart) ?? "";
