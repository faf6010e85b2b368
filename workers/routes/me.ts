// The caller's own account: its names and profile, change of password, its end, what happened to it, and what others see of its
// user.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import { isPictureAvatar } from "../../schema/protocol/avatars.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { meRoutes } from "../../schema/protocol/routes/me.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { loadAccountById, replacePassword } from "../accounts/accounts.ts";
import { editProfile, loadProfile, meOf, writeChoices } from "../accounts/profiles.ts";
import { isReservedUsername } from "../accounts/reserved-usernames.ts";
import { listSecurityEvents } from "../accounts/audit-log.ts";
import { isGuessable } from "../accounts/common-passwords.ts";
import { issueDeviceSecret } from "../accounts/device-secret.ts";
import { hashNextPassword } from "../accounts/passwords.ts";
import { authorized } from "../http/authenticate.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf, UserInput } from "../http/handler.ts";
import { checkOwnPassword } from "./own-password.ts";

export const meHandlers: HandlersOf<typeof meRoutes> = {
  getMe: authorized(async ({ session, env }) => {
    const nowMs = Date.now();
    const me = await loadProfile(env.DIRECTORY, session.userId, nowMs);
    return me === null ? refused("NOT_AUTHENTICATED") : { status: 200, body: meOf(me, nowMs) };
  }),

  async editMe({ session, body, env }) {
    const nowMs = Date.now();
    const until = body.status?.until ?? null;
    if (until !== null && (until <= nowMs || until > nowMs + wireLimits.maxStatusAheadMs))
      return refusedAt("INVALID_REQUEST", "/status/until");
    const allowed = await session.ask({ kind: "authorize", spends: "profile" });
    if (isRefused(allowed)) return allowed;
    if (body.username !== undefined && isReservedUsername(body.username))
      return refusedAt("USERNAME_TAKEN", "/username");
    const refusal = body.avatar === undefined ? null : await beginOtherAvatar({ session, env }, body.avatar, nowMs);
    if (refusal !== null) return refusal;
    const me = await editProfile(env.DIRECTORY, session, body, nowMs);
    if (me === null) return refused("NOT_AUTHENTICATED");
    return isRefused(me) ? me : { status: 200, body: meOf(me, nowMs) };
  },

  /**
   * First the account, then the session: a crash in between is healed at the next sign-in, which tells the session the new
   * version.
   */
  changePassword: authorized(async ({ request, session, body: { current, next }, env }) => {
    const { userId, deviceId } = session;
    const account = await loadAccountById(env.DIRECTORY, userId);
    if (account === null) return refused("NOT_AUTHENTICATED");
    const { username, displayName } = account.user;
    if (isGuessable(next, [username, displayName])) return refusedAt("PASSWORD_TOO_COMMON", "/next");
    const refusal = await checkOwnPassword({ account, password: current, at: "/current" }, { request, session, env });
    if (refusal !== null) return refusal;
    const hashed = await hashNextPassword(userId, next, env);
    if (isRefused(hashed)) return hashed;
    // The hashes took their time: whoever was suspended or kicked meanwhile changes nothing.
    const allowed = await session.ask({ kind: "authorize" });
    if (isRefused(allowed)) return allowed;
    const passwordVersion = await replacePassword(env.DIRECTORY, account, hashed.passwordHash);
    // Another change came first: `current` is not the current one any more.
    if (passwordVersion === null) return refusedAt("WRONG_PASSWORD", "/current");
    const { secretId } = await callActor(() =>
      userSessionStub(env, userId).passwordChanged({ deviceId, passwordVersion }),
    );
    return { status: 200, body: { deviceSecret: issueDeviceSecret(userId, { deviceId, secretId }, env) } };
  }),

  deleteAccount: authorized(async ({ request, session, body: { password, eraseMessages }, env }) => {
    const account = await loadAccountById(env.DIRECTORY, session.userId);
    if (account === null) return refused("NOT_AUTHENTICATED");
    const refusal = await checkOwnPassword({ account, password, at: "/password" }, { request, session, env });
    if (refusal !== null) return refusal;
    const { passwordVersion } = account;
    const leaving = await session.askNew({ kind: "delete-account", passwordVersion, eraseMessages });
    return isRefused(leaving) ? leaving : { status: 200, body: leaving };
  }),

  listSecurityEvents: authorized(async ({ session, query, env }) => {
    const page = await listSecurityEvents(env.DIRECTORY, session.userId, query, Date.now());
    return { status: 200, body: page };
  }),

  async getPrivacy({ session }) {
    const settings = await session.ask({ kind: "get-privacy" });
    return isRefused(settings) ? settings : { status: 200, body: settings };
  },

  async editPrivacy({ session, body, env }) {
    const edited = await session.ask({ kind: "edit-privacy", patch: body });
    if (isRefused(edited)) return edited;
    const { copy, ...settings } = edited;
    // Now, for whoever asks next. A job of the session does the same, should this fail.
    if (copy !== undefined) await writeChoices(env.DIRECTORY, session.userId, copy);
    return { status: 200, body: settings };
  },
};

/**
 * Before an avatar takes the place of another one. @returns INVALID_REQUEST for a picture that is not the caller's avatar
 * already; null: it may
 */
async function beginOtherAvatar(
  { session, env }: Pick<UserInput, "session" | "env">,
  avatar: string,
  nowMs: number,
): Promise<Refused | null> {
  const before = (await loadProfile(env.DIRECTORY, session.userId, nowMs))?.user.avatar ?? "";
  if (avatar === before) return null;
  if (isPictureAvatar(avatar)) return refusedAt("INVALID_REQUEST", "/avatar");
  if (!isPictureAvatar(before)) return null;
  const begun = await session.askNew({ kind: "begin-avatar" });
  return isRefused(begun) ? begun : null;
}
