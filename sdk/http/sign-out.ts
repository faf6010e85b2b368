// Tells the server that a device signs out, now or later.
import type { CallOptions } from "./call-options.ts";
import type { HttpClient } from "./http-client.ts";
import { isUnauthenticated } from "./session-errors.ts";

/** Whoever signs out does not wait longer for the server. */
const waitMs = 3_000;

/** How a sign-out ended. */
export interface SignedOut {
  /**
   * Null: the server has ended the session. Otherwise it could not be told: then this is the refresh token, with which
   * `endSession` tells it later. It is in no store any more.
   */
  readonly untold: string | null;
}

/** What shows which device signs out. */
export type SignOutBy = { readonly accessToken: string } | { readonly refreshToken: string };

/** @throws KlatchError also where the server does not answer soon */
export function callLogout(http: HttpClient, by: SignOutBy, options: CallOptions): Promise<unknown> {
  const request = "refreshToken" in by ? { body: by } : by;
  return http.call("POST /api/auth/logout", { ...request, ...options, timeoutMs: waitMs });
}

/** Ends a session of whose end the server has not heard. @throws KlatchError if it still could not be told */
export async function callEndSession(http: HttpClient, refreshToken: string, options: CallOptions): Promise<void> {
  try {
    await http.call("POST /api/auth/logout", { body: { refreshToken }, ...options });
  } catch (error) {
    // It had ended before.
    if (!isUnauthenticated(error)) throw error;
  }
}
