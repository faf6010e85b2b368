// Who may make an account, as strangers are shown: an isolate remembers it, so that a flood of them asks the directory
// once in a while. What holds is judged with the account's insert.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { RegistrationMode } from "../../schema/protocol/http-registration.ts";
import { loadMode } from "./registration.ts";

/** How old the answer may be, in an isolate and in a cache behind it. */
export const shownSeconds = 30;

// Not the promise: a request must not wait for what another one began.
let known: { readonly mode: RegistrationMode; readonly at: number } | null = null;

/** @throws ActorUnavailable when the directory does not answer */
export async function shownMode({ DIRECTORY }: Pick<Env, "DIRECTORY">): Promise<RegistrationMode> {
  const now = Date.now();
  // The clock may have been set back.
  if (known !== null && Math.abs(now - known.at) < shownSeconds * 1_000) return known.mode;
  const mode = await loadMode(DIRECTORY);
  known = { mode, at: now };
  return mode;
}
