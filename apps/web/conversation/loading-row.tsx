// The row above the messages: older messages are loading, or why loading failed.
import type { Timeline } from "@klatch/sdk";
import { commonWords } from "../ui/common-words.ts";
import { conversationWords as t } from "./conversation-words.ts";
import "../ui/skeleton.css";
import "./loading-row.css";

interface LoadingRowProps {
  readonly timeline: Timeline;
  readonly onRetry: () => void;
}

export function LoadingRow({ timeline, onRetry }: LoadingRowProps) {
  const empty = timeline.events.length === 0;
  if (timeline.error !== null)
    return (
      <div class="loading-row" role="alert">
        {t(empty ? "openFailed" : "loadFailed")}
        <button type="button" onClick={onRetry}>
          {commonWords("retry")}
        </button>
      </div>
    );
  if (empty && timeline.loading !== null)
    return (
      <div class="messages-skeleton" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
        <i />
      </div>
    );
  return null;
}
