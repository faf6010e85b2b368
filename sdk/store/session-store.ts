// The interface of a store for the session only.
import type { User } from "../../schema/protocol/http-auth.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";

/** A signed-in device. It contains secrets: keep it as safe as a password. */
export interface Session {
  readonly user: User;
  readonly deviceId: DeviceId;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token expires, in ms since 1970, by this device's clock. */
  readonly expiresAtMs: number;
  /** Server time minus this device's time, in ms; null: not known. */
  readonly clockOffsetMs: number | null;
}

/** By which the server knows this device again when the account signs in here later. It opens nothing by itself. */
export interface DeviceSecret {
  /** Tells accounts apart; it is not their name. */
  readonly account: string;
  readonly secret: string;
}

/**
 * The app's storage for one session. `save` is called with every rotated refresh token, before the new access token is
 * used. Do not lose it: a refresh token works once, and using an old one signs the device out.
 */
export interface SessionStore {
  /** @returns null if nobody is signed in */
  load(): Promise<Session | null>;
  /** Saves the session; null: the device is signed out. */
  save(session: Session | null): Promise<void>;
  /**
   * Runs `work` while no other tab or process on the same storage runs its own. Needed if several share one session, so
   * that only one at a time signs in, refreshes or signs out. In browsers: `navigator.locks.request`.
   */
  exclusively?<T>(work: () => Promise<T>): Promise<T>;
  /** What `saveSecrets` got last; empty before. */
  loadSecrets?(): Promise<readonly DeviceSecret[]>;
  /**
   * Keeps these secrets, whoever is signed in: neither `save(null)` nor another user's session erases them. With them,
   * passwords that strangers guess do not keep the user out of this device. A store without this method signs in like a new
   * device each time.
   */
  saveSecrets?(secrets: readonly DeviceSecret[]): Promise<void>;
}

/** Keeps the session in memory: it is lost with the process. */
export function memorySessionStore(): SessionStore {
  let kept: Session | null = null;
  let secrets: readonly DeviceSecret[] = [];
  return {
    load: () => Promise.resolve(kept),
    save: (session) => {
      kept = session;
      return Promise.resolve();
    },
    loadSecrets: () => Promise.resolve(secrets),
    saveSecrets: (given) => {
      secrets = given;
      return Promise.resolve();
    },
  };
}

/** Compares device and user. Tokens may differ after a refresh. */
export const isSameDevice = (a: Session | null, b: Session | null): boolean =>
  a?.deviceId === b?.deviceId && a?.user.id === b?.user.id;

/** Usernames are the same whatever their case. */
export const isOf = (session: Session | null, username: string): boolean =>
  session?.user.username.toLowerCase() === username.toLowerCase();
