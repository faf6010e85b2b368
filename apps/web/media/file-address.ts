// The next step of an element that loads a file: whether it waits, asks for a new address, or says what is wrong. Pure.
import type { Refusal } from "./why-not.ts";

/** `waiting`: the server looks at the file still. `unreachable`: a later try may succeed. */
export type FileFault = "gone" | "broken" | "unreachable" | "waiting";

export type NextStep =
  | { readonly kind: "again"; readonly afterMs: number; readonly fault: FileFault | null }
  | { readonly kind: "give-up"; readonly fault: FileFault };

/** Metadata is removed within seconds; behind a backlog it takes longer. */
const leastWaitMs = 1_000;
const mostWaitMs = 15_000;
const mostTries = 40;

const gone: ReadonlySet<string> = new Set([
  "FILE_NOT_FOUND",
  "MESSAGE_NOT_FOUND",
  "CONVERSATION_NOT_FOUND",
  "NOT_FOUND",
  "FORBIDDEN",
]);
/** Of an address that has ended. */
const ended: ReadonlySet<string> = new Set(["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "DEVICE_SIGNED_OUT"]);

/**
 * @param refusal null: the bytes can be had, and yet the element showed nothing
 * @param tries how often it has failed by now, from 1
 */
export function nextStep(refusal: Refusal | null, tries: number): NextStep {
  // An element fails once where the network has a moment's trouble.
  if (refusal === null)
    return tries < 2 ? { kind: "again", afterMs: 0, fault: null } : { kind: "give-up", fault: "broken" };
  if (refusal.code === "FILE_NOT_READY")
    return tries < mostTries
      ? {
          kind: "again",
          afterMs: Math.min(mostWaitMs, Math.max(leastWaitMs, refusal.retryAfterMs) * (1 + tries / 4)),
          fault: "waiting",
        }
      : { kind: "give-up", fault: "waiting" };
  if (ended.has(refusal.code) && tries < 3) return { kind: "again", afterMs: 0, fault: null };
  return { kind: "give-up", fault: gone.has(refusal.code) ? "gone" : "unreachable" };
}
