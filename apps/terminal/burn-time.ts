// How long after it was read a message is gone, as it is typed and as it is shown. Pure.
const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

/** "30s", "5m", "2h", "7d". @returns milliseconds; null: it is no time */
export function burnTime(word: string): number | null {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(word) ?? [];
  return amount === undefined ? null : Number(amount) * unitMs[unit as Unit];
}

/** The same the other way round, in the largest unit of which it is a whole number. */
export function burnText(ms: number): string {
  const unit = (["d", "h", "m"] as const).find((one) => ms % unitMs[one] === 0) ?? "s";
  return `${ms / unitMs[unit]}${unit}`;
}
