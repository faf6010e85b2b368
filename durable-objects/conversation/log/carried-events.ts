// Events that the log has dropped and that an operation is about: its caller brings them along from history, because a flush
// waits for nothing. The log knows enough of each to tell whether it is what it was.
import { storedHash } from "../../../schema/history/body-hash.ts";
import type { HistoryEvent } from "../../../schema/history/packed-events.ts";
import { tombstoneOf } from "../../../schema/history/tombstone.ts";
import { hashBody } from "../../runtime/text.ts";
import type { DroppedEras } from "./dropped-eras.ts";
import type { DroppedSubmission } from "./dropped-ids.ts";
import type { NewEvent } from "./log-row.ts";

export class CarriedEvents {
  readonly #dropped: Pick<DroppedEras, "findAll">;
  readonly #bySeq = new Map<number, NewEvent>();

  constructor(dropped: Pick<DroppedEras, "findAll">) {
    this.#dropped = dropped;
  }

  /** What is not as the log knows it is left out. */
  add(events: readonly HistoryEvent[]): void {
    const known = this.#dropped.findAll(events);
    for (const [index, event] of events.entries()) {
      const right = asKnown(event, known[index] ?? null);
      if (right !== null) this.#bySeq.set(event.seq, asLogged(right));
    }
  }

  get(seq: number): NewEvent | undefined {
    return this.#bySeq.get(seq);
  }
}

/** History may have been read before the event was erased. */
function asKnown(event: HistoryEvent, known: DroppedSubmission | null): HistoryEvent | null {
  if (known === null || known.seq !== event.seq || known.createdAt !== event.createdAt) return null;
  if (known.isWiped) return tombstoneOf(event);
  const isRight = known.hasBodyHash(event.bodyHash) && hashBody(event.body) === storedHash(event.bodyHash);
  return isRight ? event : null;
}

/** Its places among all messages and among its sender's are not known any more; what changes it counts by its seq. */
function asLogged(event: HistoryEvent): NewEvent {
  const { thread } = JSON.parse(event.body) as { readonly thread?: number };
  return { ...event, ordinal: 0, prev: 0, jump: 0, ...(thread !== undefined && { thread }) };
}
