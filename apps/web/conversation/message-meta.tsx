// The time and the state of a message: in the bubble of the last of a group, and of each that is not sent yet or failed, or was
// changed.
// Of the others it stands beside the bubble, and only while the message is pointed at or has the focus.
import { isUnderWay } from "../changes/shown-change.ts";
import { changeWords } from "../changes/change-words.ts";
import { clockTime, exactTime } from "../text/times.ts";
import type { MessageRow, ShownMessage } from "../timeline/timeline-rows.ts";
import { Icon } from "../ui/icon.tsx";
import { BurnMark } from "./burn-mark.tsx";
import { MessageStateMark } from "./message-state.tsx";
import type { MessageState } from "./outgoing-state.ts";
import { stateWords as t } from "./state-words.ts";

/** The place is chosen so that nothing moves when the time appears. */
export const isMetaAside = ({ last, message }: MessageRow, state: MessageState | null, isStarred: boolean): boolean =>
  !last && state !== "waiting" && state !== "failed" && !isStarred && !isMarked(message);

const waitsForEdit = ({ changes }: ShownMessage): boolean =>
  changes.some((change) => change.kind === "edit" && isUnderWay(change));
const isMarked = (message: ShownMessage): boolean =>
  message.burnAfterMs !== undefined ||
  message.state?.editedAt !== undefined ||
  message.state?.pinned === true ||
  waitsForEdit(message);

interface MessageMetaProps {
  readonly message: ShownMessage;
  /** Null: the message is another person's, or not stored yet. */
  readonly state: MessageState | null;
  readonly isStarred?: boolean;
}

export function MessageMeta({ message, state, isStarred = false }: MessageMetaProps) {
  const { atMs, state: became } = message;
  const waits = waitsForEdit(message);
  return (
    <span class="message-meta">
      {isStarred && (
        <span class="message-state" title={changeWords("starred")}>
          <Icon name="star" size={14} />
          <span class="visually-hidden">{changeWords("starred")}</span>
        </span>
      )}
      {message.silent && (
        <span class="message-state" title={t("silent")}>
          <Icon name="mute" size={14} />
          <span class="visually-hidden">{t("silent")}</span>
        </span>
      )}
      {message.burnAfterMs !== undefined && became?.recalled === undefined && (
        <BurnMark afterMs={message.burnAfterMs} burnsAt={became?.burnsAt ?? null} />
      )}
      {became?.pinned === true && (
        <span class="message-pinned" title={changeWords("pinned")}>
          <Icon name="pushpin" size={12} />
          <span class="visually-hidden">{changeWords("pinned")}</span>
        </span>
      )}
      {waits ? (
        <MessageStateMark state="waiting" label={changeWords("editWaiting")} />
      ) : (
        became?.editedAt !== undefined && (
          <span title={changeWords("editedAt", { time: exactTime(became.editedAt) })}>{changeWords("edited")}</span>
        )
      )}
      <time dateTime={new Date(atMs).toISOString()} title={exactTime(atMs)}>
        {clockTime(atMs)}
      </time>
      {state !== null && <MessageStateMark state={state} />}
    </span>
  );
}
