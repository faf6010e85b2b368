// A namespace whose every object is the same stand-in: for what the real ones cannot be made to do.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { standInFor } from "./stand-in-for.ts";

type Binding = "USER_SESSION" | "CONVERSATION" | "GROUP" | "PASSWORD_SHARD" | "NETWORK_SHARD" | "FLEET";

/**
 * @param stub answers every call
 * @param named hears the names that are asked for
 * @returns the binding, to be spread over the real environment
 */
export function fakeActors<Name extends Binding>(
  binding: Name,
  stub: object,
  named: (name: string) => void = () => {},
): Pick<Env, Name> {
  const idFromName = (name: string): object => {
    named(name);
    return {};
  };
  // Of the platform's class the Worker uses just these two methods; ids and stubs of its own cannot be made outside it.
  return standInFor<Env>({ [binding]: { idFromName, get: () => stub } });
}

/** A stub whose every method is `answer`, which gets the method's name. */
export const stubOf = (answer: (called: string) => Promise<unknown>): object =>
  new Proxy({}, { get: (_, called) => () => answer(String(called)) });
