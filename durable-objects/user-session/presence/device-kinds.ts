// The kinds of the user's devices, each read once.
import type { DeviceId } from "../../../schema/protocol/ids.ts";
import { deviceKindOf } from "../../../schema/protocol/presence.ts";
import type { Platform } from "../../../schema/protocol/http-auth.ts";
import type { ShownKind } from "./shown.ts";

export class DeviceKinds {
  readonly #sql: SqlStorage;
  readonly #kinds = new Map<DeviceId, ShownKind>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  of(deviceId: DeviceId): ShownKind {
    const known = this.#kinds.get(deviceId);
    if (known !== undefined) return known;
    const query = "SELECT platform FROM device WHERE id = ?";
    const row = this.#sql.exec<{ platform: Platform }>(query, deviceId).toArray()[0];
    const kind = (row === undefined ? null : deviceKindOf[row.platform]) ?? "other";
    this.#kinds.set(deviceId, kind);
    return kind;
  }
}
