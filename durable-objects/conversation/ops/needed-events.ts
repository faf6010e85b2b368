// The events that an operation on a message is judged by: whatever of them the log has dropped must be brought along.
import type { HistoryEvent } from "../../../schema/history/packed-events.ts";
import type { MessageOp } from "../../../schema/rpc/message-changes.ts";
import type { StateStore } from "../states/state-store.ts";

export interface KnownMessages {
  readonly states: Pick<StateStore, "within">;
  /** Of a message that the log holds: the first message of the thread that it is a reply in. */
  threadOf(seq: number): number | undefined;
  /** Those that were brought along so far. */
  readonly carried: readonly HistoryEvent[];
}

/** Seqs of the messages, and of what says what they say now. */
export function neededEvents(op: MessageOp, known: KnownMessages): number[] {
  const { states, carried } = known;
  switch (op.kind) {
    case "set-retention":
      return [];
    case "react":
    case "pin":
    case "vote":
    case "close-poll":
      return [op.seq];
    case "follow-thread": {
      const root = known.threadOf(op.seq) ?? threadIn(carried.find(({ seq }) => seq === op.seq));
      return root === undefined ? [op.seq] : [op.seq, root];
    }
    case "edit":
    case "recall":
      return withNewestEdit(states, op.seq);
    case "hide":
      return op.seqs.flatMap((seq) => withNewestEdit(states, seq));
  }
}

function withNewestEdit(states: KnownMessages["states"], seq: number): number[] {
  const newest = states.within(seq, seq).get(seq)?.edits?.at(-1);
  return newest === undefined ? [seq] : [seq, newest[0]];
}

const threadIn = (event: HistoryEvent | undefined): number | undefined =>
  event === undefined ? undefined : (JSON.parse(event.body) as { readonly thread?: number }).thread;
