// Register, log in, refresh, log out.
import { callActor, callActorOnce } from "../../durable-objects/runtime/calls.ts";
import { verifyRefreshToken } from "../../durable-objects/runtime/verify-token.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { DeviceLogin, SessionResult, User } from "../../schema/protocol/http-auth.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import type { accountRoutes } from "../../schema/protocol/routes/accounts.ts";
import type { SignIn } from "../../schema/rpc/user-session.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import {
  firstPasswordVersion,
  insertAccount,
  isUsernameTaken,
  loadAccount,
  type Account,
} from "../accounts/accounts.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isGuessable } from "../accounts/common-passwords.ts";
import { findKnownDevice, issueDeviceSecret } from "../accounts/device-secret.ts";
import { checkAccountPassword, hashFirstPassword } from "../accounts/passwords.ts";
import { revokeRefreshToken } from "../accounts/revoke.ts";
import { clientNetworks, coarseNetwork } from "../http/address.ts";
import { knownEnd, refuseEnded } from "../http/ended-sign-ins.ts";
import { isReservedUsername } from "../accounts/reserved-usernames.ts";
import { isRefused } from "../http/answer.ts";
import type { RequestContext } from "../http/request-context.ts";
import { challenged } from "../strangers/challenge.ts";
import { isSpent, loadEntrance, refusedEntrance } from "../operators/registration.ts";
import { shownMode, shownSeconds } from "../operators/shown-mode.ts";
import { tokenHashOf } from "../operators/token-hash.ts";
import { admitStranger, countStranger } from "../strangers/stranger-limits.ts";
import { issueTokens } from "../accounts/tokens.ts";

const newDevice: DeviceLogin = { platform: "web", name: "" };

export const accountHandlers: HandlersOf<typeof accountRoutes> = {
  getRegistration: async ({ env }) => ({
    status: 200,
    body: { mode: await shownMode(env) },
    cacheSeconds: shownSeconds,
  }),

  async register({ request, body, ...context }) {
    const { username, password, displayName = username, device = newDevice } = body;
    const admitted = await admitStranger("registration", request, context);
    if (isRefused(admitted)) return admitted;
    const { DIRECTORY } = context.env;
    const shown = body.invitation === undefined ? null : tokenHashOf(body.invitation);
    const entrance = await loadEntrance(DIRECTORY, shown, Date.now());
    const stranger = refusedEntrance(entrance, shown);
    if (stranger !== null) return refused(stranger);
    if (isReservedUsername(username)) return refused("USERNAME_TAKEN");
    if (isGuessable(password, [username, displayName])) return refusedAt("PASSWORD_TOO_COMMON", "/password");
    // Before the hash, which is the dear part of a registration.
    if (await isUsernameTaken(DIRECTORY, username)) return refused("USERNAME_TAKEN");
    // After the username: whoever repeats a call whose answer was lost has used the invitation up.
    if (isSpent(entrance)) return refused("INVITATION_INVALID");
    const networks = clientNetworks(request.headers, context.env);
    if (networks !== null && isRefused(networks)) return networks;
    const hashed = await hashFirstPassword({ username, password, networks }, context.env);
    if (isRefused(hashed)) return hashed;
    const user: User = { id: newUserId(), username, displayName, createdAt: Date.now() };
    const account = { user, ...hashed, passwordVersion: firstPasswordVersion };
    const taken = await insertAccount(DIRECTORY, account, shown);
    if (taken !== null) return refused(taken);
    const network = coarseNetwork(networks);
    const signedIn = await signIn(account, { device, event: "registered", network }, context);
    return isRefused(signedIn) ? signedIn : { status: 201, body: signedIn, ...admitted };
  },

  async login({ request, body, ...context }) {
    const { username, password, device = newDevice, deviceSecret, restore = false } = body;
    const admitted = await admitStranger("login", request, context);
    if (isRefused(admitted)) return admitted;
    const account = await loadAccount(context.env.DIRECTORY, username);
    const networks = clientNetworks(request.headers, context.env);
    if (networks !== null && isRefused(networks)) return networks;
    const knownDevice = await findKnownDevice(deviceSecret, account?.user.id ?? null, context.env);
    const given = { username, password, account, networks, knownDevice };
    const refusal = await challenged(request, context, (hasSolvedChallenge) =>
      checkAccountPassword({ ...given, hasSolvedChallenge }, context.env),
    );
    if (refusal !== null) return refusal;
    // No password is right for an unknown name.
    if (account === null) return refused("INVALID_CREDENTIALS");
    const network = coarseNetwork(networks);
    const signedIn = await signIn(account, { device, event: "signed-in", network, restore }, context);
    return isRefused(signedIn) ? signedIn : { status: 200, body: signedIn, ...admitted };
  },

  async refresh({ request, body, ...context }) {
    const identity = await verifyRefreshToken(body.refreshToken, context.env);
    if (isRefused(identity)) return (await countStranger(request, context)) ?? identity;
    const { userId, grant } = identity;
    const network = coarseNetwork(clientNetworks(request.headers, context.env));
    // With retry: a second try after a lost answer gets the same successor.
    const next =
      knownEnd(identity) ?? (await callActor(() => userSessionStub(context.env, userId).refresh({ grant, network })));
    // Whatever is refused is charged to nobody's budget.
    if (isRefused(next)) return refuseEnded(next, identity, request, context);
    return { status: 200, body: await issueTokens(userId, next, context), left: next.left ?? [] };
  },

  async logout({ session }) {
    const result = await session.ask({ kind: "sign-out" });
    return isRefused(result) ? result : { status: 204 };
  },

  async revoke({ body, env }) {
    await revokeRefreshToken(body.refreshToken, env);
    return { status: 204 };
  },
};

/** @returns INVALID_CREDENTIALS if the password was changed while it was checked */
async function signIn(
  { user, passwordVersion }: Account,
  from: Pick<SignIn, "device" | "event" | "network" | "restore">,
  context: RequestContext,
): Promise<SessionResult | Refused> {
  // Without retry: a second try could make a second device.
  const grant = await callActorOnce(() =>
    userSessionStub(context.env, user.id).signIn({ userId: user.id, passwordVersion, ...from }),
  );
  if (isRefused(grant)) return grant;
  return {
    user,
    device: { id: grant.deviceId },
    ...(await issueTokens(user.id, grant, context)),
    deviceSecret: issueDeviceSecret(user.id, grant, context.env),
  };
}
