// How long messages stay, by the conversation's settings. A setting holds for the messages after the event that set it; of
// those the oldest are over first, so one seq says how far they are gone. Pure.
import type { UserId } from "../../../schema/protocol/ids.ts";

export interface Setting {
  /** The event that set it. */
  readonly fromSeq: number;
  /** Null: messages stay. */
  readonly ttlMs: number | null;
  readonly setBy: UserId;
  /** What was said up to here is gone. */
  readonly doneSeq: number;
  /** The messages up to `seq` were over at `at`, ms since 1970. Null: nothing waits for a second look. */
  readonly noted: { readonly seq: number; readonly at: number } | null;
}

/** What it needs to know of the log. */
export interface TimedLog {
  readonly headSeq: number;
  createdAtOf(seq: number): number;
}

/** A clock that is a day ahead is noticed until then: nothing is destroyed before a second look agrees. */
export const agreesAfterMs = 900_000;

/** How long this message stays, by the setting that held when it was sent; null: for good. @param settings in their order */
export const ttlMsAt = (settings: readonly Setting[], seq: number): number | null =>
  settings.findLast(({ fromSeq }) => fromSeq < seq)?.ttlMs ?? null;

/** When the time of this message is over, ms since 1970; null: never. */
export function expiresAtBy(
  settings: readonly Setting[],
  { seq, createdAt }: { readonly seq: number; readonly createdAt: number },
): number | null {
  const ttlMs = ttlMsAt(settings, seq);
  return ttlMs === null ? null : createdAt + ttlMs;
}

/** The last seq that a setting may hold for. */
function endOf(settings: readonly Setting[], setting: Setting, headSeq: number): number {
  const next = settings[settings.indexOf(setting) + 1];
  return next === undefined ? headSeq : next.fromSeq;
}

/** Those of whose messages some are not gone, and will be. */
function* running(settings: readonly Setting[], headSeq: number): Generator<Setting & { ttlMs: number; end: number }> {
  for (const setting of settings) {
    const end = endOf(settings, setting, headSeq);
    if (setting.ttlMs !== null && setting.doneSeq < end) yield { ...setting, ttlMs: setting.ttlMs, end };
  }
}

/** The messages after `afterSeq` and up to `throughSeq` are over, and their bytes are still there. */
export interface OverRange {
  readonly fromSeq: number;
  readonly afterSeq: number;
  readonly throughSeq: number;
}

/** @param now ms since 1970 */
export function overRanges(settings: readonly Setting[], log: TimedLog, now: number): OverRange[] {
  const ranges: OverRange[] = [];
  for (const { fromSeq, doneSeq, ttlMs, end } of running(settings, log.headSeq)) {
    // Times never fall as seqs rise.
    let [low, high] = [doneSeq, end];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (log.createdAtOf(middle) + ttlMs <= now) low = middle;
      else high = middle - 1;
    }
    if (low > doneSeq) ranges.push({ fromSeq, afterSeq: doneSeq, throughSeq: low });
  }
  return ranges;
}

/** When to look next, ms since 1970; null: nothing will be over. */
export function nextLookAt(settings: readonly Setting[], log: TimedLog): number | null {
  let next: number | null = null;
  for (const { noted, doneSeq, ttlMs } of running(settings, log.headSeq)) {
    const at = noted === null ? log.createdAtOf(doneSeq + 1) + ttlMs : noted.at + agreesAfterMs;
    next = Math.min(next ?? at, at);
  }
  return next;
}

/** Whether a message with a seq up to `throughSeq` waits for its end: it must not leave the log before. */
export const waitsUpTo = (settings: readonly Setting[], throughSeq: number, headSeq: number): boolean =>
  [...running(settings, headSeq)].some(({ fromSeq, doneSeq }) => Math.max(fromSeq, doneSeq) < throughSeq);

/** Without the oldest ones that concern no message any more. */
export function withoutEnded(settings: readonly Setting[]): readonly Setting[] {
  const [first, second] = settings;
  if (first === undefined) return settings;
  const isEnded = first.ttlMs === null || (second !== undefined && first.doneSeq >= second.fromSeq);
  return isEnded ? withoutEnded(settings.slice(1)) : settings;
}
