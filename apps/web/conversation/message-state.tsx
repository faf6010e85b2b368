// The state of an own message: waiting ◔, sent ✓, read ✓✓, failed !. "Sent" means that the server has committed it.
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { shownState, type MessageState } from "./outgoing-state.ts";
import { stateWords as t } from "./state-words.ts";
import "./message-state.css";

export function stateOf({ outgoing }: ShownMessage, isRead: boolean): MessageState | null {
  if (outgoing !== null) return shownState[outgoing.state];
  return isRead ? "read" : "sent";
}

const marks = {
  waiting: "M8 2.5a5.5 5.5 0 1 0 5.5 5.5M8 5v3.2l2 1.3",
  sent: "M3 8.6l3.2 3.2L13 5",
  read: "M1.5 8.6l3.2 3.2L11.5 5M7.3 11.2l.9.6L15 5",
  failed: "M8 3.5v5.5M8 12v.2",
} as const satisfies Record<MessageState, string>;

interface MessageStateMarkProps {
  readonly state: MessageState;
  /** What it says instead, of something else that has the state. */
  readonly label?: string;
}

export function MessageStateMark({ state, label = t(state) }: MessageStateMarkProps) {
  return (
    <span class={`message-state message-state-${state}`} title={label}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path
          d={marks[state]}
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </svg>
      <span class="visually-hidden">{label}</span>
    </span>
  );
}
