// Where an app keeps who is signed in between its runs.
import type { User } from "../../schema/protocol/http-auth.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";

/** A signed-in device. Holds secrets: keep it as safe as a password. */
export interface Session {
  readonly user: User;
  readonly deviceId: DeviceId;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token expires, in ms since 1970, by this device's clock. */
  readonly expiresAtMs: number;
  /** Server time minus this device's, in ms, when known. */
  readonly clockOffsetMs: number | null;
}

/**
 * The app's storage for one session. `save` is called with every rotated refresh token before the new access token is
 * used: a refresh token works once, and presenting an old one signs the device out.
 */
export interface SessionStore {
  /** @returns null when nobody is signed in */
  load(): Promise<Session | null>;
  /** Null: signed out. */
  save(session: Session | null): Promise<void>;
  /**
   * Runs `work` while no other tab or process on the same storage runs its own: needed where several share one session
   * (`navigator.locks.request` in browsers), so that one of them at a time signs in, refreshes or signs out.
   */
  exclusively?<T>(work: () => Promise<T>): Promise<T>;
}

/** Forgets with the process. */
export function memorySessionStore(): SessionStore {
  let kept: Session | null = null;
  return {
    load: () => Promise.resolve(kept),
    save: (session) => {
      kept = session;
      return Promise.resolve();
    },
  };
}

/** Each sign-in is a device of its own. */
export const isSameDevice = (a: Session | null, b: Session | null): boolean =>
  a?.deviceId === b?.deviceId && a?.user.id === b?.user.id;
