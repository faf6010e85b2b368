// One D1 transaction: statements that write, then selects that show what came of them.
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";

/** @returns the rows of all selects, as they are after the writes */
export async function writeThenRead<Row>(
  database: DrizzleD1Database,
  writes: readonly BatchItem<"sqlite">[],
  reads: readonly (BatchItem<"sqlite"> & PromiseLike<Row[]>)[],
): Promise<Row[]> {
  const [first, ...rest] = [...writes, ...reads];
  if (first === undefined) return [];
  const results: unknown[] = await database.batch([first, ...rest]);
  // The types of a batch whose length is not known do not say which results are those of the selects.
  return results.slice(writes.length).flat() as Row[];
}
