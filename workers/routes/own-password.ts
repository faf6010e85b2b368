// What needs the password of a user who is signed in.
import { refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import type { Account } from "../accounts/accounts.ts";
import { checkAccountPassword } from "../accounts/passwords.ts";
import { clientNetworks } from "../http/address.ts";
import { isRefused } from "../http/answer.ts";
import type { UserInput } from "../http/handler.ts";

/**
 * @returns WRONG_PASSWORD at this field of the body, RATE_LIMITED, FORBIDDEN; null if it is right. @throws ActorUnavailable
 */
export async function checkOwnPassword(
  { account, password, at }: { readonly account: Account; readonly password: string; readonly at: string },
  { request, session, env }: Pick<UserInput, "request" | "session" | "env">,
): Promise<Refused | null> {
  const networks = clientNetworks(request.headers, env);
  if (networks !== null && isRefused(networks)) return networks;
  const { username } = account.user;
  // A device that is signed in is a known one: strangers' failures do not keep it from what it wants.
  const given = { username, password, account, networks, knownDevice: session.deviceId, hasSolvedChallenge: false };
  const refusal = await checkAccountPassword(given, env);
  // Not 401, by which a client would think that its token is not valid.
  return refusal?.refusal.code === "INVALID_CREDENTIALS" ? refusedAt("WRONG_PASSWORD", at) : refusal;
}
