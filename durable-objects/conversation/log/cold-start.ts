// A log's memory after hibernation or a crash: the checkpoint, then the few events after it.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { unpackReaders, type Reader } from "../readers/readers.ts";
import type { EventStore, StoredCursor } from "./event-store.ts";
import { LogDraft, type LogState } from "./log-state.ts";

export interface RestoredLog {
  readonly state: LogState;
  readonly checkpointSeq: number;
  /** Cursor rows written since the checkpoint. */
  readonly cursorsSaved: number;
  /** The seq up to which every subscriber has everything, as far as storage knows. */
  readonly settledSeq: number;
}

/** Its cost does not grow with the log. */
export function restoreLog(store: EventStore): RestoredLog {
  const checkpoint = store.checkpoint();
  const readers = checkpoint === null ? new Map<UserId, Reader>() : unpackReaders(checkpoint.readers);
  const checkpointSeq = checkpoint?.seq ?? 0;
  const at = checkpointSeq === 0 ? { ordinal: 0, createdAt: 0 } : store.placeOf(checkpointSeq);
  const draft = new LogDraft({ headSeq: checkpointSeq, ordinal: at.ordinal, lastCreatedAt: at.createdAt, readers });
  let settledSeq = checkpoint?.settledSeq ?? 0;
  // Cursors and events are replayed in their original order: a sender's cursor moves with their message only if they
  // had read everything.
  const cursors = store.cursorsSince(checkpointSeq);
  const cursorsSaved = cursors.length;
  const putCursorsBefore = (eventSeq: number): void => {
    while ((cursors[0]?.atSeq ?? Number.POSITIVE_INFINITY) < eventSeq) {
      const cursor = cursors.shift() as StoredCursor;
      draft.putCursor(cursor.userId, cursor);
    }
  };
  for (const event of store.replay(checkpointSeq)) {
    putCursorsBefore(event.seq);
    if (event.ordinal > draft.ordinal) draft.addMessage(event.senderId, event.createdAt);
    else draft.addChange(event.createdAt);
    settledSeq = Math.max(settledSeq, event.settledSeq);
  }
  putCursorsBefore(Number.POSITIVE_INFINITY);
  return { state: draft.finish(), checkpointSeq, cursorsSaved, settledSeq };
}
