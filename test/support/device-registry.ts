// The device registry on SQLite in Node, with a clock of the test's.
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Devices } from "../../durable-objects/user-session/account/devices.ts";
import type { DeviceLogin } from "../../schema/protocol/http-auth.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import type { DeviceGrant, IssuedGrant } from "../../schema/rpc/user-session.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";

export const limits = {
  LIMIT_DEVICES: 3,
  ACCESS_TOKEN_SECONDS: 900,
  REFRESH_RETRY_SECONDS: 60,
  SESSION_SECONDS: 86_400,
  loginPolicy: "coexist",
} as const;
export const phone: DeviceLogin = { platform: "ios", name: "phone" };
export const idOf = (text: string): DeviceId => text as DeviceId;

export class DeviceRegistry {
  storage: SqliteStorage = openSqlite();
  nowMs = 1_000_000;
  /** Which devices are to be forgotten, and when. */
  readonly forgetAt: [DeviceId, number][] = [];
  devices: Devices;

  constructor() {
    migrate(this.storage, { "user-session": userSessionMigrations });
    this.devices = this.restart();
  }

  /** As a session that has just woken has it. */
  restart(): Devices {
    return new Devices(
      this.storage.sql,
      limits,
      () => this.nowMs,
      (id, dueAt) => this.forgetAt.push([id, dueAt]),
    );
  }

  isSignedIn(deviceId: DeviceId): boolean {
    return this.devices.accept({ deviceId }) !== null;
  }

  refreshed(grant: DeviceGrant): IssuedGrant {
    const next = this.devices.refresh(grant);
    if (!("grant" in next)) throw new Error(next.refusal.code);
    return next.grant;
  }
}
