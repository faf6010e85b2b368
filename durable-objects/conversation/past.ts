// A conversation's log as its history sees it: what there is to project, to erase and to verify.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventLog } from "./log/event-log.ts";
import type { ErasedEvents } from "./projections/history/erased-events.ts";
import type { VerifiedLog } from "./projections/history/verify.ts";

export interface PastParts {
  readonly conversationId: ConversationId;
  readonly log: Pick<
    EventLog,
    "headSeq" | "floorSeq" | "createdAtOf" | "historyEvents" | "historyRows" | "findDropped" | "settledSaved"
  >;
  readonly erased: ErasedEvents;
  readonly settledSeq: () => number;
  /** Those of the erased events that no inbox shows any more. */
  readonly forgotten: (seqs: readonly number[]) => number[];
}

export const pastOf = ({ conversationId, log, erased, settledSeq, forgotten }: PastParts): VerifiedLog => ({
  conversationId,
  headSeq: () => log.headSeq,
  floorSeq: () => log.floorSeq,
  createdAtOf: (seq) => log.createdAtOf(seq),
  events: (afterSeq, throughSeq) => log.historyEvents(afterSeq, throughSeq),
  rows: (afterSeq, throughSeq) => log.historyRows(afterSeq, throughSeq),
  findDropped: (events) => log.findDropped(events),
  revision: () => erased.revision,
  erased: () => erased.pending,
  erasingSince: () => erased.pendingSince,
  settledSeq: () => settledSeq(),
  settledSaved: (seq) => log.settledSaved(seq),
  // An erasure has ended when nobody's list shows it, either.
  erasedDone: (seqs) => erased.followed(forgotten(seqs)),
  erasedIn: (afterSeq, throughSeq) => erased.within(afterSeq, throughSeq),
});
