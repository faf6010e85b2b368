// A log's memory after hibernation or a crash: the checkpoint, then the few events after it.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { unpackReaders, type Reader } from "../readers/readers.ts";
import type { EventStore } from "./event-store.ts";
import type { StoredCursor } from "./log-row.ts";
import { LogDraft, type LogState } from "./log-state.ts";
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

/** Its cost does not grow with the log. */
export function restoreLog(store: EventStore, readerStore: ReaderStore): RestoredLog {
  const checkpoint = readerStore.checkpoint();
  const readers = checkpoint === null ? new Map<UserId, Reader>() : unpackReaders(checkpoint.readers);
  const checkpointSeq = checkpoint?.seq ?? 0;
  const at = checkpointSeq === 0 ? { ordinal: 0, createdAt: 0 } : store.event(checkpointSeq);
  const draft = new LogDraft({ headSeq: checkpointSeq, ordinal: at.ordinal, lastCreatedAt: at.createdAt, readers });
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
      if (event.ordinal > draft.ordinal) draft.addMessage(event.senderId, event.createdAt);
      else draft.addChange(event.createdAt);
    }
  }
  putCursorsBefore(Number.POSITIVE_INFINITY);
  return { state: draft.finish(), checkpointSeq, rowsSaved, cursorsSaved, settledSeq };
}
