// Writes a reply in a thread.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { useRef } from "preact/hooks";
import { memberCount } from "../composer/members-known.ts";
import { mentionedIn } from "../composer/mentioned-in.ts";
import { roomLeft } from "../composer/content-size.ts";
import { asksFirst } from "../composer/notify-all.ts";
import { useTypingSignal } from "../composer/use-typing-signal.ts";
import { useChat } from "../model/chat-context.ts";
import { cutBlankLines } from "../../text/cut-blank-lines.ts";
import { IconButton } from "../ui/button.tsx";
import { isTouch } from "../ui/media.ts";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { commonWords } from "../ui/common-words.ts";
import { threadDraft } from "./thread-drafts.ts";
import { threadWords as t } from "./thread-words.ts";
import "../ui/writing-box.css";

interface ThreadComposerProps {
  readonly entry: ConversationEntry;
  /** Of the thread's first message. */
  readonly seq: number;
  /** Who wrote in the thread. */
  readonly speakers: ReadonlySet<UserId>;
}

export function ThreadComposer({ entry, seq, speakers }: ThreadComposerProps) {
  const chat = useChat();
  const box = useRef<HTMLTextAreaElement>(null);
  const draft = threadDraft(chat, entry.id, seq);
  const typing = useTypingSignal(entry.id);
  const said = cutBlankLines(draft.value);
  const sendable = said !== "" && (roomLeft(draft.value) ?? 0) >= 0;
  useAutoFocus(box, !isTouch.value);

  /** All together only where nobody is asked about it first. */
  const mentioned = (): UserId[] => {
    const all = !asksFirst(chat, entry.id, memberCount(chat, entry));
    return mentionedIn(chat, entry, { text: said, speakers, chosen: [], all });
  };

  const send = (): void => {
    if (!sendable) return;
    const mentions = mentioned();
    chat.client.send(entry.id, said, { thread: seq, ...(mentions.length > 0 && { mentions }) });
    typing.stop();
    draft.value = "";
    box.current?.focus();
  };

  return (
    <form
      class="thread-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        class="writing-box thread-box"
        rows={1}
        value={draft.value}
        aria-label={t("reply")}
        placeholder={t("placeholder")}
        enterkeyhint={isTouch.value ? "enter" : "send"}
        dir="auto"
        onInput={({ currentTarget }) => {
          draft.value = currentTarget.value;
          if (currentTarget.value === "") typing.stop();
          else typing.keep();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || isTouch.value) return;
          event.preventDefault();
          event.stopPropagation();
          send();
        }}
        onBlur={typing.stop}
      />
      <IconButton type="submit" icon="send" kind="filled" label={commonWords("send")} disabled={!sendable} />
    </form>
  );
}
