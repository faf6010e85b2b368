// Whom the caller has blocked.
import type { blockRoutes } from "../../schema/protocol/routes/blocks.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { userNotFound } from "../http/authenticate.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";
import { answerAbout } from "./answer-about.ts";

export const blockHandlers: HandlersOf<typeof blockRoutes> = {
  async listBlocks({ session, query }) {
    const page = await session.askNew({ kind: "list-blocks", query });
    return isRefused(page) ? page : { status: 200, body: page };
  },

  async blockUser({ env, session, path }) {
    if (!(await hasAccount(env.DIRECTORY, path.userId))) return userNotFound(session, 1);
    const done = await session.askNew({ kind: "set-block", ...path, active: true });
    return isRefused(done) ? done : { status: 204 };
  },

  async unblockUser(about) {
    const ended = await about.session.askNew({ kind: "set-block", ...about.path, active: false });
    const done = await answerAbout(about, ended, isRefused(ended) || ended.before);
    return isRefused(done) ? done : { status: 204 };
  },
};
