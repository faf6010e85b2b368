// Renews a socket's authorisation: by a newer access token of the same user, device and family.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Env } from "../../runtime/env.ts";
import { verifyAccessToken } from "../../runtime/verify-token.ts";
import type { Socket } from "../../sockets/socket.ts";
import type { Account } from "./account.ts";

export interface RenewalHost {
  readonly env: Env;
  /** Whose session it is. */
  readonly userId: UserId;
  readonly account: Account;
}

/** @returns NOT_AUTHENTICATED, TOKEN_EXPIRED, DEVICE_SIGNED_OUT, SUSPENDED */
export async function renewSocket(
  { env, userId: ownerId, account }: RenewalHost,
  socket: Socket,
  accessToken: string,
): Promise<{ ok: true } | Refused> {
  const identity = await verifyAccessToken(accessToken, env);
  if ("refusal" in identity) return identity;
  const { userId, grant, expiresAt } = identity;
  const { deviceId, family } = socket.signIn;
  const isSame = userId === ownerId && grant.deviceId === deviceId && grant.family === family;
  if (!isSame) return refused("NOT_AUTHENTICATED");
  if (account.accept(grant) === null) return refused(account.endedBy);
  // Within the tolerance of the verification.
  if (expiresAt <= Date.now()) return refused("TOKEN_EXPIRED");
  socket.renewUntil(expiresAt);
  return { ok: true };
}
