// Statements of one change in the directory, as one transaction: all of them take place, or none.
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { askDirectory } from "../accounts/directory.ts";

/** @throws ActorUnavailable when the directory does not answer in time: the change may take place all the same */
export const finishedBatch = <U extends BatchItem<"sqlite">, T extends Readonly<[U, ...U[]]>>(
  directory: DrizzleD1Database,
  statements: T,
) => askDirectory(() => directory.batch(statements));
