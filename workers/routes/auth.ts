// Register, log in, refresh, log out.
import type { IRequest } from "itty-router";
import { callActorOnce } from "../../durable-objects/runtime/calls.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { DeviceLogin, SessionResult, User } from "../../schema/protocol/http-auth.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import type { accountRoutes } from "../../schema/protocol/routes/accounts.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { firstPasswordVersion, insertAccount, loadAccount, type Account } from "../accounts/accounts.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isGuessable } from "../accounts/common-passwords.ts";
import { findKnownDevice, issueDeviceSecret } from "../accounts/device-secret.ts";
import { checkAccountPassword, hashFirstPassword } from "../accounts/passwords.ts";
import { clientNetworks, hashAddress } from "../http/address.ts";
import { isReservedUsername } from "../accounts/reserved-usernames.ts";
import { countRegistration } from "../accounts/registrations.ts";
import { isRefused } from "../http/answer.ts";
import type { RequestContext } from "../http/request-context.ts";
import { issueTokens, verifyRefreshToken } from "../accounts/tokens.ts";

/** The period of LOGIN_BY_ADDRESS in wrangler.toml. */
const loginPeriodMs = 60_000;
const newDevice: DeviceLogin = { platform: "web", name: "" };

export const accountHandlers: HandlersOf<typeof accountRoutes> = {
  async register({ request, body, ...context }) {
    const { username, password, displayName = username, device = newDevice } = body;
    const tooMany = await limitRegistrations(request, context);
    if (tooMany !== null) return tooMany;
    if (isReservedUsername(username)) return refused("USERNAME_TAKEN");
    const { DIRECTORY } = context.env;
    if (isGuessable(password, [username, displayName])) return refusedAt("PASSWORD_TOO_COMMON", "/password");
    // Before the hash, which is the dear part of a registration.
    if ((await loadAccount(DIRECTORY, username)) !== null) return refused("USERNAME_TAKEN");
    const hashed = await hashFirstPassword(username, password, context.env);
    if (isRefused(hashed)) return hashed;
    const user: User = { id: newUserId(), username, displayName, createdAt: Date.now() };
    const account = { user, ...hashed, passwordVersion: firstPasswordVersion };
    if (!(await insertAccount(DIRECTORY, account))) return refused("USERNAME_TAKEN");
    const signedIn = await signIn(account, device, "registered", context);
    return isRefused(signedIn) ? signedIn : { status: 201, body: signedIn };
  },

  async login({ request, body, ...context }) {
    const { username, password, device = newDevice, deviceSecret } = body;
    const tooFast = await limitLogins(request, context);
    if (tooFast !== null) return tooFast;
    const account = await loadAccount(context.env.DIRECTORY, username);
    const networks = clientNetworks(request.headers, context.env);
    if (networks !== null && isRefused(networks)) return networks;
    const knownDevice = await findKnownDevice(deviceSecret, account?.user.id ?? null, context.env);
    const refusal = await checkAccountPassword({ username, password, account, networks, knownDevice }, context.env);
    if (refusal !== null) return refusal;
    // No password is right for an unknown name.
    if (account === null) return refused("INVALID_CREDENTIALS");
    const signedIn = await signIn(account, device, "signed-in", context);
    return isRefused(signedIn) ? signedIn : { status: 200, body: signedIn };
  },

  async refresh({ body, ...context }) {
    const identity = await verifyRefreshToken(body.refreshToken, context);
    if (isRefused(identity)) return identity;
    const { userId, grant } = identity;
    // Without retry: a second try after a lost answer would look like a stolen token.
    const next = await callActorOnce(() => userSessionStub(context.env, userId).refresh({ grant }));
    return isRefused(next) ? next : { status: 200, body: await issueTokens(userId, next, context) };
  },

  async logout({ session }) {
    const result = await session.ask({ kind: "sign-out" });
    return isRefused(result) ? result : { status: 204 };
  },
};

/** @returns INVALID_CREDENTIALS if the password was changed while it was checked */
async function signIn(
  { user, passwordVersion }: Account,
  device: DeviceLogin,
  event: "registered" | "signed-in",
  context: RequestContext,
): Promise<SessionResult | Refused> {
  // Without retry: a second try could make a second device.
  const grant = await callActorOnce(() =>
    userSessionStub(context.env, user.id).signIn({ userId: user.id, device, event, passwordVersion }),
  );
  if (isRefused(grant)) return grant;
  return {
    user,
    device: { id: grant.deviceId },
    ...(await issueTokens(user.id, grant, context)),
    deviceSecret: issueDeviceSecret(user.id, grant, context.env),
  };
}

async function limitRegistrations({ headers }: IRequest, { env, limits }: RequestContext): Promise<Refused | null> {
  const networks = clientNetworks(headers, env);
  if (networks === null || isRefused(networks)) return networks;
  return countRegistration(
    env.DIRECTORY,
    hashAddress(networks[0], env),
    limits.LIMIT_REGISTRATIONS_PER_HOUR,
    Date.now(),
  );
}

async function limitLogins({ headers }: IRequest, { env }: RequestContext): Promise<Refused | null> {
  const networks = clientNetworks(headers, env);
  if (networks === null || isRefused(networks)) return networks;
  const { success } = await env.LOGIN_BY_ADDRESS.limit({ key: networks[0] });
  return success ? null : refused("RATE_LIMITED", loginPeriodMs);
}
