// Ends the sign-in of a refresh token (in the spirit of RFC 7009).
import { callActor } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import { readRefreshToken } from "../../durable-objects/runtime/verify-token.ts";

/**
 * Succeeds for any token: one that is expired, or whose family has ended, has nothing left to end, and neither has one
 * that we did not issue.
 *
 * @throws ActorUnavailable
 */
export async function revokeRefreshToken(refreshToken: string, env: Env): Promise<void> {
  const identity = await readRefreshToken(refreshToken, env);
  if (identity === null) return;
  const { userId, grant } = identity;
  await callActor(() => userSessionStub(env, userId).revoke({ grant }));
}
