// Follows the chosen mentions of a text through its edits. Pure.
import type { DraftMention } from "@klatch/sdk";

/**
 * The mentions that an edit leaves: those after it move, and one that it touches is no longer chosen.
 * @param caret in the edited text; null: not known. Of equal letters it tells which were typed or deleted.
 */
export function mentionsAfter(
  mentions: readonly DraftMention[],
  before: string,
  after: string,
  caret: number | null,
): readonly DraftMention[] {
  if (mentions.length === 0) return mentions;
  const { start, end } = editedPart(before, after, caret);
  return mentions.flatMap((mention) => {
    if (mention.at + 1 + mention.name.length <= start) return [mention];
    return mention.at >= end ? [{ ...mention, at: mention.at + after.length - before.length }] : [];
  });
}

/** The part of the text before the edit that was replaced: the edit ends at the caret, unless the browser undid one. */
function editedPart(before: string, after: string, caret: number | null): { start: number; end: number } {
  const isAtCaret = caret !== null && before.endsWith(after.slice(caret));
  const kept = isAtCaret ? after.length - caret : 0;
  const start = sameStart(before.slice(0, before.length - kept), after.slice(0, after.length - kept));
  if (isAtCaret) return { start, end: Math.max(start, before.length - kept) };
  let end = before.length;
  const least = start + Math.max(0, before.length - after.length);
  while (end > least && before[end - 1] === after[end - 1 + after.length - before.length]) end -= 1;
  return { start, end };
}

function sameStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}
