// The signed-in devices of this user, and the families of their refresh tokens.
import type { Device, DeviceLogin, Platform } from "../../../schema/protocol/http-auth.ts";
import { newDeviceId, type DeviceId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { DeviceGrant } from "../../../schema/rpc/user-session.ts";

/** How far a stored `last_seen_at` may lag behind: exact times would cost a write per request. */
const seenPrecisionMs = 60_000;

type DeviceRow = {
  id: string;
  platform: string;
  name: string;
  created_at: number;
  last_seen_at: number;
  family: string;
  generation: number;
};

/** The family of a signed-out device. Its row is kept until all access tokens of that sign-in have expired. */
const noFamily = "";

/** Every change says which devices it signed out, so that their sockets are closed at once. */
interface Change {
  readonly signedOut: readonly DeviceId[];
}

export class Devices {
  readonly #sql: SqlStorage;
  readonly #limits: Pick<Limits, "LIMIT_DEVICES" | "ACCESS_TOKEN_SECONDS">;
  readonly #now: () => number;
  readonly #forgetLater: (id: DeviceId, dueAt: number) => void;
  /** Newer than the stored times; lost with the object's memory. */
  readonly #seenAt = new Map<DeviceId, number>();

  /**
   * @param forgetLater schedules `forgetSignedOut` at `dueAt` (ms since 1970); called in the transaction of the
   * sign-out
   */
  constructor(
    sql: SqlStorage,
    limits: Pick<Limits, "LIMIT_DEVICES" | "ACCESS_TOKEN_SECONDS">,
    now: () => number,
    forgetLater: (id: DeviceId, dueAt: number) => void,
  ) {
    this.#forgetLater = forgetLater;
    this.#sql = sql;
    this.#limits = limits;
    this.#now = now;
  }

  /** One read by primary key. Reads storage, because a replaced instance must not answer from memory. */
  isSignedIn(id: DeviceId): boolean {
    const row = this.#sql
      .exec<{ last_seen_at: number }>("SELECT last_seen_at FROM device WHERE id = ? AND family <> ?", id, noFamily)
      .toArray()[0];
    if (row === undefined) return false;
    this.#seenAt.set(id, Math.max(this.#now(), row.last_seen_at));
    return true;
  }

  /**
   * Stores that the device is in use, unless that was stored a moment ago.
   *
   * @param budget of the user, which the same row takes along
   * @returns whether the row was written
   */
  touch(id: DeviceId, budget: string | null = null): boolean {
    const now = this.#now();
    this.#seenAt.set(id, now);
    const { rowsWritten } = this.#sql.exec(
      "UPDATE device SET last_seen_at = ?, budget = coalesce(?, budget) WHERE id = ? AND last_seen_at <= ?",
      now,
      budget,
      id,
      now - seenPrecisionMs,
    );
    return rowsWritten > 0;
  }

  /**
   * Starts a new family for a known device, or creates the device. The id that a client names is kept, unless the
   * device was signed out so recently that an earlier access token would become valid again.
   */
  signIn(login: DeviceLogin): Change & { readonly grant: DeviceGrant } {
    const now = this.#now();
    this.forgetSignedOut(now);
    const known = login.id === undefined ? undefined : this.#row(login.id);
    const isOut = known?.family === noFamily;
    const deviceId = login.id === undefined || isOut ? newDeviceId() : login.id;
    const grant: DeviceGrant = { deviceId, family: crypto.randomUUID(), generation: 1 };
    this.#sql.exec(
      "INSERT OR REPLACE INTO device (id, platform, name, created_at, last_seen_at, family, generation) VALUES (?, ?, ?, ?, ?, ?, ?)",
      deviceId,
      login.platform,
      login.name,
      known === undefined || isOut ? now : known.created_at,
      now,
      grant.family,
      grant.generation,
    );
    this.#seenAt.set(deviceId, now);
    return { grant, signedOut: this.#signOutSurplus(deviceId) };
  }

  /**
   * Issues the next generation of the family. Showing an earlier generation again reveals a copied token, so the device
   * is signed out.
   */
  refresh(grant: DeviceGrant): Change & ({ readonly grant: DeviceGrant } | Refused) {
    const row = this.#row(grant.deviceId);
    // Signs out nothing: the family has ended, and if the device has signed in again, the new family is not concerned.
    if (row?.family !== grant.family) return { ...refused("DEVICE_SIGNED_OUT"), signedOut: [] };
    if (row.generation !== grant.generation) {
      return { ...refused("REFRESH_TOKEN_REUSED"), signedOut: this.signOut(grant.deviceId) };
    }
    const now = this.#now();
    const next = { ...grant, generation: grant.generation + 1 };
    this.#sql.exec(
      "UPDATE device SET generation = ?, last_seen_at = ? WHERE id = ?",
      next.generation,
      now,
      grant.deviceId,
    );
    this.#seenAt.set(grant.deviceId, now);
    return { grant: next, signedOut: [] };
  }

  /** Empty if the device was not signed in. */
  signOut(id: DeviceId): readonly DeviceId[] {
    return this.#signOutAll(this.#signedIn().filter((row) => row.id === id));
  }

  signOutOthers(current: DeviceId | undefined): readonly DeviceId[] {
    return this.#signOutAll(this.#signedIn().filter((row) => row.id !== current));
  }

  /** Most recently seen first. */
  list(current: DeviceId): readonly Device[] {
    return this.#signedIn().map((row) => ({
      id: row.id as DeviceId,
      platform: row.platform as Platform,
      name: row.name,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      current: row.id === current,
    }));
  }

  /** Deletes devices that were signed out so long ago that all their tokens have expired. */
  forgetSignedOut(now: number): void {
    const before = now - this.#keptSignedOutMs;
    this.#sql.exec("DELETE FROM device WHERE family = ? AND last_seen_at < ?", noFamily, before);
  }

  #row(id: DeviceId): DeviceRow | undefined {
    return this.#sql.exec<DeviceRow>("SELECT * FROM device WHERE id = ?", id).toArray()[0];
  }

  #signedIn(): DeviceRow[] {
    const rows = this.#sql.exec<DeviceRow>("SELECT * FROM device WHERE family <> ?", noFamily).toArray();
    for (const row of rows) row.last_seen_at = Math.max(row.last_seen_at, this.#seenAt.get(row.id as DeviceId) ?? 0);
    return rows.toSorted((a, b) => b.last_seen_at - a.last_seen_at || b.created_at - a.created_at);
  }

  #signOutSurplus(justSignedIn: DeviceId): readonly DeviceId[] {
    const others = this.#signedIn().filter((row) => row.id !== justSignedIn);
    return this.#signOutAll(others.slice(Math.max(0, this.#limits.LIMIT_DEVICES - 1)));
  }

  #signOutAll(rows: readonly DeviceRow[]): readonly DeviceId[] {
    const now = this.#now();
    return rows.map((row) => {
      this.#sql.exec("UPDATE device SET family = ?, last_seen_at = ? WHERE id = ?", noFamily, now, row.id);
      this.#seenAt.delete(row.id as DeviceId);
      this.#forgetLater(row.id as DeviceId, now + this.#keptSignedOutMs + 1);
      return row.id as DeviceId;
    });
  }

  /** Twice the lifetime of an access token: clocks differ, and verification has a tolerance. */
  get #keptSignedOutMs(): number {
    return 2 * this.#limits.ACCESS_TOKEN_SECONDS * 1_000;
  }
}
