// A map that one flush may change while its base stays unchanged. Tracks changes and copies only if there are any.

const noChanges: ReadonlyMap<never, never> = new Map<never, never>();

export class MapDraft<K, V extends object> {
  readonly #base: ReadonlyMap<K, V>;
  /** Created at the first change. Null: deleted. */
  #changes: Map<K, V | null> | null = null;
  #size: number;

  constructor(base: ReadonlyMap<K, V>) {
    this.#base = base;
    this.#size = base.size;
  }

  get size(): number {
    return this.#size;
  }

  /** Entries that were set or deleted, even if they now equal the base again. Null: deleted. */
  get changes(): ReadonlyMap<K, V | null> {
    return this.#changes ?? noChanges;
  }

  get(key: K): V | undefined {
    const changed = this.#changes?.get(key);
    return changed === undefined ? this.#base.get(key) : (changed ?? undefined);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  set(key: K, value: V): void {
    if (!this.has(key)) this.#size += 1;
    (this.#changes ??= new Map()).set(key, value);
  }

  delete(key: K): void {
    if (!this.has(key)) return;
    this.#size -= 1;
    (this.#changes ??= new Map()).set(key, null);
  }

  clear(): void {
    for (const key of [...this.keys()]) this.delete(key);
  }

  *keys(): Generator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  /** The current entries; the latest changes come last. */
  *entries(): Generator<readonly [K, V]> {
    for (const [key, value] of this.#base) if (!this.changes.has(key)) yield [key, value];
    for (const [key, value] of this.changes) if (value !== null) yield [key, value];
  }

  finish(): ReadonlyMap<K, V> {
    return this.#changes === null ? this.#base : new Map(this.entries());
  }
}
