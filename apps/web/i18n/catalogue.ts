// Typed catalogues of the page's words in both languages. A missing translation or a missing value is a type error.
import { isolated } from "../../text/isolate.ts";
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

/** The other language: the same keys, with plural forms for the same keys. */
type SameWords<En extends Words> = { readonly [Key in keyof En]: En[Key] extends string ? string : Plural };

export type Translate<En extends Words> = (<Key extends keyof En & string>(
  key: Key,
  ...values: Arguments<En[Key]>
) => string) & {
  /** Exposed for the test that compares the languages. */
  readonly words: Readonly<Record<Locale, Words>>;
};

/** Looks up words by key. It reads the language signal, so a component that uses it renders again when that changes. */
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
  typeof value === "number" ? formatNumber(value) : isolated(value ?? "");
