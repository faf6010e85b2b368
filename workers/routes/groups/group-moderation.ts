// Who may not come into a group.
import { refused } from "../../../schema/rpc/conversation.ts";
import { hasAccount } from "../../accounts/accounts.ts";
import { answerNothing, changeRoute, listRoute } from "./group-route.ts";

/** GET /api/groups/:groupId/bans */
export const listBans = listRoute("bans", (group, from) => group.listBans(from));

/** PUT /api/groups/:groupId/bans/:userId: also of people who are not in, but not of invented ones */
export const ban = changeRoute(async ({ target, env }) =>
  (await hasAccount(env.DIRECTORY, target)) ? { kind: "ban", userId: target } : refused("USER_NOT_FOUND"),
);

/** DELETE /api/groups/:groupId/bans/:userId */
export const unban = changeRoute(({ target }) => ({ kind: "unban", userId: target }), answerNothing);
