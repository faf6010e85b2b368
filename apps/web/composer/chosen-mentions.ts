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
  const grown = after.length - before.length;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < (isAtCaret ? Math.min(most, caret, caret - grown) : most) && before[start] === after[start])
    start += 1;
  if (isAtCaret) return { start, end: Math.max(start, caret - grown) };
  let end = before.length;
  while (end > start && end + grown > start && before[end - 1] === after[end - 1 + grown]) end -= 1;
  return { start, end };
}
