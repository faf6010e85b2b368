// The row of how the user is shown, with who watches.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { KeptShown } from "../../../schema/rpc/socket-attachment.ts";
import { neverShown } from "./shown.ts";

export interface StoredShown {
  readonly shown: KeptShown;
  readonly watchers: readonly UserId[];
  /** When it was written, ms since 1970. */
  readonly at: number;
}

export class ShownRow {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): StoredShown {
    const row = this.#sql.exec<{ value: string }>("SELECT value FROM presence WHERE name = 'shown'").toArray()[0];
    return row === undefined ? { shown: neverShown, watchers: [], at: 0 } : (JSON.parse(row.value) as StoredShown);
  }

  write(shown: KeptShown, watchers: readonly UserId[], at: number): StoredShown {
    const stored: StoredShown = { shown, watchers, at };
    this.#sql.exec("INSERT OR REPLACE INTO presence VALUES ('shown', ?)", JSON.stringify(stored));
    return stored;
  }
}
