// From which size equal files are merged: where it pays, also if few files have a twin.
import { expect, it } from "vitest";
import { mergedFromBytes } from "../../durable-objects/files/file-merge.ts";
import { monthsUntilPaid } from "../../lab/bench/cost/merge-worth.ts";
import { unitCosts, usdOf } from "../../lab/bench/cost/worst-bill.ts";

it("[FILE-51] merging pays within half a year where one file in a hundred has a twin; below that size it may never", () => {
  expect(monthsUntilPaid(mergedFromBytes, 0.01)).toBeLessThan(6);
  expect(monthsUntilPaid(mergedFromBytes, 0.05)).toBeLessThan(2);
  expect(monthsUntilPaid(65_536, 0.2)).toBe(Number.POSITIVE_INFINITY);
  expect(monthsUntilPaid(1_048_576, 0.01)).toBeGreaterThan(24);
});

it("[BUDGET-3] a file that asks for a share of all bytes, and is merged, costs no more than the unit of uploads says", () => {
  // Sent in one request: declared, begun, ended, completed, each with a row, and an alarm; a share; the ring, the offer, the end.
  const sent = { objectRequests: 8, rowsWritten: 9, rowsRead: 15, r2Writes: 2, r2Reads: 3 };
  expect(usdOf(sent)).toBeLessThan(usdOf(unitCosts.uploads));
  // Of two that are equal one is kept no more, which is more of the bill than merging them.
  const merged = { objectRequests: 11, rowsWritten: 19, rowsRead: 45, r2Writes: 3, r2Reads: 5, activeMs: 500 };
  const bytes = usdOf({ ...unitCosts["uploaded-bytes"], fileBytes: mergedFromBytes });
  expect(usdOf(merged)).toBeLessThan(usdOf(unitCosts.uploads) + bytes);
});
