// The row above the messages: older messages are loading, or why loading failed.
import type { Timeline } from "@klatch/sdk";
import { commonWords } from "../ui/common-words.ts";
import { conversationWords as t } from "./conversation-words.ts";
import "../ui/skeleton.css";
import "./loading-row.css";

interface LoadingRowProps {
  readonly isEmpty: boolean;
  readonly isLoading: boolean;
  /** Why loading failed. */
  readonly error: Timeline["error"];
  readonly onRetry: () => void;
}

export function LoadingRow({ isEmpty, isLoading, error, onRetry }: LoadingRowProps) {
  if (error !== null)
    return (
      <div class="loading-row" role="alert">
        {t(isEmpty ? "openFailed" : "loadFailed")}
        <button type="button" onClick={onRetry}>
          {commonWords("retry")}
        </button>
      </div>
    );
  if (isEmpty && isLoading)
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
