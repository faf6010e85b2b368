// Lists as columns of a terminal: cells below each other by the columns that they take, one row each. Pure.
import { columnsOf, mostColumnsOf, cutToColumns, fillToColumns } from "./columns.ts";
import { isolated } from "./direction.ts";
import type { Screen } from "./line.ts";

export interface TableRow {
  /** The row for programs, which split it by its words. */
  readonly line: string;
  /** Harmless texts on one line. The last column takes what is free; `tail` is never cut. */
  readonly cells: readonly string[];
  readonly tail?: string;
}

const gap = "  ";
/** No other column takes a larger part of the screen. */
const widestPart = 1 / 3;

export function tableOf(rows: readonly TableRow[], { columns }: Screen): readonly string[] {
  const usable = columns - 1;
  const widest = Math.max(8, Math.floor(usable * widestPart));
  const last = Math.max(...rows.map(({ cells }) => cells.length)) - 1;
  const widths = Array.from({ length: last }, (_, index) =>
    Math.min(widest, Math.max(...rows.map(({ cells }) => columnsOf(cells[index] ?? "")))),
  );
  return rows.map(({ cells, tail = "" }) => {
    const before = widths.map((width, index) => cellOf(cells[index] ?? "", width) + gap).join("");
    const cell = cells[last] ?? "";
    const controls = mostColumnsOf(isolated(cell)) - mostColumnsOf(cell);
    const free = Math.max(8, usable - mostColumnsOf(before) - mostColumnsOf(tail) - controls);
    return (before + isolated(cutToColumns(cell, free)) + tail).trimEnd();
  });
}

/** Numbers stand at the right. */
function cellOf(text: string, width: number): string {
  const cut = cutToColumns(text, width);
  const isolatedCut = isolated(cut);
  return /^\d+$/.test(cut) ? cut.padStart(width) : fillToColumns(isolatedCut, width);
}
