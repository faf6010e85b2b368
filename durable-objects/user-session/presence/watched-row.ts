// The row of whom each socket watches. Lists of sockets that are gone go with the next change.
import type { UserId } from "../../../schema/protocol/ids.ts";

const nobody: ReadonlySet<UserId> = new Set();

export class WatchedRow {
  readonly #sql: SqlStorage;
  /** By the names that sockets have for them; null: not read yet. */
  #lists: Map<string, ReadonlySet<UserId>> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  list(name: string | undefined): ReadonlySet<UserId> {
    return name === undefined ? nobody : (this.#read().get(name) ?? nobody);
  }

  /** @param names of the sockets that are open */
  lists(names: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<UserId>> {
    return new Map([...this.#read()].filter(([name]) => names.has(name)));
  }

  /** Writes a row if this list is another one than before. @param names of the sockets that are open */
  put(name: string, ids: ReadonlySet<UserId>, names: ReadonlySet<string>): void {
    const before = this.list(name);
    const isSame = before.size === ids.size && [...ids].every((id) => before.has(id));
    if (isSame) return;
    const lists = new Map(this.lists(names));
    if (ids.size > 0) lists.set(name, ids);
    else lists.delete(name);
    const value = JSON.stringify([...lists].map(([one, list]) => [one, [...list]]));
    this.#sql.exec("INSERT OR REPLACE INTO presence VALUES ('watched', ?)", value);
    this.#lists = lists;
  }

  #read(): Map<string, ReadonlySet<UserId>> {
    if (this.#lists !== null) return this.#lists;
    const row = this.#sql.exec<{ value: string }>("SELECT value FROM presence WHERE name = 'watched'").toArray()[0];
    const lists = row === undefined ? [] : (JSON.parse(row.value) as [string, UserId[]][]);
    this.#lists = new Map(lists.map(([name, ids]) => [name, new Set(ids)]));
    return this.#lists;
  }
}
