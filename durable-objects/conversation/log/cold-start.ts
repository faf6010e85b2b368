// A log's memory after hibernation or a crash: the checkpoint, then the few events after it.
import { noSharedCounts } from "../readers/counts.ts";
import { unpackReaders, type PackedCounts } from "../readers/pack-readers.ts";
import type { EventStore } from "./event-store.ts";
import type { StoredCursor } from "./log-row.ts";
import { emptyLogState, LogDraft, type LogState } from "./log-state.ts";
import type { ReaderStore } from "./reader-store.ts";

export interface RestoredLog {
  readonly state: LogState;
  readonly checkpointSeq: number;
  /** Rows of events written since the checkpoint. */
  readonly rowsSaved: number;
  /** Cursor rows written since the checkpoint. */
  readonly cursorsSaved: number;
  /** The seq up to which every subscriber has everything, as far as storage knows. */
  readonly settledSeq: number;
}

const noCounts: PackedCounts = { readers: new Map(), shared: noSharedCounts };

/** What the log says of the moment after this event, but for the readers. */
function stateAt(store: EventStore, seq: number): LogState {
  if (seq === 0) return emptyLogState;
  const { ordinal, createdAt } = store.event(seq);
  return { ...emptyLogState, headSeq: seq, ordinal, lastCreatedAt: createdAt, loud: store.loudAt(seq) };
}

/** Its cost does not grow with the log. */
export function restoreLog(store: EventStore, readerStore: ReaderStore): RestoredLog {
  const checkpoint = readerStore.checkpoint();
  const counts = checkpoint === null ? noCounts : unpackReaders(checkpoint.readers);
  const checkpointSeq = checkpoint?.seq ?? 0;
  const draft = new LogDraft({ ...stateAt(store, checkpointSeq), ...counts });
  let settledSeq = Math.max(checkpoint?.settledSeq ?? 0, readerStore.settledWithHistory());
  // Cursors and events are replayed in their original order: a sender's cursor moves with their message only if they
  // had read everything.
  const cursors = readerStore.cursorsSince(checkpointSeq);
  const cursorsSaved = cursors.length;
  const putCursorsBefore = (eventSeq: number): void => {
    while ((cursors[0]?.atSeq ?? Number.POSITIVE_INFINITY) < eventSeq) {
      const cursor = cursors.shift() as StoredCursor;
      draft.putCursor(cursor.userId, cursor);
    }
  };
  let rowsSaved = 0;
  for (const row of store.replay(checkpointSeq)) {
    rowsSaved += 1;
    settledSeq = Math.max(settledSeq, row.settledSeq);
    putCursorsBefore(row.firstSeq);
    // Those that moved in the row's flush; some of them between its events.
    cursors.unshift(...row.cursors);
    for (const event of row.events()) {
      if (event.seq <= checkpointSeq) continue;
      putCursorsBefore(event.seq);
      const { senderId, createdAt, mentioned = [], amendments = [] } = event;
      const mentions = mentioned.map(({ who }) => who);
      if (event.ordinal > draft.ordinal) draft.addMessage(senderId, createdAt, mentions);
      else draft.addChange(createdAt);
      for (const amendment of amendments) draft.amend(amendment);
    }
    if (row.lastSeq > checkpointSeq) draft.loud = row.loud;
  }
  putCursorsBefore(Number.POSITIVE_INFINITY);
  return { state: draft.finish(), checkpointSeq, rowsSaved, cursorsSaved, settledSeq };
}
