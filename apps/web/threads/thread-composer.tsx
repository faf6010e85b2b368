// Writes a reply in a thread, with whatever the conversation's composer takes beside text.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import type { Ref } from "preact";
import { useImperativeHandle, useRef } from "preact/hooks";
import { AttachButton } from "../composer/attach-button.tsx";
import type { ComposerHandle } from "../composer/composer-props.ts";
import { memberCount } from "../composer/members-known.ts";
import { mentionedIn } from "../composer/mentioned-in.ts";
import { roomLeft } from "../composer/content-size.ts";
import { asksFirst } from "../composer/notify-all.ts";
import { useAttachments } from "../composer/use-attachments.tsx";
import { usePaste } from "../composer/use-paste.ts";
import { useTypingSignal } from "../composer/use-typing-signal.ts";
import { VoiceButton } from "../composer/voice-button.tsx";
import { useChat } from "../model/chat-context.ts";
import { cutBlankLines } from "../../text/cut-blank-lines.ts";
import { IconButton } from "../ui/button.tsx";
import { isTouch } from "../ui/media.ts";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { commonWords } from "../ui/common-words.ts";
import { threadDraft } from "./thread-drafts.ts";
import { threadWords as t } from "./thread-words.ts";
import "../ui/writing-box.css";

const noop = (): void => {};

interface ThreadComposerProps {
  readonly entry: ConversationEntry;
  /** Of the thread's first message. */
  readonly seq: number;
  /** Who wrote in the thread. */
  readonly speakers: ReadonlySet<UserId>;
  readonly handle: Ref<Pick<ComposerHandle, "addFiles">>;
}

export function ThreadComposer({ entry, seq, speakers, handle }: ThreadComposerProps) {
  const chat = useChat();
  const box = useRef<HTMLTextAreaElement>(null);
  const draft = threadDraft(chat, entry.id, seq);
  const typing = useTypingSignal(entry.id);
  const said = cutBlankLines(draft.value);
  const files = useAttachments({
    place: { id: entry.id, thread: seq },
    box,
    replyTo: null,
    isOff: false,
    onVoice: noop,
  });
  const sendable = (files.hasFiles ? files.isReady : said !== "") && (roomLeft(draft.value) ?? 0) >= 0;
  const onPaste = usePaste(box, null, files.add);
  useImperativeHandle(handle, () => ({ addFiles: files.add }));
  useAutoFocus(box, !isTouch.value);

  /** All together only where nobody is asked about it first. */
  const mentioned = (): UserId[] => {
    const all = !asksFirst(chat, entry.id, memberCount(chat, entry));
    return mentionedIn(chat, entry, { text: said, speakers, chosen: [], all });
  };

  const send = (): void => {
    if (!sendable) return;
    const mentions = mentioned();
    const options = mentions.length > 0 ? { mentions } : {};
    if (files.hasFiles) files.send({ caption: said, ...options });
    else chat.client.send(entry.id, said, { thread: seq, ...options });
    typing.stop();
    draft.value = "";
    box.current?.focus();
  };

  return (
    <form
      class={`thread-composer${files.isRecording ? " thread-composer-voice" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {files.recorder}
      {files.tray}
      <AttachButton
        onSend={(content) => void chat.client.send(entry.id, content, { thread: seq })}
        onFiles={files.add}
      />
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
        onPaste={onPaste}
        onBlur={typing.stop}
      />
      {draft.value === "" && files.record !== null ? (
        <VoiceButton onVoice={files.record} />
      ) : (
        <IconButton type="submit" icon="send" kind="filled" label={commonWords("send")} disabled={!sendable} />
      )}
    </form>
  );
}
