// Below a message: why it was not sent, with what can be done, or why it waits.
import type { OutgoingMessage } from "@klatch/sdk";
import { useLayoutEffect } from "preact/hooks";
import type { ActionItem } from "../actions/message-action-views.ts";
import { errorText } from "../text/error-text.ts";
import { heldText } from "../text/limit-text.ts";
import { Icon } from "../ui/icon.tsx";
import { conversationWords as t } from "./conversation-words.ts";
import type { MessageState } from "./outgoing-state.ts";

interface MessageFaultProps {
  /** Of the row. */
  readonly rowKey: string;
  readonly outgoing: OutgoingMessage;
  readonly state: MessageState | null;
  /** All that can be done with the message. */
  readonly actions: () => readonly ActionItem[];
}

export function MessageFault({ rowKey, outgoing, state, actions }: MessageFaultProps) {
  const { error, heldBy } = outgoing;
  useLayoutEffect(
    () => () => {
      if (outgoing.state === "discarded") passFocus(rowKey);
    },
    [outgoing, rowKey],
  );
  if (state === "failed")
    return (
      <p class="message-fault" role="alert">
        <span>{t("failedWhy", { reason: error === null ? "" : errorText(error, outgoing.file !== null) })}</span>
        {actions()
          .filter(({ id }) => id === "retry" || id === "discard")
          .map(({ id, icon, label, onSelect }) => (
            <button key={id} type="button" onClick={onSelect}>
              <Icon name={icon} size={16} />
              {label}
            </button>
          ))}
      </p>
    );
  if (state !== "waiting" || heldBy === null) return null;
  // A file that waits for the network says so by its mark, as a text does.
  if (outgoing.file !== null && heldBy.code === "UNAVAILABLE" && heldBy.status === undefined) return null;
  return (
    <p class="message-held" role="status">
      {heldBy.code === "RATE_LIMITED" ? heldText(heldBy) : errorText(heldBy, outgoing.file !== null)}
    </p>
  );
}

/** The row is about to leave the page. If it has the focus, the message before it gets it, or the one after it. */
function passFocus(rowKey: string): void {
  const row = document.activeElement?.closest<HTMLElement>("[data-key]");
  const rows = [...(row?.closest("[role=log]")?.querySelectorAll<HTMLElement>("[data-key]") ?? [])];
  const index = rows.findIndex((one) => one === row);
  if (row?.dataset["key"] === rowKey) (rows[index - 1] ?? rows[index + 1])?.focus({ preventScroll: true });
}
