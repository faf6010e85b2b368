// Presence: how people are now.
import type { presenceRoutes } from "../../schema/protocol/routes/presence.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";

export const presenceHandlers: HandlersOf<typeof presenceRoutes> = {
  async listPresence({ session, query }) {
    const seen = await session.askNew({ kind: "list-presence", ...query });
    return isRefused(seen) ? seen : { status: 200, body: { items: seen.people, next: null } };
  },
};
