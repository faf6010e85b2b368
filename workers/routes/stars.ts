// Starred messages.
import type { starRoutes } from "../../schema/protocol/routes/stars.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

export const starHandlers: HandlersOf<typeof starRoutes> = {
  async starMessage({ session, path }) {
    const done = await session.askNew({ kind: "star-message", ...path, active: true });
    return isRefused(done) ? done : { status: 204 };
  },

  async unstarMessage({ session, path }) {
    const done = await session.askNew({ kind: "star-message", ...path, active: false });
    return isRefused(done) ? done : { status: 204 };
  },

  async listStarred({ session, query }) {
    const page = await session.askNew({ kind: "list-starred", query });
    return isRefused(page) ? page : { status: 200, body: page };
  },
};
