// How long messages stay: a row for each setting that still matters, never one for a message. A setting holds for the
// messages after the event that set it; of those the oldest are over first, so one seq says how far they are gone.
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

/** The setting that held when this message was sent. @param settings in their order */
export const settingAt = (settings: readonly Setting[], seq: number): Setting | undefined =>
  settings.findLast(({ fromSeq }) => fromSeq < seq);

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
function withoutEnded(settings: readonly Setting[]): readonly Setting[] {
  const [first, second] = settings;
  if (first === undefined) return settings;
  const isEnded = first.ttlMs === null || (second !== undefined && first.doneSeq >= second.fromSeq);
  return isEnded ? withoutEnded(settings.slice(1)) : settings;
}

type Row = {
  fromSeq: number;
  ttlMs: number | null;
  setBy: UserId;
  doneSeq: number;
  notedSeq: number;
  notedAt: number | null;
};

export class RetentionStore {
  readonly #sql: SqlStorage;
  #held: readonly Setting[] | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** In their order, as committed. */
  get all(): readonly Setting[] {
    this.#held ??= this.#load();
    return this.#held;
  }

  save({ fromSeq, ttlMs, setBy, doneSeq, noted }: Setting): void {
    const values = [fromSeq, ttlMs, setBy, doneSeq, noted?.seq ?? 0, noted?.at ?? null];
    this.#sql.exec("INSERT OR REPLACE INTO retention VALUES (?, ?, ?, ?, ?, ?)", ...values);
  }

  drop(fromSeq: number): void {
    this.#sql.exec("DELETE FROM retention WHERE from_seq = ?", fromSeq);
  }

  committed(all: readonly Setting[]): void {
    this.#held = all;
  }

  /** Notes which messages of a setting are over now; null: none is, after all. */
  note(fromSeq: number, noted: Setting["noted"]): void {
    this.committed(
      this.all.map((setting) => {
        if (setting.fromSeq !== fromSeq) return setting;
        const changed = { ...setting, noted };
        this.save(changed);
        return changed;
      }),
    );
  }

  #load(): Setting[] {
    const query =
      "SELECT from_seq AS fromSeq, ttl_ms AS ttlMs, set_by AS setBy, done_seq AS doneSeq, noted_seq AS notedSeq, noted_at AS notedAt FROM retention ORDER BY from_seq";
    return this.#sql
      .exec<Row>(query)
      .toArray()
      .map(({ notedSeq, notedAt, ...setting }) => ({
        ...setting,
        noted: notedAt === null ? null : { seq: notedSeq, at: notedAt },
      }));
  }
}

/** What one flush changes. Memory changes only after the transaction has returned. */
export class RetentionDraft {
  readonly #store: RetentionStore;
  /** Null until something changes. */
  #all: readonly Setting[] | null = null;

  constructor(store: RetentionStore) {
    this.#store = store;
  }

  get all(): readonly Setting[] {
    return this.#all ?? this.#store.all;
  }

  /** How long messages that are sent now stay; null: for good. */
  get ttlMs(): number | null {
    return this.all.at(-1)?.ttlMs ?? null;
  }

  /** @param fromSeq the event that says so, the newest of the log */
  set(fromSeq: number, ttlMs: number | null, setBy: UserId): void {
    const setting = { fromSeq, ttlMs, setBy, doneSeq: fromSeq, noted: null };
    this.#all = withoutEnded([...this.all, setting]);
  }

  /** What was said up to here under this setting is gone, or going. @param noted what is left of its note */
  done(fromSeq: number, doneSeq: number, noted: Setting["noted"]): void {
    const all = this.all.map((one) => (one.fromSeq === fromSeq ? { ...one, doneSeq, noted } : one));
    this.#all = withoutEnded(all);
  }

  /** Within the flush's transaction. */
  save(): void {
    if (this.#all === null) return;
    const before = new Map(this.#store.all.map((setting) => [setting.fromSeq, setting]));
    for (const setting of this.#all) {
      if (before.get(setting.fromSeq) !== setting) this.#store.save(setting);
      before.delete(setting.fromSeq);
    }
    for (const fromSeq of before.keys()) this.#store.drop(fromSeq);
  }

  committed(): void {
    if (this.#all !== null) this.#store.committed(this.#all);
  }
}
