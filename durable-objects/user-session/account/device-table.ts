// The table of devices. All that is written to it passes here, so that what memory knows of a row is never older than it.
import type { DeviceId } from "../../../schema/protocol/ids.ts";

export type DeviceRow = {
  id: string;
  platform: string;
  name: string;
  created_at: number;
  last_seen_at: number;
  family: string;
  generation: number;
  /** When the family began; 0: before the version that keeps it. */
  signed_in_at: number;
  /** When `generation` was issued. */
  rotated_at: number;
  /** The newest generation of which an access token was used. */
  used_gen: number;
  /** The coarse network of the last sign-in or refresh; null: not known, or signed out. */
  network: string | null;
};

export type SignInRow = Readonly<Pick<DeviceRow, "family" | "signed_in_at">>;

export class DeviceTable {
  readonly #sql: SqlStorage;
  /**
   * What `signInOf` read since the last write. Empty from before a write on, so that neither a write that fails nor a
   * transaction that is rolled back leaves anything wrong.
   */
  readonly #signIns = new Map<DeviceId, SignInRow>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** @param where a clause `WHERE` */
  read(where: string, ...values: readonly SqlStorageValue[]): DeviceRow[] {
    return this.#sql.exec<DeviceRow>(`SELECT * FROM device ${where}`, ...values).toArray();
  }

  /** @returns how many rows were written */
  write(query: string, ...values: readonly SqlStorageValue[]): number {
    this.#signIns.clear();
    return this.#sql.exec(query, ...values).rowsWritten;
  }

  /**
   * The device's sign-in, from memory if no row was written since it was last asked for. Never within a transaction:
   * what that has written may still be taken back.
   */
  signInOf(id: DeviceId): SignInRow | undefined {
    const known = this.#signIns.get(id);
    if (known !== undefined) return known;
    const query = "SELECT family, signed_in_at FROM device WHERE id = ?";
    const row = this.#sql.exec<SignInRow>(query, id).toArray()[0];
    if (row !== undefined) this.#signIns.set(id, row);
    return row;
  }
}
