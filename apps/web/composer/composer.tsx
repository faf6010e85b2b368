// The composer: one card with a strip (what the text belongs to), a tray (what goes with it), the text, and tools. Enter sends,
// Shift+Enter breaks the line.
import type { UserId } from "@klatch/sdk";
import { useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { beginsMention } from "../../text/mentions/begins-mention.ts";
import { useChat } from "../model/chat-context.ts";
import { everyone } from "../../text/mentions/everyone.ts";
import { holdKey } from "../actions/held-keys.ts";
import { changeParts } from "../changes/later-parts.ts";
import { unknownName } from "../text/unknown-name.ts";
import { IconButton } from "../ui/button.tsx";
import { isTouch } from "../ui/media.ts";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { ComposerState, ComposerTools } from "./composer-tools.tsx";
import { composerWords as t } from "./composer-words.ts";
import type { ComposerProps } from "./composer-props.ts";
import { roomLeft } from "./content-size.ts";
import { cutBlankLines } from "../../text/cut-blank-lines.ts";
import { commonWords } from "../ui/common-words.ts";
import { formatOfKey } from "./format-key.ts";
import { mentionPart, notifyAllPart, useLaterPart } from "./later-parts.ts";
import { memberCount } from "./members-known.ts";
import { mentionedIn } from "./mentioned-in.ts";
import { asksFirst, confirmAll } from "./notify-all.ts";
import { SendButton } from "./send-button.tsx";
import { scrollKeys } from "./typed-key.ts";
import { useAttachments } from "./use-attachments.tsx";
import { useDraft } from "./use-draft.ts";
import { usePaste } from "./use-paste.ts";
import { useSuggestions } from "./use-suggestions.tsx";
import { useFormat } from "./use-format.ts";
import { useEdit } from "./use-edit.ts";
import { useTypeAnywhere } from "./use-type-anywhere.ts";
import { useTypingSignal } from "./use-typing-signal.ts";
import "../ui/writing-box.css";
import "./composer.css";

/** How a message is sent that is not sent like any other. */
interface SendWays {
  readonly silent?: true;
  readonly burnAfterMs?: number;
}

export function Composer(props: ComposerProps) {
  const { entry, speakers, waiting, nameOf, onUp, onBack, onScroll, handle, takesFocus } = props;
  const chat = useChat();
  const box = useRef<HTMLTextAreaElement>(null);
  const editing = useEdit(entry, box);
  const { edit } = editing;
  const parts = changeParts.loaded.value;
  const written = edit === null ? chat.drafts : chat.edits;
  const draft = useDraft(written, entry, box);
  const { text, caret, setCaret, insert } = draft;
  const replyTo = edit === null ? chat.drafts.replyTo(entry.id) : null;
  /** What is sent once that is confirmed. */
  const [asksAll, setAsksAll] = useState<SendWays | null>(null);
  const typing = useTypingSignal(entry.id);
  const room = roomLeft(text);
  const said = cutBlankLines(text);
  const saves = edit !== null && !editing.isOver;
  const endReply = (): void => chat.drafts.answer(entry.id, null);
  const files = useAttachments({ place: { id: entry.id }, box, replyTo, isOff: edit !== null, onVoice: endReply });
  const sendable = (files.hasFiles ? files.isReady : said !== "") && (room ?? 0) >= 0;

  const isGroup = entry.kind === "group";
  // Before it is needed, and again with each text that is begun if it did not come.
  const mentioning = useLaterPart(mentionPart, isGroup ? (text === "" ? "soon" : "a text") : null);

  const mention = (userId: UserId, from?: number): void => {
    const name = mentioning?.nameToWrite(chat, entry, speakers, userId) ?? nameOf(userId);
    if (name !== "" && name !== unknownName) draft.mention(userId, name, from);
  };

  /** An @ in an address would mention nobody. */
  const insertAt = (): void => {
    const at = box.current?.selectionStart ?? 0;
    insert(beginsMention(`${text.slice(0, at)}@`, at) ? "@" : " @");
  };

  const suggestions = useSuggestions({
    ...{ box, entry, text, caret, speakers, nameOf },
    onMention: mention,
    onEmoji: insert,
  });
  const formats = useFormat(box, draft.replace);
  const NotifyAllDialog = useLaterPart(notifyAllPart, asksAll === null ? null : "a text");
  useAutoFocus(box, isTouch.value ? false : takesFocus);
  useTypeAnywhere({ box, onScroll });
  useImperativeHandle(handle, () => ({ focus: () => box.current?.focus(), insert, mention, addFiles: files.add }));
  const firstReplyTo = useRef(replyTo);
  if (replyTo === null) firstReplyTo.current = null;
  const isNewReply = replyTo !== null && replyTo !== firstReplyTo.current;
  useLayoutEffect(() => {
    // One that was there before takes no focus.
    if (isNewReply) box.current?.focus();
  }, [replyTo]);

  const mentioned = (): UserId[] =>
    mentionedIn(chat, entry, { text: said, speakers, chosen: written.mentionsIn(entry.id), all: true });

  const belongings = (mentions: readonly UserId[]) => ({
    ...(replyTo !== null && { replyTo }),
    ...(mentions.length > 0 && { mentions }),
  });

  const done = (): void => {
    typing.stop();
    draft.clear();
    box.current?.focus();
  };

  const send = (ways: SendWays = {}, isConfirmed = false): void => {
    if (!sendable) return;
    const mentions = mentioned();
    if (saves) {
      // Whom an edit mentions is not told, so nobody is asked about it.
      editing.save(said, mentions);
      return box.current?.focus();
    }
    if (!isConfirmed && mentions.includes(everyone) && asksFirst(chat, entry.id, memberCount(chat, entry)))
      return setAsksAll(ways);
    const options = { ...belongings(mentions), ...ways };
    if (files.hasFiles) files.send({ caption: said, ...options });
    else chat.client.send(entry.id, said, options);
    done();
  };

  const schedule = async (atMs: number): Promise<void> => {
    const options = belongings(mentioned());
    if (files.hasFiles) await files.schedule(atMs, { caption: said, ...options });
    else await chat.client.scheduled.add(entry.id, said, atMs, options);
    done();
  };

  const isHandled = (key: string, isShifted: boolean): boolean => {
    if (suggestions.onKey(key)) return true;
    if (key === "Enter" && !isShifted && !isTouch.value) send();
    else if (key === "Escape" && replyTo !== null && !isNewReply) endReply();
    else if (key === "Escape" && edit !== null && !editing.isNew) editing.end();
    else if (key === "ArrowUp" && text === "" && edit === null) onUp();
    else if (key === "Tab" && isShifted) onBack();
    else if (scrollKeys.has(key) && text === "") onScroll(key);
    else return false;
    return true;
  };

  const onPaste = usePaste(box, () => formats.format("block"), files.add);

  const onKeyDown = (event: KeyboardEvent): void => {
    const kind = formatOfKey(event);
    if (kind !== null) {
      event.preventDefault();
      return formats.format(kind);
    }
    // What can be edited is not known yet.
    if (event.key === "ArrowUp" && text === "" && edit === null && parts === null) return holdKey(event);
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
      <div
        class={`composer-card${edit === null ? "" : " composer-card-edit"}${files.isRecording ? " composer-card-voice" : ""}`}
      >
        {suggestions.lists}
        {files.recorder}
        {edit !== null && parts !== null && (
          <parts.EditStrip
            key={edit.seq}
            edit={edit}
            isNew={editing.isNew}
            isOver={editing.isOver}
            onOver={editing.setOver}
            onEnd={editing.end}
          />
        )}
        {replyTo !== null && parts !== null && (
          <parts.ReplyStrip messageId={replyTo} isNew={isNewReply} onEnd={endReply} />
        )}
        {files.tray}
        <textarea
          ref={box}
          class="writing-box composer-box"
          rows={1}
          value={text}
          aria-label={t("message")}
          placeholder={t("placeholder")}
          enterkeyhint={isTouch.value ? "enter" : "send"}
          dir="auto"
          onInput={(event) => {
            draft.take(event.currentTarget);
            if (event.currentTarget.value === "") typing.stop();
            else typing.keep();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          // What another tab has written meanwhile is shown no more.
          onCompositionEnd={(event) => draft.take(event.currentTarget)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => {
            setCaret(null);
            typing.stop();
          }}
        />
        {formats.Row !== null && <formats.Row onFormat={formats.format} />}
        <ComposerTools
          formats={formats.isOpen}
          onFormats={formats.toggle}
          onSend={(content) => {
            chat.client.send(entry.id, content, replyTo === null ? {} : { replyTo });
            endReply();
          }}
          onFiles={files.add}
          onInsert={insert}
          onMention={isGroup ? insertAt : null}
        />
        <ComposerState room={room} waiting={waiting} />
        {saves ? (
          <span class="composer-send">
            <IconButton type="submit" icon="check" kind="filled" label={commonWords("save")} disabled={!sendable} />
          </span>
        ) : (
          <SendButton
            entry={entry}
            sendable={sendable}
            onSilent={() => send({ silent: true })}
            onBurn={(burnAfterMs) => send({ burnAfterMs })}
            onSchedule={files.hasFiles && !files.mayWait ? null : schedule}
            onVoice={text === "" ? files.record : null}
          />
        )}
      </div>
      {asksAll !== null && NotifyAllDialog !== null && (
        <NotifyAllDialog
          count={memberCount(chat, entry)}
          onClose={() => setAsksAll(null)}
          onConfirm={() => {
            confirmAll(chat, entry.id);
            setAsksAll(null);
            send(asksAll, true);
          }}
        />
      )}
    </form>
  );
}
