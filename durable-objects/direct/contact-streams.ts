// Starts and ends the stream of a first contact's guest, who gets nothing while it is hidden.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Publishers } from "../stream/publishers.ts";
import type { Intervals } from "../conversation/log/visibility.ts";
import { isShown, type Contact } from "./contact.ts";

/** After a cold start. */
export function resumeContact(streams: Pick<Publishers, "resume">, userId: UserId, intervals: Intervals): void {
  const last = intervals.at(-1);
  if (last === undefined) return;
  if (last.toSeq !== null) streams.resume(userId, { afterSeq: 0, untilSeq: last.toSeq });
  // Whoever has seen what was before gets a `void` for the time between.
  else streams.resume(userId, { afterSeq: intervals.length === 1 ? last.fromSeq - 1 : 0, untilSeq: null });
}

/** After a flush. */
export function followContact(
  streams: Pick<Publishers, "subscribe" | "unsubscribe">,
  before: Contact | null,
  after: Contact | null,
): void {
  if (before === null) return;
  const { guest, intervals } = before;
  const isNow = after === null || isShown(after);
  if (isNow === isShown(before)) return;
  if (!isNow) streams.unsubscribe(guest, after.intervals.at(-1)?.toSeq ?? 0);
  else streams.subscribe(guest, intervals.at(-1)?.toSeq ?? (after?.intervals.at(-1)?.fromSeq ?? 1) - 1);
}
