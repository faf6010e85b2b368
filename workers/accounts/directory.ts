// Questions to the directory (D1), which may fail or hang: nobody waits for it longer than for an actor.
import { callActorOnce } from "../../durable-objects/runtime/calls.ts";

const directoryDeadlineMs = 10_000;

/** Asks once: a statement that was given up may still be carried out. @throws ActorUnavailable when it did not answer in time */
export const askDirectory = <T>(ask: () => PromiseLike<T>): Promise<T> =>
  callActorOnce(async () => ask(), directoryDeadlineMs);
