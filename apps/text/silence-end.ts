// When a silence ends, for every place that tells it: the line of the event, the composer, the member, the terminal.
// Pure.

const yearMs = 365 * 86_400_000;

/** How long "until someone ends it" is on the wire, where every silence has an end. */
export const endlessSilenceMs = 100 * yearMs;

/** A silence that lasts longer than this is told without its end: nobody who chose it meant a date. */
const toldWithEndMs = 10 * yearMs;

/** Ms since 1970, or that it lasts until someone ends it; null: nobody is silenced. */
export type SilenceEnd = number | "endless" | null;

/** @param atMs the time that is asked about: now, or when the silence began */
export function silenceEnd(silencedUntil: number | null, atMs: number): SilenceEnd {
  if (silencedUntil === null || silencedUntil <= atMs) return null;
  return silencedUntil - atMs > toldWithEndMs ? "endless" : silencedUntil;
}
