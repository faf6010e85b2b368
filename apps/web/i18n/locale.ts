// The language of the page: the person's choice, or the first of the browser's languages that is supported.
import { computed, signal } from "@preact/signals";

export type Locale = "en" | "zh";
export type LocalePreference = "system" | Locale;

export const localePreference = signal<LocalePreference>("system");
/** `navigator.languages`, the preferred one first. */
export const systemLanguages = signal<readonly string[]>([]);

export const locale = computed<Locale>(() => chooseLocale(localePreference.value, systemLanguages.value));

/** The locale of dates and numbers: the browser's regional variant of the language, if it has one. */
export const formatLocale = computed(() => chooseFormatLocale(locale.value, systemLanguages.value));

export function chooseLocale(preference: LocalePreference, languages: readonly string[]): Locale {
  if (preference !== "system") return preference;
  for (const language of languages) {
    if (isOf(language, "zh")) return "zh";
    if (isOf(language, "en")) return "en";
  }
  return "en";
}

/** The tags of the page's languages, as `<html lang>` has them. */
export const languageTags = { en: "en", zh: "zh-CN" } as const satisfies Record<Locale, string>;

export const chooseFormatLocale = (chosen: Locale, languages: readonly string[]): string =>
  languages.find((language) => isOf(language, chosen)) ?? languageTags[chosen];

const isOf = (language: string, wanted: Locale): boolean => language.toLowerCase().split("-")[0] === wanted;
