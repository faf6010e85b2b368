// Queries to the directory (D1), which may fail or hang: with the same deadline as calls to actors.
import { callActorOnce } from "../../durable-objects/runtime/calls.ts";

export const directoryDeadlineMs = 10_000;

/**
 * Runs a query once: after the deadline a statement may still be carried out. @throws ActorUnavailable when it did not
 * answer in time
 */
export const askDirectory = <T>(ask: () => PromiseLike<T>, deadlineMs = directoryDeadlineMs): Promise<T> =>
  callActorOnce(async () => ask(), deadlineMs);
