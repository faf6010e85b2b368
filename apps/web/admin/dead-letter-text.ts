// Why a job died, in words. Pure.
import { logWords as l } from "./log-words.ts";

/** A reason of a newer server stands under its own name. */
export const deadLetterReason = (reason: string): string =>
  reason === "malformed" || reason === "unknown-kind" || reason === "failed" ? l(`died.${reason}`) : reason;
