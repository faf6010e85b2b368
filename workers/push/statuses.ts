// What a push service's answer means, where the services agree (RFC 8030, sections 5 and 7.3).
import type { PushOutcome } from "../../schema/rpc/pushes.ts";

/**
 * `too-large`: the service takes no message of this size, and has not taken this one. `not-accepted`: it takes nothing of this
 * deployment, whose keys or settings are wrong; only the operator can put that right. `reason`: a code.
 */
export type Sent =
  | PushOutcome
  | { readonly kind: "too-large" }
  | { readonly kind: "not-accepted"; readonly reason: string; readonly retryAfterMs?: number };

/** A redirect is followed nowhere, so that nothing was taken. */
export function outcomeOfStatus({ status, headers }: Response): Sent {
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (status === 404 || status === 410) return { kind: "gone" };
  if (status === 413) return { kind: "too-large" };
  if (status !== 429 && status < 500) return { kind: "rejected" };
  const retryAfterMs = retryAfter(headers.get("retry-after"), Date.now());
  // Of 5xx the sender does not learn how far it came.
  const mayHaveCome = status >= 500 && { mayHaveCome: true as const };
  return { kind: "refused", ...(retryAfterMs !== null && { retryAfterMs }), ...mayHaveCome };
}

/** Seconds, or a date (RFC 9110, section 10.2.3). @returns ms; null: it does not say */
function retryAfter(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
