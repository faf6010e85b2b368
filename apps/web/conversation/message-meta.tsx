// The time and the state of a message: in the bubble of the last of a group, and of each that is not sent yet or failed.
// Of the others it stands beside the bubble, and only while the message is pointed at or has the focus.
import { clockTime, exactTime } from "../text/times.ts";
import type { MessageRow } from "../timeline/timeline-rows.ts";
import { actionWords } from "../actions/action-words.ts";
import { Icon } from "../ui/icon.tsx";
import { MessageStateMark } from "./message-state.tsx";
import type { MessageState } from "./outgoing-state.ts";
import { stateWords as t } from "./state-words.ts";

/** The place is chosen so that nothing moves when the time appears. */
export const isMetaAside = ({ last }: MessageRow, state: MessageState | null, isStarred: boolean): boolean =>
  !last && state !== "waiting" && state !== "failed" && !isStarred;

interface MessageMetaProps {
  readonly atMs: number;
  /** Null: the message is another person's, or not stored yet. */
  readonly state: MessageState | null;
  readonly silent: boolean;
  readonly isStarred?: boolean;
}

export function MessageMeta({ atMs, state, silent, isStarred = false }: MessageMetaProps) {
  return (
    <span class="message-meta">
      {isStarred && (
        <span class="message-state" title={actionWords("starred")}>
          <Icon name="star" size={14} />
          <span class="visually-hidden">{actionWords("starred")}</span>
        </span>
      )}
      {silent && (
        <span class="message-state" title={t("silent")}>
          <Icon name="mute" size={14} />
          <span class="visually-hidden">{t("silent")}</span>
        </span>
      )}
      <time dateTime={new Date(atMs).toISOString()} title={exactTime(atMs)}>
        {clockTime(atMs)}
      </time>
      {state !== null && <MessageStateMark state={state} />}
    </span>
  );
}
