// Register, log in, refresh, log out.
import type { IRequest } from "itty-router";
import { callActor, callActorOnce } from "../../durable-objects/runtime/calls.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { DeviceLogin, SessionResult, User } from "../../schema/protocol/http-auth.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import type { accountRoutes } from "../../schema/protocol/routes/accounts.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { insertAccount, loadAccount } from "../accounts/accounts.ts";
import { clientNetworks, hashAddress } from "../http/address.ts";
import type { HandlersOf } from "../http/handler.ts";
import { hashPassword, verifyPassword } from "../accounts/password.ts";
import { countRegistration } from "../accounts/registrations.ts";
import { isRefused } from "../http/answer.ts";
import type { RequestContext } from "../http/request-context.ts";
import { issueTokens, verifyRefreshToken } from "../accounts/tokens.ts";

/** The period of LOGIN_BY_ADDRESS in wrangler.toml. */
const loginPeriodMs = 60_000;
/** An attempt may wait for others on the same account while their passwords are hashed. */
const beginLoginDeadlineMs = 30_000;
const newDevice: DeviceLogin = { platform: "web", name: "" };

export const accountHandlers: HandlersOf<typeof accountRoutes> = {
  async register({ request, body, ...context }) {
    const { username, password, displayName = username, device = newDevice } = body;
    const tooMany = await limitRegistrations(request, context);
    if (tooMany !== null) return tooMany;
    const { DIRECTORY, SCRYPT_COST } = context.env;
    const user: User = { id: newUserId(), username, displayName, createdAt: Date.now() };
    const passwordHash = await hashPassword(password, SCRYPT_COST);
    if (!(await insertAccount(DIRECTORY, { user, passwordHash }))) return refused("USERNAME_TAKEN");
    return { status: 201, body: await signIn(user, device, context) };
  },

  async login({ request, body, ...context }) {
    const { username, password, device = newDevice } = body;
    const tooFast = await limitLogins(request, context);
    if (tooFast !== null) return tooFast;
    const { DIRECTORY, SCRYPT_COST } = context.env;
    const account = await loadAccount(DIRECTORY, username);
    if (account === null) {
      await verifyPassword(password, null, SCRYPT_COST);
      return refused("INVALID_CREDENTIALS");
    }
    const { user, passwordHash } = account;
    const session = () => userSessionStub(context.env, user.id);
    const attempt = await callActorOnce(() => session().beginLogin(), beginLoginDeadlineMs);
    if (isRefused(attempt)) return attempt;
    const { attemptId } = attempt;
    if (!(await verifyPassword(password, passwordHash, SCRYPT_COST))) {
      await callActor(() => session().failLogin({ attemptId }));
      return refused("INVALID_CREDENTIALS");
    }
    return { status: 200, body: await signIn(user, device, context, attemptId) };
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

async function signIn(
  user: User,
  device: DeviceLogin,
  context: RequestContext,
  attemptId?: string,
): Promise<SessionResult> {
  // Without retry: a second try could make a second device.
  const grant = await callActorOnce(() =>
    userSessionStub(context.env, user.id).signIn({
      userId: user.id,
      device,
      ...(attemptId === undefined ? {} : { attemptId }),
    }),
  );
  return { user, device: { id: grant.deviceId }, ...(await issueTokens(user.id, grant, context)) };
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
