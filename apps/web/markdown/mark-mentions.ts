// Finds mentions in a text: only the members that the message lists in `mentions`, by their names.
import type { Inline } from "./blocks.ts";

export interface Mention {
  readonly name: string;
  /** Whether the mentioned person is the reader. */
  readonly me: boolean;
}

/** If one of these follows a name, it is part of a longer name. Scripts without spaces between words are not included. */
const goesOn = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;

export function markMentions(text: string, mentions: readonly Mention[]): readonly Inline[] {
  if (mentions.length === 0 || !text.includes("@")) return [text];
  // Longest names first, so that "@Ann" does not match the beginning of "@Anna".
  const longestFirst = mentions.toSorted((a, b) => b.name.length - a.name.length);
  const inlines: Inline[] = [];
  let rest = 0;
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const found = longestFirst.find(
      ({ name }) => name !== "" && text.startsWith(name, at + 1) && !goesOn.test(text.slice(at + 1 + name.length)),
    );
    if (found === undefined) continue;
    if (at > rest) inlines.push(text.slice(rest, at));
    inlines.push({ kind: "mention", name: found.name, me: found.me });
    rest = at + 1 + found.name.length;
  }
  if (rest < text.length) inlines.push(text.slice(rest));
  return inlines;
}
