// Bytes as people read them: "48 kB", "3.4 MB", as the systems around the page say it.
import { formatterOf } from "../i18n/format.ts";

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

const formatters = units.map((unit) =>
  formatterOf(
    (key) =>
      new Intl.NumberFormat(key.numbers, {
        style: "unit",
        unit,
        unitDisplay: unit === "byte" ? "long" : "short",
        maximumSignificantDigits: 3,
      }),
  ),
);

export function sizeText(bytes: number): string {
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return formatters[at]?.().format(bytes / 1_000 ** at) ?? "";
}

/** The same of a limit, never more than it is: "104 MB" of 104,857,600. */
export function limitText(bytes: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, bytes))) - 2);
  return sizeText(Math.floor(bytes / step) * step);
}
