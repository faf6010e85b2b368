// Dropped eras: one row each, which is enough to recognise every message of the era.
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";
import {
  findDroppedId,
  findDroppedTime,
  packDroppedIds,
  wipeDroppedHashes,
  type DroppedEvent,
  type DroppedSubmission,
} from "./dropped-ids.ts";
import { eraOf } from "./eras.ts";

type Named = Pick<DroppedEvent, "seq" | "senderId" | "clientMsgId">;
type Row = { era: number; ids: ArrayBuffer };

export class DroppedEras {
  readonly #sql: SqlStorage;
  readonly #eraEvents: number;

  constructor(sql: SqlStorage, size: number) {
    this.#sql = sql;
    this.#eraEvents = size;
  }

  add(era: number, times: readonly [firstAt: number, lastAt: number], events: Iterable<DroppedEvent>): void {
    const ids = packDroppedIds(events, era * this.#eraEvents);
    this.#sql.exec("INSERT INTO dropped_era VALUES (?, ?, ?, ?)", era, ...times, ids);
  }

  /** The message with this id if it was committed between these times, else null. */
  find(senderId: UserId, clientMsgId: ClientMsgId, fromMs: number, toMs: number): DroppedSubmission | null {
    const query = "SELECT era, ids FROM dropped_era WHERE last_at >= ? AND first_at <= ?";
    for (const { era, ids } of this.#sql.exec<Row>(query, fromMs, toMs)) {
      const found = findDroppedId(ids, era * this.#eraEvents, { senderId, clientMsgId });
      if (found !== null) return found;
    }
    return null;
  }

  /** The message with this seq, or null. */
  findAt(seq: number, senderId: UserId, clientMsgId: ClientMsgId): DroppedSubmission | null {
    return this.findAll([{ seq, senderId, clientMsgId }])[0] ?? null;
  }

  /** Like `findAt` for many events. Best in seq order: it reads one row each time the era changes. */
  findAll(events: readonly Named[]): (DroppedSubmission | null)[] {
    let read: Row | null = null;
    return events.map((event) => {
      const era = eraOf(event.seq, this.#eraEvents);
      if (read?.era !== era) read = this.#row(era);
      return read === null ? null : findDroppedId(read.ids, era * this.#eraEvents, event);
    });
  }

  /** Forgets the bodies' hashes of these events: a repeat is recognised by its id alone from then on. */
  wipe(seqs: readonly number[]): void {
    for (const [era, within] of Map.groupBy(seqs, (seq) => eraOf(seq, this.#eraEvents))) {
      const row = this.#row(era);
      if (row === null) continue;
      const ids = wipeDroppedHashes(row.ids, era * this.#eraEvents, new Set(within));
      this.#sql.exec("UPDATE dropped_era SET ids = ? WHERE era = ?", ids, era);
    }
  }

  /** When the event with this seq was committed, ms since 1970. @throws Error when the seq is unknown */
  createdAtOf(seq: number): number {
    const row = this.#row(eraOf(seq, this.#eraEvents));
    const createdAt = row === null ? null : findDroppedTime(row.ids, row.era * this.#eraEvents, seq);
    if (createdAt === null) throw new Error(`nothing is known of event ${seq}`);
    return createdAt;
  }

  #row(era: number): Row | null {
    return this.#sql.exec<Row>("SELECT era, ids FROM dropped_era WHERE era = ?", era).toArray()[0] ?? null;
  }
}
