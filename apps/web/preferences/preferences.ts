// Preferences of this browser: theme, language and the width of the list. They do not belong to an account, so they are not in its store.
import { effect, signal } from "@preact/signals";
import { deviceStorage } from "../platform/storage.ts";
import { localePreference, systemLanguages, type LocalePreference } from "../i18n/locale.ts";

export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>("system");

/** The width of the list column in CSS pixels. */
export const listWidthRange = { min: 280, usual: 320, max: 420 } as const;
export const listWidth = signal<number>(listWidthRange.usual);

const themeKey = "klatch.theme";
const localeKey = "klatch.locale";
const listWidthKey = "klatch.listWidth";

/** Reads the preferences, applies them to the page and stores every change. */
export function startPreferences(): void {
  const storedTheme = deviceStorage.getItem(themeKey);
  if (storedTheme === "light" || storedTheme === "dark") theme.value = storedTheme;
  const storedLocale = deviceStorage.getItem(localeKey);
  if (storedLocale === "en" || storedLocale === "zh") localePreference.value = storedLocale;
  systemLanguages.value = navigator.languages;
  const storedWidth = Number(deviceStorage.getItem(listWidthKey) ?? listWidthRange.usual);
  if (storedWidth >= listWidthRange.min && storedWidth <= listWidthRange.max) listWidth.value = storedWidth;
  addEventListener("languagechange", () => (systemLanguages.value = navigator.languages));

  effect(() => {
    if (theme.value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme.value;
    deviceStorage.setItem(themeKey, theme.value);
  });
  effect(() => {
    document.documentElement.style.setProperty("--list-width", `${listWidth.value}px`);
    deviceStorage.setItem(listWidthKey, String(listWidth.value));
  });
  effect(() => deviceStorage.setItem(localeKey, localePreference.value satisfies LocalePreference));
}
