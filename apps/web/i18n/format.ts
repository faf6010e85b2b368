// Formats numbers, lists and plural forms in the page's language. Formatters are made once per language and region.
import { isolated } from "../../text/isolate.ts";
import { formatLocale, locale, type FormatLocale } from "./locale.ts";

function perLocale<L, T>(make: (locale: L) => T, of: () => L): () => T {
  const made = new Map<L, T>();
  return () => {
    const key = of();
    let formatter = made.get(key);
    if (formatter === undefined) made.set(key, (formatter = make(key)));
    return formatter;
  };
}

/** Makes one formatter per language and region, for dates and numbers. */
export const formatterOf = <T>(make: (locale: FormatLocale) => T): (() => T) =>
  perLocale(make, () => formatLocale.value);

const plurals = perLocale(
  (key) => new Intl.PluralRules(key),
  () => locale.value,
);
const numbers = formatterOf((key) => new Intl.NumberFormat(key.numbers));
const lists = formatterOf((key) => new Intl.ListFormat(key.words, { type: "conjunction" }));

export const pluralOf = (count: number): Intl.LDMLPluralRule => plurals().select(count);
export const formatNumber = (value: number): string => numbers().format(value);
export const formatList = (parts: readonly string[]): string => lists().format(parts.map(isolated));
