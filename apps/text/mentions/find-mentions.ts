// Finds in a text where people are mentioned by an @ and one of their names. Pure: sending and showing judge alike.
import { foldName } from "../../../schema/names/fold-name.ts";
import { graphemesOf } from "../graphemes.ts";
import { atSigns, beginsMention, isCutWord } from "./begins-mention.ts";

export interface FoundName<N> {
  /** The position of the @ in the text. */
  readonly at: number;
  /** The position after the name. */
  readonly end: number;
  /** Those whose name stands there: more than one where a name is borne twice. */
  readonly bearers: readonly N[];
}

/** A name has at most 64 characters, which may take several units each. */
const maxNameUnits = 256;
/** More @s are no text of a person. */
const maxAts = 500;
const ascii = /^[\0-\x7E]*$/;

/** What may be a name: the text from an @ to the end of one of its characters. */
interface Reading {
  readonly key: string;
  readonly end: number;
}

/** Names are compared as people read them: without regard to case, width, and how marks and spaces are made. */
export const nameKey = (name: string): string =>
  ascii.test(name) ? foldName(name) : (readingsAt(name, 0).at(-1)?.key ?? "");

const spelling = (name: string): string => name.normalize("NFC").toLowerCase();

/** Whether two names are the same but for capitals. */
const isSpeltAs = (one: string, other: string): boolean => spelling(one) === spelling(other);

/** The longest name that stands after an @ counts, and of several spellings the one that was written. */
export function findMentions<N extends { readonly name: string }>(text: string, named: readonly N[]): FoundName<N>[] {
  const found: FoundName<N>[] = [];
  if (named.length === 0) return found;
  const byKey = new Map<string, N[]>();
  for (const one of named) {
    const key = nameKey(one.name);
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  const starts = new Set([...byKey.keys()].flatMap(startsOf));
  let done = 0;
  for (const { index: at } of text.matchAll(atSigns)) {
    if (at < done || !beginsMention(text, at)) continue;
    const readings = readingsAt(text, at + 1, (key) => starts.has(key));
    const reading = readings.findLast(({ key, end }) => byKey.has(key) && !isCutWord(text, at, end));
    if (reading === undefined) continue;
    const bearers = byKey.get(reading.key) ?? [];
    // With the characters at its end that are of no key.
    const whole = bearers.filter(({ name }) => isSpeltAs(name, text.slice(at + 1, at + 1 + name.length)));
    done = Math.max(reading.end, ...whole.map(({ name }) => at + 1 + name.length));
    const written = text.slice(at + 1, done);
    const same = bearers.filter(({ name }) => isSpeltAs(name, written));
    found.push({ at, end: done, bearers: same.length > 0 ? same : bearers });
  }
  return found;
}

/** The keys of all that may be a name in the text. */
export function possibleNames(text: string): ReadonlySet<string> {
  const keys = new Set<string>();
  let ats = 0;
  for (const { index } of text.matchAll(atSigns)) {
    if (++ats > maxAts) break;
    for (const { key } of readingsAt(text, index + 1)) keys.add(key);
  }
  return keys;
}

/** On one line. Characters that no reader tells apart add nothing to a key, and end no name. */
function readingsAt(text: string, from: number, mayBegin = (_key: string): boolean => true): readonly Reading[] {
  const readings: Reading[] = [];
  const [line = ""] = text.slice(from, from + maxNameUnits).split("\n", 1);
  let key = "";
  let end = from;
  for (const character of ascii.test(line) ? line : graphemesOf(line)) {
    end += character.length;
    const folded = keyOf(character);
    if (folded === "" || (folded === " " && key.endsWith(" "))) continue;
    key += folded;
    if (!mayBegin(key)) break;
    readings.push({ key, end });
  }
  return readings;
}

const startsOf = (key: string): readonly string[] =>
  Array.from({ length: key.length }, (_, at) => key.slice(0, at + 1));

/** A character of which nothing is left, such as an apostrophe, may be left out by who types the name. */
const keyOf = (character: string): string => (/^\s+$/u.test(character) ? " " : foldName(character));
