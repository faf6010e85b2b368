// Finds in a text where people are mentioned by an @ and one of their names. Pure: sending and showing judge alike.

export interface FoundName<N> {
  /** The position of the @ in the text. */
  readonly at: number;
  /** The position after the name. */
  readonly end: number;
  /** Those whose name stands there: more than one where a name is borne twice. */
  readonly bearers: readonly N[];
}

/** Scripts that put spaces between words. In others a name may be followed by anything. */
const wordChar = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;
/** After a word of such a script, the word goes on with these: `@ada-lee`, `@ada@example.org`, but not `@ada.` */
const goesOn = /^(?:[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\p{N}_@]|[.-][\p{L}\p{N}_])/u;
/** The end of a word, of an address of the web, or of another @. */
const endsWord = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_/@+]$/u;

/** Whether an @ at this position begins a mention. One inside a word, as in an e-mail address, does not. */
export const beginsMention = (text: string, at: number): boolean => !endsWord.test(text.slice(Math.max(0, at - 2), at));

/** Names are compared without regard to case. The longest name that stands after an @ counts. */
export function findMentions<N extends { readonly name: string }>(text: string, named: readonly N[]): FoundName<N>[] {
  const found: FoundName<N>[] = [];
  if (named.length === 0 || !text.includes("@")) return found;
  const byName = new Map<string, N[]>();
  for (const one of named) {
    const name = one.name.toLowerCase();
    const same = byName.get(name);
    if (name !== "" && same === undefined) byName.set(name, [one]);
    else same?.push(one);
  }
  const lengths = [...new Set(named.map(({ name }) => name.length))].toSorted((a, b) => b - a);
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    if (!beginsMention(text, at)) continue;
    for (const length of lengths) {
      const end = at + 1 + length;
      const bearers = end > text.length ? undefined : byName.get(text.slice(at + 1, end).toLowerCase());
      if (bearers === undefined || isCutWord(text, end)) continue;
      found.push({ at, end, bearers });
      at = end - 1;
      break;
    }
  }
  return found;
}

/** Whether the text's word goes on where the name ends: then the name is part of a longer one. */
const isCutWord = (text: string, end: number): boolean =>
  wordChar.test(text.charAt(end - 1)) && goesOn.test(text.slice(end, end + 3));
