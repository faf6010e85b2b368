// From which size it pays to keep equal files once: what finding out costs for every file, against what R2 takes for the twins'
// bytes. `node lab/bench/cost/merge-worth.ts` shows the table of decision 95.
import { prices } from "../prices.ts";
import { usdOf } from "./worst-bill.ts";

/** Of any file that is large enough, sent, and there after half a day: it is offered, and leaves. Its alarm rings anyhow. */
const offered = { objectRequests: 2, rowsWritten: 2, rowsRead: 6 };

/**
 * Of the first two that are equal, beside that. The second offer notes it (3 rows); the ring and what it stores (5, an alarm); one
 * copies, both look whether it is there and go over (2 rows each, an alarm each, which rings); the end (4).
 */
const merged = { objectRequests: 6, rowsWritten: 20, rowsRead: 60, r2Writes: 1, r2Reads: 3 };
/** R2 to R2 through an object: slower than was measured. Both objects are active. */
const copiedBytesPerMs = 20_000;

/** Now and then both are asked whether they are still there. */
const audited = { objectRequests: 3, rowsWritten: 6, rowsRead: 20 };
const monthsBetweenAudits = 3;

/** Its key and value, on a page with others, for each file. */
const rowBytes = 250;

/**
 * How many months files have to stay until merging those of this size has paid for itself.
 *
 * @param twins the part of all files that have the same bytes as one before
 * @returns Infinity: never
 */
export function monthsUntilPaid(bytes: number, twins: number): number {
  const copy = usdOf({ ...merged, activeMs: (2 * bytes) / copiedBytesPerMs });
  const once = usdOf(offered) + twins * copy;
  const kept = (rowBytes * prices.objectGbMonth) / 1e9 + (twins * usdOf(audited)) / monthsBetweenAudits;
  const saved = (twins * bytes * prices.r2GbMonth) / 1e9 - kept;
  return saved <= 0 ? Number.POSITIVE_INFINITY : once / saved;
}

const [kib, mib] = [1_024, 1_048_576];
const sizes = {
  "64 KiB": 64 * kib,
  "256 KiB": 256 * kib,
  "1 MiB": mib,
  "4 MiB": 4 * mib,
  "16 MiB": 16 * mib,
  "100 MiB": 100 * mib,
};
const rates = [0.01, 0.02, 0.05, 0.2];

if (import.meta.main) {
  for (const [name, bytes] of Object.entries(sizes)) {
    const months = rates.map((rate) => monthsUntilPaid(bytes, rate));
    const shown = months.map((one) => (Number.isFinite(one) ? one.toFixed(1) : "never"));
    process.stdout.write(`${name}: ${shown.join(", ")}\n`);
  }
}
