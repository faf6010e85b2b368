// A part of the page's words in both languages, typed: a word that one language lacks, or a value that is not given, is no build.
import { locale, type Locale } from "./locale.ts";
import { formatNumber, pluralOf } from "./format.ts";

/** Forms by `Intl.PluralRules`; Chinese has `other` only. `{count}` is the number. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };
type Entry = string | Plural;
export type Words = Readonly<Record<string, Entry>>;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ValuesOf<E extends Entry> = E extends string
  ? NamesIn<E>
  : E extends { readonly other: infer Other extends string }
    ? NamesIn<Other> | "count"
    : never;
type Values<E extends Entry> = { readonly [Name in ValuesOf<E>]: Name extends "count" ? number : string | number };
type Arguments<E extends Entry> = [ValuesOf<E>] extends [never] ? [] : [values: Values<E>];

/** The same keys; what has plural forms in one language has them in the other. */
type SameWords<En extends Words> = { readonly [Key in keyof En]: En[Key] extends string ? string : Plural };

export type Translate<En extends Words> = (<Key extends keyof En & string>(
  key: Key,
  ...values: Arguments<En[Key]>
) => string) & {
  /** For the test that compares the languages. */
  readonly words: Readonly<Record<Locale, Words>>;
};

/** What a part of the page says, by key; reads the language, so that whoever shows it is drawn anew when that changes. */
export function catalogue<const En extends Words>(en: En, zh: SameWords<En>): Translate<En> {
  const words: Readonly<Record<Locale, Words>> = { en, zh };
  const translate = (key: string, values: Readonly<Record<string, string | number>> = {}): string => {
    const entry = words[locale.value][key] ?? "";
    const text = typeof entry === "string" ? entry : formOf(entry, Number(values["count"]));
    return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(values[name]));
  };
  return Object.assign(translate, { words });
}

const formOf = (plural: Plural, count: number): string => plural[pluralOf(count)] ?? plural.other;

const shown = (value: string | number | undefined): string =>
  typeof value === "number" ? formatNumber(value) : (value ?? "");
