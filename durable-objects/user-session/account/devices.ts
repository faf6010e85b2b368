// The signed-in devices of this user, and the families of their refresh tokens.
import type { Device, DeviceLogin, Platform } from "../../../schema/protocol/http-auth.ts";
import { newDeviceId, type DeviceId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Caller, DeviceGrant, IssuedGrant } from "../../../schema/rpc/user-session.ts";
import { replaces, type LoginPolicy } from "./login-policy.ts";
import { DeviceTable, type DeviceRow, type SignInRow } from "./device-table.ts";

/** How far a stored `last_seen_at` may lag behind: exact times would cost a write per request. */
const seenPrecisionMs = 60_000;

/** The family of a signed-out device. Its row is kept until all access tokens of that sign-in have expired. */
const noFamily = "";

/** Every change says which devices it signed out, so that their sockets are closed at once. */
interface Change {
  readonly signedOut: readonly DeviceId[];
}

type DeviceLimits = Pick<
  Limits,
  "LIMIT_DEVICES" | "ACCESS_TOKEN_SECONDS" | "REFRESH_RETRY_SECONDS" | "SESSION_SECONDS"
> & { readonly loginPolicy: LoginPolicy };

/** `replaced`: those that may not be signed in beside the new one, apart from those beyond the limit. */
interface SignedIn extends Change {
  readonly grant: IssuedGrant;
  readonly replaced: readonly DeviceId[];
}

export class Devices {
  readonly #table: DeviceTable;
  readonly #limits: DeviceLimits;
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
    limits: DeviceLimits,
    now: () => number,
    forgetLater: (id: DeviceId, dueAt: number) => void,
  ) {
    this.#forgetLater = forgetLater;
    this.#table = new DeviceTable(sql);
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Whether this sign-in is in force, for every frame and delivery: from memory, if no row was written since. An
   * instance that was replaced would not notice, so whoever acts on it reads storage in the same step.
   */
  isCurrent({ deviceId, family }: Pick<Caller, "deviceId" | "family">): boolean {
    return this.#isInForce(this.#table.signInOf(deviceId), family);
  }

  /** The family of the sign-in in force; null: the device is signed out. */
  familyOf(deviceId: DeviceId): string | null {
    const row = this.#table.signInOf(deviceId);
    return row !== undefined && this.#isInForce(row, undefined) ? row.family : null;
  }

  /**
   * Like `isCurrent`, for a request with an access token, and from storage. The first one of a generation writes a row:
   * from then on the generation before it gets no tokens any more.
   *
   * @returns the family in force, or null
   */
  accept({ deviceId, family, generation = 0 }: Caller): string | null {
    const row = this.#row(deviceId);
    if (row === undefined || !this.#isInForce(row, family)) return null;
    const now = this.#now();
    this.#seenAt.set(deviceId, Math.max(now, row.last_seen_at));
    if (generation > row.used_gen) {
      this.#table.write("UPDATE device SET used_gen = ?, last_seen_at = ? WHERE id = ?", generation, now, deviceId);
    }
    return row.family;
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
    const rowsWritten = this.#table.write(
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
   *
   * @param network where the device is, coarsely; null: not known
   */
  signIn(login: DeviceLogin, network: string | null = null): SignedIn {
    const now = this.#now();
    this.forgetSignedOut(now);
    const known = login.id === undefined ? undefined : this.#row(login.id);
    const isOut = known?.family === noFamily;
    const deviceId = login.id === undefined || isOut ? newDeviceId() : login.id;
    const grant: IssuedGrant = { deviceId, family: crypto.randomUUID(), generation: 1, endsAt: this.#endOf(now) };
    // Nothing comes before the first generation, so it counts as used.
    this.#table.write(
      "INSERT OR REPLACE INTO device (id, platform, name, created_at, last_seen_at, family, generation, used_gen, signed_in_at, rotated_at, network)" +
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      deviceId,
      login.platform,
      login.name,
      known === undefined || isOut ? now : known.created_at,
      now,
      grant.family,
      grant.generation,
      grant.generation,
      now,
      now,
      network,
    );
    this.#seenAt.set(deviceId, now);
    const replaced = this.#signOutReplaced(deviceId, login);
    return { grant, replaced, signedOut: this.#signOutSurplus(deviceId) };
  }

  /**
   * Issues the next generation of the family.
   *
   * The generation before the newest, within `REFRESH_RETRY_SECONDS` of the rotation: while the newest is unused, its answer may
   * have been lost, so it is issued again. Once it is used, whoever shows the older one gets nothing, and the family goes
   * on: it may be a second tab. Any other generation reveals a copied token, so the device is signed out.
   *
   * @param network where the device is, which the row of a new generation takes along; missing: what is stored stays
   */
  refresh(
    { deviceId, family, generation }: DeviceGrant,
    network?: string | null,
  ): Change & ({ readonly grant: IssuedGrant } | Refused) {
    const row = this.#row(deviceId);
    // Signs out nothing: the family has ended, and if the device has signed in again, the new family is not concerned.
    if (row?.family !== family) return { ...refused("DEVICE_SIGNED_OUT"), signedOut: [] };
    const now = this.#now();
    if (this.#hasEnded(row)) return { ...refused("DEVICE_SIGNED_OUT"), signedOut: this.#signOutAll([row]) };
    if (row.generation === generation) return { grant: this.#rotate(row, now, network), signedOut: [] };
    // The clock may have been set back.
    const leftMs = this.#limits.REFRESH_RETRY_SECONDS * 1_000 - Math.abs(now - row.rotated_at);
    if (row.generation !== generation + 1 || leftMs < 0) {
      return { ...refused("REFRESH_TOKEN_REUSED"), signedOut: this.signOut(deviceId) };
    }
    if (row.used_gen >= row.generation) return { ...refused("REFRESH_SUPERSEDED", leftMs + 1), signedOut: [] };
    return { grant: this.#grantOf(row), signedOut: [] };
  }

  /** Signs the device out, unless another family than this one is in force. */
  revoke({ deviceId, family }: DeviceGrant): readonly DeviceId[] {
    return this.#row(deviceId)?.family === family ? this.signOut(deviceId) : [];
  }

  #rotate(row: DeviceRow, now: number, network: string | null = row.network): IssuedGrant {
    const next = {
      ...row,
      generation: row.generation + 1,
      signed_in_at: row.signed_in_at === 0 ? now : row.signed_in_at,
    };
    this.#table.write(
      "UPDATE device SET generation = ?, rotated_at = ?, signed_in_at = ?, last_seen_at = ?, network = ? WHERE id = ?",
      next.generation,
      now,
      next.signed_in_at,
      now,
      network,
      row.id,
    );
    this.#seenAt.set(row.id as DeviceId, now);
    return this.#grantOf(next);
  }

  #grantOf({ id, family, generation, signed_in_at: signedInAt }: DeviceRow): IssuedGrant {
    return { deviceId: id as DeviceId, family, generation, endsAt: this.#endOf(signedInAt) };
  }

  #endOf(signedInAt: number): number {
    return signedInAt + this.#limits.SESSION_SECONDS * 1_000;
  }

  /** Tokens carry whole seconds, so that less than one is none. */
  #hasEnded({ signed_in_at: signedInAt }: SignInRow): boolean {
    return signedInAt !== 0 && this.#now() > this.#endOf(signedInAt) - 1_000;
  }

  /** Empty if the device was not signed in. */
  signOut(id: DeviceId): readonly DeviceId[] {
    return this.#signOutAll(this.#signedIn().filter((row) => row.id === id));
  }

  signOutOthers(current: DeviceId | undefined): readonly DeviceId[] {
    return this.#signOutAll(this.#signedIn().filter((row) => row.id !== current));
  }

  /** Most recently seen first. */
  list(current: DeviceId | undefined): readonly Device[] {
    return this.#signedIn().map((row) => ({
      id: row.id as DeviceId,
      platform: row.platform as Platform,
      name: row.name,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      network: row.network,
      current: row.id === current,
    }));
  }

  /** Deletes devices that were signed out, or whose session ended, so long ago that all their tokens have expired. */
  forgetSignedOut(now: number): void {
    const before = now - this.#keptSignedOutMs;
    this.#table.write("DELETE FROM device WHERE family = ? AND last_seen_at < ?", noFamily, before);
    const signedInBefore = before - this.#limits.SESSION_SECONDS * 1_000;
    this.#table.write("DELETE FROM device WHERE signed_in_at > 0 AND signed_in_at < ?", signedInBefore);
  }

  /** @param family missing: any, for callers of the version before */
  #isInForce(row: SignInRow | undefined, family: string | undefined): boolean {
    if (row === undefined || row.family === noFamily || this.#hasEnded(row)) return false;
    return family === undefined || row.family === family;
  }

  #row(id: DeviceId): DeviceRow | undefined {
    return this.#table.read("WHERE id = ?", id)[0];
  }

  #signedIn(): DeviceRow[] {
    const rows = this.#table.read("WHERE family <> ?", noFamily).filter((row) => !this.#hasEnded(row));
    for (const row of rows) row.last_seen_at = Math.max(row.last_seen_at, this.#seenAt.get(row.id as DeviceId) ?? 0);
    return rows.toSorted((a, b) => b.last_seen_at - a.last_seen_at || b.created_at - a.created_at);
  }

  #signOutReplaced(justSignedIn: DeviceId, login: DeviceLogin): readonly DeviceId[] {
    const { loginPolicy } = this.#limits;
    if (loginPolicy === "coexist") return [];
    const others = this.#signedIn().filter((row) => row.id !== justSignedIn);
    return this.#signOutAll(others.filter((row) => replaces(loginPolicy, login, row)));
  }

  #signOutSurplus(justSignedIn: DeviceId): readonly DeviceId[] {
    const others = this.#signedIn().filter((row) => row.id !== justSignedIn);
    return this.#signOutAll(others.slice(Math.max(0, this.#limits.LIMIT_DEVICES - 1)));
  }

  #signOutAll(rows: readonly DeviceRow[]): readonly DeviceId[] {
    const now = this.#now();
    return rows.map((row) => {
      this.#table.write(
        "UPDATE device SET family = ?, last_seen_at = ?, network = NULL WHERE id = ?",
        noFamily,
        now,
        row.id,
      );
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
