// Bans of a group.
import type { moderationRoutes } from "../../../schema/protocol/routes/moderation.ts";
import { hasAccount } from "../../accounts/accounts.ts";
import { userNotFound } from "../../http/authenticate.ts";
import type { HandlersOf } from "../../http/handler.ts";
import { isRefused, wholeList } from "../../http/answer.ts";
import { answerNothing, answerSeq, change, inGroup } from "./group-route.ts";

export const moderationHandlers: HandlersOf<typeof moderationRoutes> = {
  listBans: inGroup(async ({ group }) => {
    const bans = await group.ask((stub, from) => stub.listBans(from));
    return isRefused(bans) ? bans : { status: 200, body: wholeList(bans) };
  }),

  /** Non-members can be banned too, but the account must exist. */
  ban: change(async ({ path: { userId }, env, session }) => {
    return (await hasAccount(env.DIRECTORY, userId)) ? { kind: "ban", userId } : userNotFound(session, 1);
  }, answerSeq),

  unban: change(({ path }) => ({ kind: "unban", userId: path.userId }), answerNothing),
};
