// The language of the page: the person's choice, or the first of the browser's languages that is supported.
import { computed, signal } from "@preact/signals";

export type Locale = "en" | "zh";
export type LocalePreference = "system" | Locale;

export const localePreference = signal<LocalePreference>("system");
/** `navigator.languages`, the preferred one first. */
export const systemLanguages = signal<readonly string[]>([]);

export const locale = computed<Locale>(() => chooseLocale(localePreference.value, systemLanguages.value));

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

/** How dates and numbers are written: with the words of the page's language, in the manner of the person's region. */
export interface FormatLocale {
  /** For whatever has words: "en-DE" for a page in English in a German browser. */
  readonly words: string;
  /** For what has digits only. */
  readonly numbers: string;
  readonly hourCycle: Intl.DateTimeFormatOptions["hourCycle"];
}

/** What a page in English or Chinese can show of any region's calendar and digits. */
const common = { calendar: "gregory", numberingSystem: "latn" } as const;

/**
 * The region is that of the first of the browser's languages: those after it are often the browser's own additions, as
 * "en-US" is in a German one.
 */
function chooseFormatLocale(chosen: Locale, languages: readonly string[]): FormatLocale {
  const tags = languages.flatMap((language) => parsed(language) ?? []);
  const own = regional(tags) ?? new Intl.Locale(languageTags[chosen]);
  const numbers = new Intl.Locale(own, common).toString();
  const { hourCycle } = new Intl.DateTimeFormat(numbers, { timeStyle: "short" }).resolvedOptions();
  return {
    words: new Intl.Locale(wordsLocale(chosen, own, tags), common).toString(),
    numbers,
    hourCycle,
  };
}

/** The tag that tells the region. "en" alone tells none; any other language is taken where it is spoken most. */
function regional(tags: readonly Intl.Locale[]): Intl.Locale | undefined {
  const [first] = tags;
  if (first === undefined) return undefined;
  const told = tags.find(({ language, region }) => region !== undefined && language === first.language);
  return told ?? (first.language === "en" ? tags.find(({ region }) => region !== undefined) : undefined) ?? first;
}

/** Where there is no data of this language in that region: English as most of the world writes it, Chinese as it is. */
function wordsLocale(chosen: Locale, own: Intl.Locale, tags: readonly Intl.Locale[]): Intl.Locale | string {
  if (own.language === chosen) return own;
  const { region } = own.maximize();
  const combined = `${chosen}-${region}`;
  if (new Intl.NumberFormat(combined).resolvedOptions().locale === combined) return combined;
  return chosen === "en" ? "en-001" : (tags.find(({ language }) => language === chosen) ?? languageTags[chosen]);
}

/** Null: the browser has a language that no standard knows, as "en-US@posix". */
function parsed(language: string): Intl.Locale | null {
  try {
    return new Intl.Locale(language);
  } catch {
    return null;
  }
}

const isOf = (language: string, wanted: Locale): boolean => language.toLowerCase().split("-")[0] === wanted;
