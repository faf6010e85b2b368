// Fakes for tests of the SDK's tokens: the refreshes that were asked for, and a server that knows one access token.
import { problem, session, type FakeCall, type FakeWorld } from "./sdk-fakes.ts";

export const refreshes = (world: FakeWorld): FakeCall[] =>
  world.calls.filter((call) => call.path === "/api/auth/refresh");

/** The session as another tab or process saves it after a refresh of its own. */
export const successor = {
  ...session,
  accessToken: "access-7",
  refreshToken: "refresh-7",
  expiresAtMs: session.expiresAtMs + 1,
};

/** A server that knows one access token. */
export function acceptOnly(accessToken: string, refresh: () => { status: number; body: object }) {
  return ({ path, accessToken: given }: FakeCall) => {
    if (path === "/api/auth/refresh") return refresh();
    if (given !== accessToken) return { status: 401, body: problem(401, "TOKEN_EXPIRED") };
    return { status: 200, body: { items: [], next: null } };
  };
}
