// The budgets of a user as a session finds them that has just woken: in rows of storage, and in what sockets hold.
import type { Limits } from "../../../schema/protocol/limits.ts";
import { afterCrash, dayOf, refilled, termsOf } from "./budget.ts";
import { emptyBook, notAhead, parseBook, type Book } from "./budget-book.ts";

/**
 * The newest text counts. What is only stored, or was noted while calls were in flight, is what a crash leaves.
 *
 * @param kept texts of the attachments of sockets
 * @param now ms since 1970
 * @returns `isInOwnRow`: whether the newest state in storage lies in a row of its own; else in a device's
 */
export function loadBook(
  sql: SqlStorage,
  limits: Limits,
  kept: readonly string[],
  now: number,
): { readonly book: Book; readonly isInOwnRow: boolean } {
  const own = sql.exec<{ state: string }>("SELECT state FROM budget").toArray();
  const devices = sql
    .exec<{ budget: string | null; since: number }>("SELECT budget, created_at AS since FROM device")
    .toArray();
  const ofDevices = devices.flatMap(({ budget }) => (budget === null ? [] : [budget]));
  const [ownBook, deviceBook] = [newest(own.map(({ state }) => state)), newest(ofDevices)];
  const isInOwnRow = deviceBook === null || (ownBook !== null && ownBook.version > deviceBook.version);
  const stored = isInOwnRow ? ownBook : deviceBook;
  // A socket may outlive lives of the session that did not know it, such as one that was closed and is not read: what
  // it holds counts only if nothing was reserved since.
  const held = newest(kept, (book) => book.stored === (stored?.version ?? 0));
  if (held !== null && held.isOpen !== true) return { book: notAhead(held, now), isInOwnRow };
  const known = held ?? stored;
  if (known !== null) return { book: left(known, limits, now), isInOwnRow };
  const since = Math.min(now, ...devices.map((device) => device.since));
  return { book: emptyBook(dayOf(now), since), isInOwnRow };
}

const newest = (texts: readonly string[], counts = (_book: Book): boolean => true): Book | null =>
  texts
    .flatMap((text) => parseBook(text) ?? [])
    .filter(counts)
    .reduce<Book | null>((best, book) => (best === null || book.version > best.version ? book : best), null);

/** What a crash leaves of it. */
function left(known: Book, limits: Limits, now: number): Book {
  const { isOpen: _isOpen, states, ...book } = notAhead(known, now);
  const remaining = [...states].map(([name, state]) => {
    const terms = termsOf(name, limits, now - known.since, known.factor);
    return [name, afterCrash(refilled(state, terms, now), terms)] as const;
  });
  return { ...book, states: new Map(remaining) };
}
