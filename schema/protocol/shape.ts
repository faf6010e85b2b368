// Building blocks of every shape a client can send: strict objects and well-formed strings.
import * as v from "valibot";
import { isBlank } from "./blank.ts";

/**
 * A strict object whose entries have no prototype: valibot checks unknown keys with `in`, so with an ordinary object
 * `__proto__`, `constructor` and similar keys would count as known.
 */
export function strictShape<const T extends v.ObjectEntries>(entries: T) {
  return v.strictObject(Object.assign(Object.create(null), entries) as T);
}

/** A string without lone surrogates (SQLite would return them as U+FFFD) of at most `maxChars` UTF-16 units. */
export function wellFormedText(maxChars: number, minChars = 0) {
  return v.pipe(
    v.string(),
    v.minLength(minChars),
    v.maxLength(maxChars),
    v.check((text) => text.isWellFormed(), "lone surrogate"),
  );
}

/** One of which nobody sees anything is none. */
export const noneIfBlank = (text: string): string => (isBlank(text) ? "" : text);

/** The same of a text that may be left out, in its stored form. */
export const textOrNone = (maxChars: number) => v.pipe(wellFormedText(maxChars), v.transform(noneIfBlank));

/** Milliseconds since 1970. */
export const timeMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A position in a conversation's log; the first event has 1, so 0 means before all events. */
export const seqOrZero = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const seqNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A position in a list: the `next` of the page before. Opaque: only the server reads what it says. */
export const cursorShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,300}$/));

/** The fields of every list over HTTP. `next`: ask with it as `cursor` for the next page; null: there is none. */
export const listFields = <TItem extends v.GenericSchema>(item: TItem) => ({
  items: v.array(item),
  next: v.nullable(v.string()),
});

/** The one shape of a list over HTTP, without fields of its own beside. */
export const listShape = <TItem extends v.GenericSchema>(item: TItem) => strictShape(listFields(item));

/** A query parameter holding a whole number in plain decimal digits. */
export const queryNumber = <TInput extends v.GenericSchema<number, number>>(inner: TInput) =>
  v.pipe(v.string(), v.regex(/^(0|[1-9][0-9]{0,15})$/), v.transform(Number), inner);

export const isTrue = (text: "true" | "false"): boolean => text === "true";

/** A query parameter that is `true` or `false`. */
export const queryFlag = v.pipe(v.picklist(["true", "false"]), v.transform(isTrue));

/** The parts of a text between its commas, each once. */
export const splitAtCommas = (text: string): string[] => [...new Set(text.split(","))];

/** A query parameter holding a list separated by commas. What is in it twice counts once. */
export const queryList = <TItem extends v.GenericSchema<string, unknown>>(item: TItem, maxItems: number) =>
  v.pipe(v.string(), v.transform(splitAtCommas), v.array(item), v.maxLength(maxItems));
