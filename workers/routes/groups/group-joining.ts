// Joining a group without being added: freely, with the password, or by a request that an admin answers.
import type { joiningRoutes } from "../../../schema/protocol/routes/joining.ts";
import type { HandlersOf } from "../../http/handler.ts";
import { isRefused, wholeList } from "../../http/answer.ts";
import { answerJoined } from "./group-entry.ts";
import { checkGroupPassword } from "./group-password.ts";
import { answerNothing, answerSeq, change, inGroup } from "./group-route.ts";

export const joiningHandlers: HandlersOf<typeof joiningRoutes> = {
  joinGroup: change(async ({ body: { password, message }, env, group, session }) => {
    const asked = { kind: "join", ...(message === undefined ? {} : { message }) } as const;
    if (password === undefined) return asked;
    const allowed = await session.ask({ kind: "authorize" });
    if (isRefused(allowed)) return allowed;
    const checked = await checkGroupPassword(password, group, env);
    if (!isRefused(checked)) return { ...asked, ...checked };
    // The group needs no password from this caller; it decides itself what else is required.
    return checked.refusal.code === "JOIN_NOT_ALLOWED" ? asked : checked;
  }, answerJoined),

  withdrawJoinRequest: change(() => ({ kind: "withdraw-request" }), answerNothing),

  listJoinRequests: inGroup(async ({ group }) => {
    const requests = await group.ask((stub, from) => stub.listRequests(from));
    return isRefused(requests) ? requests : { status: 200, body: wholeList(requests) };
  }),

  answerJoinRequest: change(
    ({ path: { userId }, body: { accept } }) => ({ kind: "answer-request", userId, accept }),
    answerSeq,
  ),
};
