// Versions of what one object tells others, who ignore earlier ones.

/** Higher than the one before, and of the clock: an object that is restored to an earlier time names none that others know. */
export const nextVersion = (before: number, now: number): number => Math.max(now, before + 1);
