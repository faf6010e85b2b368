// For how long something holds. Pure.
const dayMs = 86_400_000;

const lasting = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs } as const;
export type LastingTerm = keyof typeof lasting;
export type Term = LastingTerm | "always";

export const lastingTerms: readonly LastingTerm[] = ["day", "week", "month"];
export const terms: readonly Term[] = [...lastingTerms, "always"];

/** The end, in ms since 1970. */
export const untilOf = (term: LastingTerm, nowMs: number): number => nowMs + lasting[term];

/** Null: there is no end. */
export const endOf = (term: Term, nowMs: number): number | null => (term === "always" ? null : untilOf(term, nowMs));
