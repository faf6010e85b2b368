// Below a message: why it was not sent, with what can be done, or why it waits.
import type { OutgoingMessage } from "@klatch/sdk";
import type { ActionItem } from "../actions/message-action-views.ts";
import { errorText } from "../text/error-text.ts";
import { heldText } from "../text/limit-text.ts";
import { Icon } from "../ui/icon.tsx";
import { conversationWords as t } from "./conversation-words.ts";
import type { MessageState } from "./message-state.tsx";

interface MessageFaultProps {
  readonly outgoing: OutgoingMessage;
  readonly state: MessageState | null;
  /** All that can be done with the message. */
  readonly actions: () => readonly ActionItem[];
}

export function MessageFault({ outgoing: { error, heldBy }, state, actions }: MessageFaultProps) {
  if (state === "failed")
    return (
      <p class="message-fault" role="alert">
        <span>{t("failedWhy", { reason: error === null ? "" : errorText(error) })}</span>
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
  return (
    <p class="message-held" role="status">
      {heldBy.code === "RATE_LIMITED" ? heldText(heldBy) : errorText(heldBy)}
    </p>
  );
}
