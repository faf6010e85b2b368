// The result of `npm run bench:hostile`: a table with ratios, and which of them are too high.
import { table } from "../report/table.ts";
import type { HostileRow } from "./measure-hostile.ts";

/** The factor by which the median of uninvolved people's messages may grow. */
const maxRatio = 2;

export const ratioOf = ({ quiet, attacked }: HostileRow): number => attacked.p50Ms / quiet.p50Ms;

export const isRed = (row: HostileRow): boolean => ratioOf(row) > maxRatio;

const ms = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

/** `200 × 401, 3 × 429`, the most frequent first. */
const answersOf = ({ answers }: HostileRow): string =>
  [...answers]
    .toSorted(([, a], [, b]) => b - a)
    .map(([answer, count]) => `${count} × ${answer}`)
    .join(", ");

export function reportHostile(rows: readonly HostileRow[]): string {
  const head = ["while one account makes", "quiet p50", "p99", "attacked p50", "p99", "ratio", ""];
  const lines = rows.map((row) => [
    row.name,
    ms(row.quiet.p50Ms),
    ms(row.quiet.p99Ms),
    ms(row.attacked.p50Ms),
    ms(row.attacked.p99Ms),
    ratioOf(row).toFixed(2),
    isRed(row) ? "RED" : "",
  ]);
  const details = rows.map((row) => `${row.name}: ${row.seconds.toFixed(1)} s; ${answersOf(row)}`);
  return [
    table([head, ...lines]),
    "",
    "ms from the send to the delivery, of people who have nothing to do with it; at most 2.00 is promised",
    ...details,
  ].join("\n");
}
