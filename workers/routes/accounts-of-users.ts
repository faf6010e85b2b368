// Users' accounts, for operators and moderators: look up, suspend, restore, end sign-ins.
import { ActorUnavailable, callActor, callActorOnce, isUnknownCall } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { ActDone } from "../../schema/jobs/operator-act.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { accountsOfUsersRoutes } from "../../schema/protocol/routes/accounts-of-users.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { hasAccount, loadAccount, loadUser } from "../accounts/accounts.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf, OperatorInput } from "../http/handler.ts";
import { actOf } from "../operators/acts.ts";
import { recordNow } from "../operators/record-now.ts";
import { listSuspensions } from "../operators/suspensions.ts";

export const accountsOfUsersHandlers: HandlersOf<typeof accountsOfUsersRoutes> = {
  async findAccount({ env, query: { username } }) {
    return accountAnswer((await loadAccount(env.DIRECTORY, username))?.user ?? null, env);
  },

  async getAccount({ env, path: { userId } }) {
    return accountAnswer(await loadUser(env.DIRECTORY, userId), env);
  },

  async listSuspensions({ env, query: { cursor } }) {
    return { status: 200, body: await listSuspensions(env.DIRECTORY, cursor, Date.now()) };
  },

  async suspendUser({ env, operator, path: { userId }, body: { reason, until = null } }) {
    const act = actOf(operator, "user-suspended", userId, reason);
    if (until !== null && until <= act.at) return refusedAt("INVALID_REQUEST", "/until");
    const done = await toUser(env, userId, () =>
      // With retry: a repeat of the same act changes nothing.
      callActor(() => userSessionStub(env, userId).suspend({ act, until })),
    );
    if (isRefused(done)) return done;
    return { status: 200, body: { suspension: { at: act.at, by: act.actor, reason, until } } };
  },

  async restoreUser({ env, operator, path: { userId }, body: { reason } }) {
    const act = actOf(operator, "user-restored", userId, reason);
    const done = await toUser(env, userId, () => callActor(() => userSessionStub(env, userId).restore({ act })));
    return isRefused(done) ? done : { status: 204 };
  },

  endSignIns: ({ path: { userId }, body: { reason }, ...input }) => endSignIns(input, userId, reason),
  endSignIn: ({ path: { userId, deviceId }, body: { reason }, ...input }) =>
    endSignIns(input, userId, reason, deviceId),
};

async function accountAnswer(user: User | null, env: Env) {
  if (user === null) return refused("USER_NOT_FOUND");
  const { suspension, devices } = await fromNewVersion(() => callActor(() => userSessionStub(env, user.id).standing()));
  return { status: 200 as const, body: { user, suspension, devices } };
}

async function endSignIns(
  { env, operator }: Pick<OperatorInput, "env" | "operator">,
  userId: UserId,
  reason: string,
  deviceId?: DeviceId,
): Promise<{ readonly status: 204 } | Refused> {
  const act = actOf(operator, "devices-signed-out", userId, reason);
  const done = await toUser(env, userId, () =>
    // Without retry: a second try would find nobody signed in, and its record would say so.
    callActorOnce(() =>
      userSessionStub(env, userId).endSignIns({ act, ...(deviceId === undefined ? {} : { deviceId }) }),
    ),
  );
  return isRefused(done) ? done : { status: 204 };
}

/** What is done to a user who exists. @returns USER_NOT_FOUND, UNAVAILABLE @throws ActorUnavailable */
async function toUser(env: Env, userId: UserId, act: () => Promise<ActDone | Refused>): Promise<ActDone | Refused> {
  if (!(await hasAccount(env.DIRECTORY, userId))) return refused("USER_NOT_FOUND");
  const done = await fromNewVersion(act);
  if (!isRefused(done)) await recordNow(done, env);
  return done;
}

/** Just after a deploy, a session of the version before knows no such call. @throws ActorUnavailable */
async function fromNewVersion<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw isUnknownCall(cause) ? new ActorUnavailable("The session is of the version before.", { cause }) : cause;
  }
}
