// Other people: whom one has blocked.
import type { peopleRoutes } from "../../schema/protocol/routes/people.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { userNotFound } from "../http/authenticate.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";

export const peopleHandlers: HandlersOf<typeof peopleRoutes> = {
  async listBlocks({ session, query }) {
    const page = await session.askNew({ kind: "list-blocks", query });
    return isRefused(page) ? page : { status: 200, body: page };
  },

  async blockUser({ env, session, path }) {
    if (!(await hasAccount(env.DIRECTORY, path.userId))) return userNotFound(session, 1);
    const done = await session.askNew({ kind: "set-block", ...path, active: true });
    return isRefused(done) ? done : { status: 204 };
  },

  // Whoever is blocked may have deleted their account since.
  async unblockUser({ env, session, path }) {
    const done = await session.askNew({ kind: "set-block", ...path, active: false });
    if (isRefused(done)) return done;
    const isSomebody = done.before || (await hasAccount(env.DIRECTORY, path.userId));
    return isSomebody ? { status: 204 } : userNotFound(session, 1);
  },
};
