// The strip above the text while a message is edited: what it says now. It is a layer, as that of a reply: ×, Esc and "back" give
// the edit up, and the draft is back. When the time is over, or the message is gone, the text stays as that of a new message.
import { useEffect } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { useQuoted } from "../conversation/use-quoted.ts";
import { kindOf } from "../kinds/kinds.ts";
import type { Edit } from "../model/edits.ts";
import { IconButton } from "../ui/button.tsx";
import { OneLine } from "../ui/one-line.tsx";
import { runAt } from "../ui/run-at.ts";
import { stripWords as t } from "./strip-words.ts";
import { StripLayer, useIsOnTop } from "./strip-layer.tsx";
import "./reply-strip.css";

interface EditStripProps {
  readonly edit: Edit;
  /** Whether it was begun since the conversation was opened. */
  readonly isNew: boolean;
  /** The message cannot be edited any more. */
  readonly onOver: () => void;
  readonly isOver: boolean;
  readonly onEnd: () => void;
}

export function EditStrip({ edit, isNew, isOver, onOver, onEnd }: EditStripProps) {
  const { entry } = useOpenConversation();
  const { state, message } = useQuoted(edit.messageId);
  const isGone = state === "none" || (message !== null && message.content === null);
  useEffect(() => {
    if (isOver) return;
    if (isGone) return onOver();
    return runAt(edit.untilMs, onOver);
  }, [isGone, isOver, edit.untilMs]);
  const isLayer = useIsOnTop(entry.id) && isNew;
  const content = message?.content ?? null;
  return (
    <div class="composer-strip composer-strip-edit">
      <span class="composer-strip-name" role="status">
        {t(isOver ? (isGone ? "editGone" : "editOver") : "editing")}
      </span>
      <OneLine class="composer-strip-text" text={content === null ? edit.original : kindOf(content).quote(content)} />
      {isLayer ? (
        <StripLayer id={entry.id} label={t("cancelEdit")} onEnd={onEnd} />
      ) : (
        <IconButton icon="close" label={t("cancelEdit")} onClick={onEnd} />
      )}
    </div>
  );
}
