// Formats numbers, lists and plural forms in the page's language. Formatters are made once per language.
import { formatLocale, locale } from "./locale.ts";

function perLocale<T>(make: (locale: string) => T, of: () => string): () => T {
  const made = new Map<string, T>();
  return () => {
    const key = of();
    let formatter = made.get(key);
    if (formatter === undefined) made.set(key, (formatter = make(key)));
    return formatter;
  };
}

/** Makes one formatter per language, for dates and numbers. */
export const formatterOf = <T>(make: (locale: string) => T): (() => T) => perLocale(make, () => formatLocale.value);

const plurals = perLocale(
  (key) => new Intl.PluralRules(key),
  () => locale.value,
);
const numbers = formatterOf((key) => new Intl.NumberFormat(key));
const lists = formatterOf((key) => new Intl.ListFormat(key, { type: "conjunction" }));

export const pluralOf = (count: number): Intl.LDMLPluralRule => plurals().select(count);
export const formatNumber = (value: number): string => numbers().format(value);
export const formatList = (parts: readonly string[]): string => lists().format(parts);
