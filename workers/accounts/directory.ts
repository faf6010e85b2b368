// Queries to the directory (D1), which may fail or hang: with the same deadline as calls to actors.
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { callActorOnce } from "../../durable-objects/runtime/calls.ts";

export const directoryDeadlineMs = 10_000;

/**
 * Runs a query once: after the deadline a statement may still be carried out. @throws ActorUnavailable when it did not
 * answer in time
 */
export const askDirectory = <T>(ask: () => PromiseLike<T>, deadlineMs = directoryDeadlineMs): Promise<T> =>
  callActorOnce(async () => ask(), deadlineMs);

/**
 * Runs the statements of one change as one transaction: all of them take place, or none.
 *
 * @throws ActorUnavailable when the directory does not answer in time: the change may take place all the same
 */
export const batchInDirectory = <U extends BatchItem<"sqlite">, T extends Readonly<[U, ...U[]]>>(
  directory: DrizzleD1Database,
  statements: T,
) => askDirectory(() => directory.batch(statements));
