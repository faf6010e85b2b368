// Who may make an account, and invitations, for operators.
import type { Invitation } from "../../schema/protocol/http-registration.ts";
import type { registrationRoutes } from "../../schema/protocol/routes/registration.ts";
import { refused, refusedAt } from "../../schema/rpc/conversation.ts";
import type { HandlersOf } from "../http/handler.ts";
import { actOf, recordOf } from "../operators/acts.ts";
import { insertInvitation, listInvitations, loadMode, revokeInvitation, setMode } from "../operators/registration.ts";
import { tokenHashOf } from "../operators/token-hash.ts";

const tokenBytes = 32;

const newToken = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(tokenBytes))).toString("base64url");

export const registrationHandlers: HandlersOf<typeof registrationRoutes> = {
  async getRegistrationMode({ env }) {
    return { status: 200, body: { mode: await loadMode(env.DIRECTORY) } };
  },

  async setRegistrationMode({ env, operator, body: { mode, reason } }) {
    await setMode(env.DIRECTORY, mode, recordOf(actOf(operator, "registration-set", null, reason), { mode }));
    return { status: 200, body: { mode } };
  },

  async listInvitations({ env, query: { cursor } }) {
    return { status: 200, body: await listInvitations(env.DIRECTORY, cursor) };
  },

  async makeInvitation({ env, operator, body: { uses, expiresAt, reason } }) {
    const invitationId = crypto.randomUUID();
    const act = actOf(operator, "invitation-made", invitationId, reason);
    if (expiresAt <= act.at) return refusedAt("INVALID_REQUEST", "/expiresAt");
    const token = newToken();
    const made: Invitation = {
      invitationId,
      createdAt: act.at,
      by: operator.name,
      reason,
      uses,
      used: 0,
      expiresAt,
      revokedAt: null,
    };
    const record = recordOf(act, { uses, expiresAt });
    const isMade = await insertInvitation(env.DIRECTORY, made, tokenHashOf(token), record);
    return isMade ? { status: 201, body: { invitation: made, token } } : refused("TOO_MANY");
  },

  async revokeInvitation({ env, operator, path: { invitationId }, body: { reason } }) {
    const act = actOf(operator, "invitation-revoked", invitationId, reason);
    const isRevoked = await revokeInvitation(env.DIRECTORY, invitationId, act.at, recordOf(act, {}));
    return isRevoked ? { status: 204 } : refused("NOT_FOUND");
  },
};
