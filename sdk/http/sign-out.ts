// Tells the server that a device signs out, now or later.
import type { Session } from "../store/session-store.ts";
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

/**
 * Tells the server by a token that it takes.
 * @param fresh gets another access token
 * @throws what `tell` and `fresh` throw
 */
export async function tellOfSignOut(
  tell: (by: SignOutBy) => Promise<unknown>,
  { accessToken, refreshToken }: Session,
  fresh: () => Promise<string>,
): Promise<void> {
  try {
    await tell({ accessToken });
    return;
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
  }
  try {
    await tell({ refreshToken });
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    // An earlier server takes no refresh token in place of an access token.
    await tell({ accessToken: await fresh() });
  }
}

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
