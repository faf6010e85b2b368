// What this browser remembers of how the page should look: theme and language. Not the account's, so not in its store.
import { effect, signal } from "@preact/signals";
import { localePreference, systemLanguages, type LocalePreference } from "../i18n/locale.ts";

export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>("system");

const themeKey = "klatch.theme";
const localeKey = "klatch.locale";

/** Reads them, and keeps page and storage in step from now on. */
export function startPreferences(): void {
  const storedTheme = read(themeKey);
  if (storedTheme === "light" || storedTheme === "dark") theme.value = storedTheme;
  const storedLocale = read(localeKey);
  if (storedLocale === "en" || storedLocale === "zh") localePreference.value = storedLocale;
  systemLanguages.value = navigator.languages;
  addEventListener("languagechange", () => (systemLanguages.value = navigator.languages));

  effect(() => {
    if (theme.value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme.value;
    write(themeKey, theme.value);
  });
  effect(() => write(localeKey, localePreference.value satisfies LocalePreference));
}

// A browser may refuse its storage: then the choice holds for this visit.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
