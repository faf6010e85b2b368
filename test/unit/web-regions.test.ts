// Dates, clock and numbers as the person's region writes them, with the words of the page.
import { afterEach, expect, it } from "vitest";
import { formatList, formatNumber } from "../../apps/web/i18n/format.ts";
import { localePreference, systemLanguages, type Locale } from "../../apps/web/i18n/locale.ts";
import { agoTime, clockTime, dayLabel, exactTime, listTime, waitTime } from "../../apps/web/text/times.ts";

const at = new Date(2025, 10, 29, 14, 5).getTime();
const sameYear = new Date(2025, 11, 20).getTime();
const nextYear = new Date(2026, 5, 20).getTime();

afterEach(() => {
  localePreference.value = "system";
  systemLanguages.value = [];
});

/** What a browser with these languages is shown; which space or apostrophe it has depends on the runtime's data. */
function shown(page: Locale, languages: readonly string[]): readonly string[] {
  localePreference.value = page;
  systemLanguages.value = languages;
  return [clockTime(at), listTime(at, sameYear), listTime(at, nextYear), formatNumber(1_234_567.5)].map((text) =>
    text.replaceAll(/\s/g, " ").replaceAll("’", "'"),
  );
}

it.each<readonly [page: Locale, languages: string, clock: string, day: string, date: string, number: string]>([
  ["en", "de-DE de en-US en", "14:05", "29 Nov", "29.11.25", "1.234.567,5"],
  // Firefox names no region.
  ["en", "de en-US en", "14:05", "29 Nov", "29.11.25", "1.234.567,5"],
  ["en", "de-CH de", "14:05", "29 Nov", "29.11.25", "1'234'567.5"],
  ["en", "fr-FR fr en-US", "14:05", "29 Nov", "29/11/25", "1 234 567,5"],
  ["en", "fr-CA fr en-US", "14:05", "Nov 29", "25-11-29", "1 234 567,5"],
  ["en", "ja en-US en", "14:05", "Nov 29", "25/11/29", "1,234,567.5"],
  ["en", "ko-KR ko en-US", "2:05 pm", "29 Nov", "25. 11. 29.", "1,234,567.5"],
  ["en", "ru-RU ru en-US", "14:05", "29 Nov", "29.11.25", "1 234 567,5"],
  ["en", "pt-BR pt en-US", "14:05", "29 Nov", "29/11/25", "1.234.567,5"],
  ["en", "fi-FI fi en-US", "14.05", "29 Nov", "29.11.25", "1 234 567,5"],
  ["en", "sv en-US", "14:05", "29 Nov", "25-11-29", "1 234 567,5"],
  // Its own calendar and digits, and the marks of its direction, would be strange among English words.
  ["en", "ar-EG ar en-US", "2:05 pm", "29 Nov", "29/11/25", "1,234,567.5"],
  ["en", "fa-IR en-US", "14:05", "29 Nov", "25/11/29", "1,234,567.5"],
  ["en", "th-TH en-US", "14:05", "29 Nov", "29/11/25", "1,234,567.5"],
  ["en", "hi-IN en-US", "2:05 pm", "29 Nov", "29/11/25", "12,34,567.5"],
  ["en", "zh-CN en-US", "14:05", "29 Nov", "25/11/29", "1,234,567.5"],
  ["en", "es-419 es en-US", "2:05 pm", "29 Nov", "29/11/25", "1,234,567.5"],
  ["en", "en-US en de-DE", "2:05 PM", "Nov 29", "11/29/25", "1,234,567.5"],
  ["en", "en-US-u-hc-h23 en", "14:05", "Nov 29", "11/29/25", "1,234,567.5"],
  ["en", "en en-GB", "14:05", "29 Nov", "29/11/25", "1,234,567.5"],
  ["en", "en de-DE", "14:05", "29 Nov", "29.11.25", "1.234.567,5"],
  ["en", "en-AU", "2:05 pm", "29 Nov", "29/11/25", "1,234,567.5"],
  ["en", "en", "2:05 PM", "Nov 29", "11/29/25", "1,234,567.5"],
  ["en", "", "2:05 PM", "Nov 29", "11/29/25", "1,234,567.5"],
  // Tags that no standard knows.
  ["en", "en-US@posix de-DE", "14:05", "29 Nov", "29.11.25", "1.234.567,5"],
  ["en", "C", "2:05 PM", "Nov 29", "11/29/25", "1,234,567.5"],
  ["zh", "zh-CN zh", "14:05", "11月29日", "25/11/29", "1,234,567.5"],
  ["zh", "zh-TW zh", "下午2:05", "11月29日", "25/11/29", "1,234,567.5"],
  ["zh", "de-DE zh-CN", "14:05", "11月29日", "29.11.25", "1.234.567,5"],
  ["zh", "", "14:05", "11月29日", "25/11/29", "1,234,567.5"],
])("[WEB-182] a page in %s, in a browser of %s", (page, languages, ...texts) => {
  expect(shown(page, languages === "" ? [] : languages.split(" "))).toEqual(texts);
});

it("[WEB-182] words stay those of the page, wherever the browser is", () => {
  shown("en", ["ja-JP", "ja"]);
  expect([dayLabel(at, at + 86_400_000 * 3), agoTime(at, at + 86_400_000), waitTime(40_000)]).toEqual([
    "Saturday",
    "yesterday",
    "40 seconds",
  ]);
  expect([exactTime(at), formatList(["a", "b"])]).toEqual(["November 29, 2025 at 14:05", "a and b"]);
  shown("zh", ["de-DE", "de"]);
  expect([dayLabel(at, at + 86_400_000 * 3), exactTime(at), formatList(["a", "b"])]).toEqual([
    "星期六",
    "2025年11月29日 14:05",
    "a和b",
  ]);
});
