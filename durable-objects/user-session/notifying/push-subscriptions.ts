// Where the user's devices are told of what they miss. A subscription belongs to a sign-in and ends with it.
import type { DeviceId } from "../../../schema/protocol/ids.ts";
import type { PushSubscription, PushTarget } from "../../../schema/protocol/push.ts";
import { addressOf, canClear, dropsRepeats } from "../../../schema/rpc/pushes.ts";
import type { Reachable } from "./notice.ts";

type Row = { device_id: DeviceId; family: string; at: number; target: string };

export interface Subscribed {
  readonly deviceId: DeviceId;
  readonly family: string;
  /** Since when: what was noted before is not for this device. */
  readonly at: number;
  readonly target: PushTarget;
}

export const reachable = ({ deviceId, at, target }: Subscribed): Reachable => ({
  deviceId,
  since: at,
  isRepeatable: dropsRepeats[target.kind],
  canClear: canClear[target.kind],
});

export class PushSubscriptions {
  readonly #sql: SqlStorage;
  readonly #isCurrent: (signIn: { readonly deviceId: DeviceId; readonly family: string }) => boolean;
  /** Read once, and again after a write: most users have none, and deliveries ask. */
  #all: readonly Subscribed[] | null = null;

  /** @param isCurrent whether a sign-in is in force */
  constructor(
    sql: SqlStorage,
    isCurrent: (signIn: { readonly deviceId: DeviceId; readonly family: string }) => boolean,
  ) {
    this.#sql = sql;
    this.#isCurrent = isCurrent;
  }

  /** Of the sign-ins in force. Never within a transaction: what that has written may still be taken back. */
  inForce(): readonly Subscribed[] {
    this.#all ??= this.#load();
    return this.#all.length === 0 ? this.#all : this.#all.filter((one) => this.#isCurrent(one));
  }

  /** To count none reads no row, while to look for one does. */
  #load(): readonly Subscribed[] {
    const { n } = this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM push_subscription").one();
    if (n === 0) return [];
    const rows = this.#sql.exec<Row>("SELECT * FROM push_subscription").toArray();
    return rows.map(({ device_id: deviceId, family, at, target }) => ({
      deviceId,
      family,
      at,
      target: JSON.parse(target) as PushTarget,
    }));
  }

  /** Without its keys. Null: the device has none. */
  of(deviceId: DeviceId): PushSubscription | null {
    const found = this.inForce().find((one) => one.deviceId === deviceId);
    return found === undefined
      ? null
      : { kind: found.target.kind, endpoint: addressOf(found.target), createdAt: found.at };
  }

  /** In the place of the one before; if that is of the same sign-in, the device has been told since then. */
  put({ deviceId, family, at, target }: Subscribed): void {
    this.#all = null;
    const query = `INSERT INTO push_subscription VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      at = iif(family = excluded.family, at, excluded.at), family = excluded.family, target = excluded.target`;
    this.#sql.exec(query, deviceId, family, at, JSON.stringify(target));
  }

  /** Writes nothing if there is none. */
  remove(deviceId: DeviceId): void {
    this.#all = null;
    this.#sql.exec("DELETE FROM push_subscription WHERE device_id = ?", deviceId);
  }

  /** There is none at this address any more. One that the device has made since then stays. */
  gone(deviceId: DeviceId, address: string): void {
    const found = this.inForce().find((one) => one.deviceId === deviceId);
    if (found !== undefined && addressOf(found.target) === address) this.remove(deviceId);
  }

  /** The account has ended, and all rows are gone. */
  forget(): void {
    this.#all = null;
  }
}
