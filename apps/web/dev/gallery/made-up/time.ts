// The time in the gallery. It stands still, so that pictures of two days are the same.

export const madeUpNow = Date.UTC(2026, 10, 29, 14, 5);
export const minutesAgo = (minutes: number): number => madeUpNow - minutes * 60_000;
