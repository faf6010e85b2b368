// Devices on which this user has signed in, whether or not they are signed in now: those that hold a secret of it.
import type { DeviceId } from "../../../schema/protocol/ids.ts";

/** Beyond it the device that signed in longest ago is forgotten. */
const mostKnown = 20;

export class KnownDevices {
  readonly #sql: SqlStorage;
  readonly #now: () => number;

  constructor(sql: SqlStorage, now: () => number) {
    this.#sql = sql;
    this.#now = now;
  }

  /** Knows the device by a new secret from now on. @returns the secret's id */
  remember(id: DeviceId): string {
    const secretId = crypto.randomUUID();
    this.#sql.exec("INSERT OR REPLACE INTO known_device VALUES (?, ?, ?)", id, secretId, this.#now());
    this.#sql.exec(
      "DELETE FROM known_device WHERE device_id IN (SELECT device_id FROM known_device ORDER BY at DESC LIMIT -1 OFFSET ?)",
      mostKnown,
    );
    return secretId;
  }

  isKnown(id: DeviceId, secretId: string): boolean {
    const query = "SELECT 1 FROM known_device WHERE device_id = ? AND secret_id = ?";
    return this.#sql.exec(query, id, secretId).toArray().length > 0;
  }

  forget(ids: readonly DeviceId[]): void {
    for (const id of ids) this.#sql.exec("DELETE FROM known_device WHERE device_id = ?", id);
  }

  /** No secret from before counts any more: the password was changed, or an operator ended all sign-ins. */
  forgetAll(): void {
    this.#sql.exec("DELETE FROM known_device");
  }
}
