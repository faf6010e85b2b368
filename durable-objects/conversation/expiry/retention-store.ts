// The settings of how long messages stay, as they are stored: a row for each that still matters, never one for a message.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { withoutEnded, type Setting } from "./retention.ts";

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
