// How a change that is written meets those of the same kind that are still in the outbox. Pure but for what it discards.
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import { emojiKey } from "../states/emoji-key.ts";
import { seqsOf, type ChangeEntry } from "./outgoing-change.ts";

/** Changes with the same key concern the same thing. */
const keyOf = (frame: MessageChangeFrame): string =>
  [frame.type, "emoji" in frame ? emojiKey(frame.emoji) : "", ...seqsOf(frame)].join(" ");

/** What the frame makes of the thing that it concerns. */
function wantedBy(frame: MessageChangeFrame): string {
  if ("options" in frame) return [...frame.options].sort((a, b) => a - b).join();
  return String(!("active" in frame) || frame.active);
}

/** One that waits is replaced by a later one of another kind of words or choice; opposites cancel out. */
const isReplaced = ({ type }: MessageChangeFrame): boolean => type === "edit-message" || type === "vote";

/**
 * The last change of the same thing, of those in the outbox. Failed ones are discarded: the new one takes their place.
 */
function lastOf(changes: readonly ChangeEntry[], frame: MessageChangeFrame): ChangeEntry | undefined {
  const key = keyOf(frame);
  const same = changes.filter((entry) => keyOf(entry.frame) === key);
  return same.filter((entry) => entry.state !== "failed" || !entry.discard()).at(-1);
}

/** The change of the outbox that does the same already; null: none. */
export function sameAs(changes: readonly ChangeEntry[], frame: MessageChangeFrame): ChangeEntry | null {
  const last = frame.type === "edit-message" ? undefined : lastOf(changes, frame);
  return last !== undefined && wantedBy(last.frame) === wantedBy(frame) ? last : null;
}

/**
 * Discards the change that the new one takes the place of, if it is not on the wire: an earlier edit or vote, or the opposite.
 * @returns whether the two cancel out, so that the new one need not be sent either
 */
export function replaces(changes: readonly ChangeEntry[], frame: MessageChangeFrame): boolean {
  const last = lastOf(changes, frame);
  return last !== undefined && last.discard() && !isReplaced(frame);
}
