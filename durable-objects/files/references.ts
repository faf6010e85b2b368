// Which messages have the file, are about to, or will at a time that is scheduled: a row each. While there is one the bytes stay.
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { FileHold, FileReference, LaterFile } from "../../schema/rpc/shared-file.ts";

/** The parts of `storage.kv` that are used. */
export type Rows = Pick<SyncKvStorage, "get" | "put" | "delete" | "list">;

type Place = Pick<FileReference, "conversationId" | "seq">;
type Held = Pick<FileHold, "conversationId" | "holdId">;

const [references, holds, later, gone, goneLater] = ["reference/", "hold/", "later/", "gone/", "gone-later/"];
const referenceKey = ({ conversationId, seq }: Place): string => `${references}${conversationId}/${seq}`;
const goneKey = ({ conversationId, seq }: Place): string => `${gone}${conversationId}/${seq}`;
const holdKey = ({ conversationId, holdId }: Held): string => `${holds}${conversationId}/${holdId}`;

/** A message is in the log, or known to be in none, long before. */
const holdMs = wireLimits.fileUnsentMs;
/** The furthest time that a scheduled message keeps its files: nothing else bounds what a clock says that was wrong. */
const mostLaterMs = wireLimits.maxScheduleAheadMs + wireLimits.scheduledFilesKeptMs;
/** A call that comes late comes within this time. */
const goneMs = wireLimits.fileUnsentMs;

export class References {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  get isAny(): boolean {
    return [references, holds, later].some((prefix) => this.#has(prefix));
  }

  /** A message is about to be sent with it. Again: the time begins anew. */
  hold(held: Held, now: number): void {
    this.#rows.put(holdKey(held), now + holdMs);
  }

  /** A message will be sent with it. @returns false: it was let go of already */
  keepForLater({ laterId, until }: Pick<LaterFile, "laterId" | "until">, now: number): boolean {
    if (this.#rows.get(goneLater + laterId) !== undefined) return false;
    const known = this.#rows.get<number>(later + laterId) ?? 0;
    const kept = Math.min(until, now + mostLaterMs);
    if (kept > known) this.#rows.put(later + laterId, kept);
    return true;
  }

  isKeptForLater(laterId: string): boolean {
    return this.#rows.get(later + laterId) !== undefined;
  }

  letGo(laterId: string, now: number): void {
    this.#rows.delete(later + laterId);
    this.#rows.put(goneLater + laterId, now + goneMs);
  }

  /** Whether it is in this message, or on its way into this conversation: a message is seen before it is referred to here. */
  isIn({ conversationId, seq }: { readonly conversationId: ConversationId; readonly seq: number }): boolean {
    return (
      this.#rows.get(referenceKey({ conversationId, seq })) !== undefined || this.#has(`${holds}${conversationId}/`)
    );
  }

  /** @returns false: the message is gone already */
  refer(reference: FileReference, now: number): boolean {
    if (this.#rows.get(goneKey(reference)) !== undefined) return false;
    if (this.#rows.get(referenceKey(reference)) === undefined) this.#rows.put(referenceKey(reference), now);
    this.#rows.delete(holdKey(reference));
    return true;
  }

  release(reference: FileReference, now: number): void {
    this.#rows.delete(referenceKey(reference));
    this.#rows.delete(holdKey(reference));
    this.#rows.put(goneKey(reference), now + goneMs);
  }

  /** Forgets what is over. @returns when more is, ms since 1970; null: never */
  expire(now: number): number | null {
    let next: number | null = null;
    for (const prefix of [holds, later, gone, goneLater])
      for (const [key, until] of this.#rows.list<number>({ prefix })) {
        if (until <= now) this.#rows.delete(key);
        else next = Math.min(next ?? until, until);
      }
    return next;
  }

  #has(prefix: string): boolean {
    return [...this.#rows.list({ prefix, limit: 1 })].length > 0;
  }
}
