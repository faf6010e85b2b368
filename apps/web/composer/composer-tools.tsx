// The row under the text: what is no text, emoji and mention, the room that is left, and how many messages wait.
import type { Content } from "@klatch/sdk";
import { formatNumber } from "../i18n/format.ts";
import { IconButton } from "../ui/button.tsx";
import { AttachButton } from "./attach-button.tsx";
import { composerWords as t } from "./composer-words.ts";
import { EmojiButton } from "./emoji-button.tsx";

interface ComposerToolsProps {
  readonly onSend: (content: Content) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onInsert: (text: string) => void;
  /** Null: nobody can be mentioned here. */
  readonly onMention: (() => void) | null;
  /** The row that formats the text is open. */
  readonly formats: boolean;
  readonly onFormats: () => void;
}

export function ComposerTools({ onSend, onFiles, onInsert, onMention, formats, onFormats }: ComposerToolsProps) {
  return (
    <div class="composer-tools">
      <AttachButton onSend={onSend} onFiles={onFiles} />
      <EmojiButton onPick={onInsert} />
      {onMention !== null && (
        <span class="composer-at">
          <IconButton icon="at" label={t("mentionList")} onClick={onMention} />
        </span>
      )}
      <button
        type="button"
        class="icon-button composer-aa"
        aria-label={t("formatting")}
        title={t("formatting")}
        aria-expanded={formats}
        onPointerDown={(event) => event.preventDefault()}
        onClick={onFormats}
      >
        <span aria-hidden="true">Aa</span>
      </button>
    </div>
  );
}

interface ComposerStateProps {
  /** Characters that are left; negative: too many; null: the limit is far. */
  readonly room: number | null;
  readonly waiting: number;
}

export function ComposerState({ room, waiting }: ComposerStateProps) {
  return (
    <div class="composer-state" role="status">
      {room !== null && (
        <span class={room < 0 ? "composer-excess" : ""}>
          {room < 0 ? t("tooLong", { count: -room }) : t("roomLeft", { count: room })}
        </span>
      )}
      {waiting > 0 && (
        <span class="composer-waiting" title={t("waiting", { count: waiting })}>
          <span aria-hidden="true">◔ {formatNumber(waiting)}</span>
          <span class="visually-hidden">{t("waiting", { count: waiting })}</span>
        </span>
      )}
    </div>
  );
}
