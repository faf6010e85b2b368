// Which password of the account this session has seen: the newest one with which somebody signed in, or that was set.

/** Of an account whose password was never changed; nothing is stored of it. */
const firstVersion = 1;

export class PasswordVersion {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * `older`: the password was changed while it was checked. `newer`: it was changed, and a crash kept the session from
   * knowing; the version is stored.
   */
  adopt(version: number): "same" | "older" | "newer" {
    const known = this.#load();
    if (version === known) return "same";
    if (version < known) return "older";
    this.#sql.exec("INSERT OR REPLACE INTO password_version VALUES (1, ?)", version);
    return "newer";
  }

  #load(): number {
    const query = "SELECT version FROM password_version WHERE id = 1";
    return this.#sql.exec<{ version: number }>(query).toArray()[0]?.version ?? firstVersion;
  }
}
