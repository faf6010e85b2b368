// What the next start shows before its script runs, as the last one left it: theme, language, and which of the screens.
// The service worker keeps it and dresses the page with it. Pure; the page takes only types, the worker is one file.

export interface Look {
  /** `sign-up`: the page as it is built. */
  readonly screen: "sign-up" | "sign-in" | "frame";
  /** "system": none was chosen. */
  readonly theme: "system" | "light" | "dark";
  readonly lang: "en" | "zh-CN";
  /** Of the list column, in CSS pixels. */
  readonly listWidth: number;
}

/** None of the caches that have the files of a build (`service-worker/shell.ts`). */
export const lookCache = "look";
export const lookPath = "/look";

/** @param value what a page has told, perhaps one of another version */
export const isLook = (value: unknown): value is Look =>
  typeof value === "object" &&
  value !== null &&
  has(value, "screen", ["sign-up", "sign-in", "frame"]) &&
  has(value, "theme", ["system", "light", "dark"]) &&
  has(value, "lang", ["en", "zh-CN"]) &&
  "listWidth" in value &&
  typeof value.listWidth === "number" &&
  Number.isFinite(value.listWidth);

const has = (object: object, name: string, values: readonly string[]): boolean => {
  const value: unknown = Reflect.get(object, name);
  return typeof value === "string" && values.includes(value);
};

/** @param html of the built page */
export function dressed(html: string, { screen, theme, lang, listWidth }: Look): string {
  const chosen = theme === "system" ? "" : ` data-theme="${theme}"`;
  const shown = screen === "sign-up" ? "" : ` data-first="${screen}"`;
  return html
    .replace(/<html\b[^>]*>/, `<html lang="${lang}"${chosen}${shown}>`)
    .replace('class="first-frame"', `class="first-frame" data-list="${listWidth}"`);
}
