// Moves the events of a log that earlier code wrote, a row each in `event_N`, to rows of `log_N`. Once per object: the
// old tables are dropped, so that code of before fails instead of appending to them.
//
// Each era is a transaction of its own: a log that is too long to be moved at once is moved further at each start.
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";
import { segmentEvents } from "../../../schema/history/packed-events.ts";
import { createLogTable, insertLogRow, logTable, oldTable, storedEras } from "./eras.ts";
import { packRows, type NewEvent } from "./log-row.ts";

type OldRow = {
  seq: number;
  created_at: number;
  sender_id: string;
  client_msg_id: string;
  body_hash: string;
  body: string;
  ordinal: number;
  sender_prev: number;
  sender_jump: number;
  settled_seq: number;
};

type Storage = Pick<DurableObjectStorage, "sql" | "transactionSync">;

/**
 * The oldest and the newest era in storage, after the events of earlier code have been moved.
 *
 * @param size events per era
 */
export function openEras(storage: Storage, size: number): { first: number; last: number } {
  const { eras, oldEras } = storedEras(storage.sql);
  for (const era of oldEras) moveOldEra(storage, era, size);
  const [first = 0, second] = [...new Set([...eras, ...oldEras])].toSorted((a, b) => a - b);
  const last = Math.max(first, ...eras, ...oldEras);
  // The migration has made `log_0`, also in a log that had dropped its first era.
  const isEmpty =
    second !== undefined && storage.sql.exec(`SELECT 1 FROM ${logTable(first)} LIMIT 1`).toArray().length === 0;
  if (!isEmpty) return { first, last };
  storage.sql.exec(`DROP TABLE ${logTable(first)}`);
  return { first: second, last };
}

/**
 * Moves one table, in one transaction. Reads one event at a time: all may not fit into memory.
 *
 * @param eraEvents events per era
 */
function moveOldEra(storage: Storage, era: number, eraEvents: number): void {
  const { sql } = storage;
  const insert = insertLogRow(era);
  const save = (events: readonly NewEvent[], settledSeq: number): void => {
    for (const { firstSeq, lastSeq, meta, own, bodies } of packRows({ events, settledSeq, cursors: [] }, eraEvents))
      sql.exec(insert, firstSeq, lastSeq, meta, own, bodies);
  };
  storage.transactionSync(() => {
    sql.exec(createLogTable(era));
    let [events, settledSeq]: [NewEvent[], number] = [[], 0];
    for (const row of sql.exec<OldRow>(`SELECT * FROM ${oldTable(era)} ORDER BY seq`)) {
      // A row has one time and one settled seq, as the flush had that wrote these events.
      const isSame = events[0]?.createdAt === row.created_at && settledSeq === row.settled_seq;
      if (!isSame || events.length === segmentEvents) {
        save(events, settledSeq);
        [events, settledSeq] = [[], row.settled_seq];
      }
      events.push(toEvent(row));
    }
    save(events, settledSeq);
    sql.exec(`DROP TABLE ${oldTable(era)}`);
  });
}

const toEvent = (row: OldRow): NewEvent => ({
  seq: row.seq,
  createdAt: row.created_at,
  senderId: row.sender_id as UserId,
  clientMsgId: row.client_msg_id as ClientMsgId,
  bodyHash: row.body_hash,
  body: row.body,
  ordinal: row.ordinal,
  prev: row.sender_prev,
  jump: row.sender_jump,
});
