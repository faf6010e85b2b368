// The rows of the people with whom the user has, or had, something to do, under versions that rise: a device which knows one
// asks for what is newer. Who is nobody any more keeps a row for some time, so that devices learn it.
import type { Person } from "../../../schema/protocol/people.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Relation } from "../../../schema/rpc/people.ts";

/** What the user has noted of somebody. */
export type Notes = Pick<Person, "remark" | "tags" | "favourite">;

export interface PersonRow {
  readonly userId: UserId;
  readonly peopleVersion: number;
  readonly version: number;
  readonly relation: Relation;
  readonly notes: Notes;
}

/** With whom there is nothing. */
export const nobody = (userId: UserId): PersonRow => ({
  userId,
  peopleVersion: 0,
  version: 0,
  relation: {},
  notes: {},
});

type Stored = { people_version: number; user_id: UserId; version: number; relation: string; own: string };

/** Beyond so many rows, the oldest of those who are nobody go. */
const maxRows = 12_000;
const deletedAtOnce = 2_000;

const toRow = (stored: Stored): PersonRow => ({
  userId: stored.user_id,
  peopleVersion: stored.people_version,
  version: stored.version,
  relation: JSON.parse(stored.relation) as Relation,
  notes: JSON.parse(stored.own) as Notes,
});

export class PeopleTable {
  readonly #sql: SqlStorage;
  #known: Map<UserId, PersonRow> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Of the newest change; 0: there was none. One row read. */
  get peopleVersion(): number {
    const query = "SELECT max(people_version) AS version FROM person";
    return this.#sql.exec<{ version: number | null }>(query).one().version ?? 0;
  }

  /** Whoever asks for what is newer than an earlier version gets it all. */
  get floor(): number {
    const query = "SELECT version FROM person WHERE people_version = 0";
    return this.#sql.exec<{ version: number }>(query).toArray()[0]?.version ?? 0;
  }

  get(userId: UserId): PersonRow | undefined {
    return this.#all.get(userId);
  }

  all(): Iterable<PersonRow> {
    return this.#all.values();
  }

  /** Those that changed after a version, the longest unchanged first. */
  after(peopleVersion: number, limit: number): readonly PersonRow[] {
    const query = "SELECT * FROM person WHERE people_version > ? ORDER BY people_version LIMIT ?";
    return [...this.#sql.exec<Stored>(query, peopleVersion, limit)].map(toRow);
  }

  /** Under the next version. One row. @returns as it is stored now */
  put(row: Omit<PersonRow, "peopleVersion">): PersonRow {
    const peopleVersion = this.peopleVersion + 1;
    const { userId, version, relation, notes } = row;
    const values = [peopleVersion, userId, version, JSON.stringify(relation), JSON.stringify(notes)] as const;
    const before = this.#all.get(userId);
    if (before === undefined) this.#sql.exec("INSERT INTO person VALUES (?, ?, ?, ?, ?)", ...values);
    else {
      const query = "UPDATE person SET people_version = ?, user_id = ?, version = ?, relation = ?, own = ?";
      this.#sql.exec(`${query} WHERE people_version = ?`, ...values, before.peopleVersion);
    }
    const stored = { ...row, peopleVersion };
    this.#all.set(userId, stored);
    if (this.#all.size > maxRows) this.#forget();
    return stored;
  }

  /** The friendship has changed, and the user sees nothing of that: devices are not told, as they must not be. */
  setVersion(userId: UserId, version: number): void {
    const row = this.#all.get(userId);
    if (row === undefined) return;
    this.#sql.exec("UPDATE person SET version = ? WHERE people_version = ?", version, row.peopleVersion);
    this.#all.set(userId, { ...row, version });
  }

  #forget(): void {
    const over = [...this.#all.values()]
      .filter(({ relation, notes }) => Object.keys({ ...relation, ...notes }).length === 0)
      .toSorted((a, b) => a.peopleVersion - b.peopleVersion)
      .slice(0, deletedAtOnce);
    for (const { peopleVersion, userId } of over) {
      this.#sql.exec("DELETE FROM person WHERE people_version = ?", peopleVersion);
      this.#all.delete(userId);
    }
    const floor = Math.max(this.floor, over.at(-1)?.peopleVersion ?? 0);
    this.#sql.exec("INSERT OR REPLACE INTO person VALUES (0, '', ?, '{}', '{}')", floor);
  }

  get #all(): Map<UserId, PersonRow> {
    this.#known ??= new Map(this.after(0, Number.MAX_SAFE_INTEGER).map((row) => [row.userId, row]));
    return this.#known;
  }
}
