// Ways into a group that nobody has to be added by: freely, with the password, or by a request that an admin answers.
import { answerRequestBodyShape, joinGroupBodyShape } from "../../../schema/protocol/http-groups.ts";
import { answerJoined } from "./group-entry.ts";
import { checkGroupPassword } from "./group-password.ts";
import { answerNothing, changeRoute, fromBody, listRoute } from "./group-route.ts";
import { isRefused } from "../../http/request-context.ts";

/** POST /api/groups/:groupId/join */
export const joinGroup = changeRoute(
  fromBody(joinGroupBodyShape, async ({ password, message }, { env, group }) => {
    const asked = { kind: "join", ...(message === undefined ? {} : { message }) } as const;
    if (password === undefined) return asked;
    const checked = await checkGroupPassword(password, group, env);
    if (!isRefused(checked)) return { ...asked, ...checked };
    // No password is asked for, of this caller or of anybody: the group says what else holds.
    return checked.refusal.code === "JOIN_NOT_ALLOWED" ? asked : checked;
  }),
  answerJoined,
);

/** DELETE /api/groups/:groupId/join */
export const withdrawRequest = changeRoute(() => ({ kind: "withdraw-request" }), answerNothing);

/** GET /api/groups/:groupId/requests */
export const listRequests = listRoute("requests", (group, from) => group.listRequests(from));

/** POST /api/groups/:groupId/requests/:userId */
export const answerRequest = changeRoute(
  fromBody(answerRequestBodyShape, ({ accept }, { target }) => ({ kind: "answer-request", userId: target, accept })),
);
