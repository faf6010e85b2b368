// The messages that burn: which they are, from when their clocks run, and when they are due. A row each, held in memory:
// `maxBurning` bounds them.
import type { UserId } from "../../../schema/protocol/ids.ts";

export interface Burn {
  readonly seq: number;
  readonly senderId: UserId;
  readonly afterMs: number;
  /** ms since 1970; null: the recipient has not read it. */
  readonly burnsAt: number | null;
}

export class BurnStore {
  readonly #sql: SqlStorage;
  #held: ReadonlyMap<number, Burn> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** By seq, in seq order, as committed. */
  get all(): ReadonlyMap<number, Burn> {
    this.#held ??= new Map(this.#load().map((burn) => [burn.seq, burn]));
    return this.#held;
  }

  /** When the next one is due, ms since 1970; null: none is. */
  dueAt(): number | null {
    let next: number | null = null;
    for (const { burnsAt } of this.all.values()) if (burnsAt !== null) next = Math.min(next ?? burnsAt, burnsAt);
    return next;
  }

  save(seq: number, burn: Burn | null): void {
    if (burn === null) this.#sql.exec("DELETE FROM burning WHERE seq = ?", seq);
    else {
      const { senderId, afterMs, burnsAt } = burn;
      this.#sql.exec("INSERT OR REPLACE INTO burning VALUES (?, ?, ?, ?)", seq, senderId, afterMs, burnsAt);
    }
  }

  committed(all: ReadonlyMap<number, Burn>): void {
    this.#held = all;
  }

  #load(): Burn[] {
    const query =
      "SELECT seq, sender_id AS senderId, after_ms AS afterMs, burns_at AS burnsAt FROM burning ORDER BY seq";
    type Row = { seq: number; senderId: UserId; afterMs: number; burnsAt: number | null };
    return this.#sql.exec<Row>(query).toArray();
  }
}

/** Those that one flush changes. Memory changes only after the transaction has returned. */
export class BurnDraft {
  readonly #store: BurnStore;
  /** Null until something changes. */
  #all: Map<number, Burn> | null = null;
  readonly #changed = new Set<number>();
  /** Whether a clock runs that did not run before. */
  hasStarted = false;

  constructor(store: BurnStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#now.size;
  }

  add(burn: Omit<Burn, "burnsAt">): void {
    this.#put(burn.seq, { ...burn, burnsAt: null });
  }

  /** This reader has read everything up to `throughSeq`: the clocks of what others sent begin. @param now ms since 1970 */
  start(readerId: UserId, throughSeq: number, now: number): void {
    for (const burn of this.#now.values()) {
      if (burn.seq > throughSeq) return;
      if (burn.burnsAt !== null || burn.senderId === readerId) continue;
      this.#put(burn.seq, { ...burn, burnsAt: now + burn.afterMs });
      this.hasStarted = true;
    }
  }

  /** At most `limit` whose time is over, in seq order. */
  due(now: number, limit: number): readonly Burn[] {
    return [...this.#now.values()].filter(({ burnsAt }) => burnsAt !== null && burnsAt <= now).slice(0, limit);
  }

  /** It is gone, or going. */
  drop(seq: number): void {
    if (this.#now.has(seq)) this.#put(seq, null);
  }

  /** Within the flush's transaction. */
  save(): void {
    for (const seq of this.#changed) this.#store.save(seq, this.#now.get(seq) ?? null);
  }

  committed(): void {
    if (this.#all !== null) this.#store.committed(this.#all);
  }

  get #now(): ReadonlyMap<number, Burn> {
    return this.#all ?? this.#store.all;
  }

  #put(seq: number, burn: Burn | null): void {
    this.#all ??= new Map(this.#store.all);
    if (burn === null) this.#all.delete(seq);
    else this.#all.set(seq, burn);
    this.#changed.add(seq);
  }
}
