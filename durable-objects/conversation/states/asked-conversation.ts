// What a conversation that is asked of its messages gives to the answers: which of them the asker sees, and the events.
import type { HistoryRange, StreamEvent } from "../../../schema/rpc/conversation.ts";
import type { MessageEdits } from "../../../schema/rpc/message-changes.ts";
import { isVisible } from "../log/visibility.ts";
import type { AskedAttachments } from "../attachments/attachment-answers.ts";
import type { StateStore } from "./state-store.ts";
import type { Viewer } from "./viewer.ts";
import type { Said, StateViews } from "./views.ts";

export interface AskedConversation extends AskedAttachments {
  readonly states: StateStore;
  readonly views: StateViews;
  /** The event as the viewer sees it, or where history has it: the log has dropped it then. */
  find(
    viewer: Viewer,
    seq: number,
  ): { readonly events: readonly StreamEvent[]; readonly missing: readonly HistoryRange[] };
  createdAtOf(seq: number): number;
  /** What the message says; null: the log does not hold it any more. */
  saidAt(seq: number): Said | null;
}

export const isSeen = ({ intervals, asOf }: Viewer, seq: number): boolean => seq <= asOf && isVisible(intervals, seq);

/** The events in the order of `seqs`. */
export function listed(asked: AskedConversation, viewer: Viewer, seqs: readonly number[]): MessageEdits {
  const found = seqs.map((seq) => ({ seq, ...asked.find(viewer, seq) }));
  return {
    items: found.map(({ seq, events }) => ({
      seq,
      createdAt: asked.createdAtOf(seq),
      frame: events[0]?.frame ?? null,
    })),
    missing: found.flatMap(({ missing }) => missing),
  };
}
