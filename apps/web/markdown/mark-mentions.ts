// Finds in a text who is mentioned: only those whom the message says it mentions, by the name they have.
import type { Inline } from "./blocks.ts";

export interface Mention {
  readonly name: string;
  /** The reader. */
  readonly me: boolean;
}

/** After a name, they make it another name. In scripts without spaces between words, names simply end. */
const goesOn = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;

export function markMentions(text: string, mentions: readonly Mention[]): readonly Inline[] {
  if (mentions.length === 0 || !text.includes("@")) return [text];
  // The longest first: "@Ann" must not take the beginning of "@Anna".
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
