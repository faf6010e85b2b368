// Marks mentions in a text: only the members that the message lists in `mentions`, by their names.
import type { Inline } from "./blocks.ts";
import { findMentions } from "./find-mentions.ts";

export interface Mention {
  readonly name: string;
  /** Whether the mentioned person is the reader. */
  readonly me: boolean;
}

export function markMentions(text: string, mentions: readonly Mention[]): readonly Inline[] {
  const inlines: Inline[] = [];
  let rest = 0;
  for (const { at, end, bearers } of findMentions(text, mentions)) {
    if (at > rest) inlines.push(text.slice(rest, at));
    inlines.push({ kind: "mention", name: text.slice(at + 1, end), me: bearers.some(({ me }) => me) });
    rest = end;
  }
  if (rest < text.length || inlines.length === 0) inlines.push(text.slice(rest));
  return inlines;
}
