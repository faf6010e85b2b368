// Presence: how people are now. Nobody is asked about whom there is not.
import type { presenceRoutes } from "../../schema/protocol/routes/presence.ts";
import { hiddenPresence } from "../../schema/rpc/presence.ts";
import { loadUsers } from "../accounts/accounts.ts";
import { isRefused } from "../http/answer.ts";
import { chargeMisses } from "../http/authenticate.ts";
import type { HandlersOf } from "../http/handler.ts";

export const presenceHandlers: HandlersOf<typeof presenceRoutes> = {
  async listPresence({ env, session, query: { userIds } }) {
    const users = new Set((await loadUsers(env.DIRECTORY, new Set(userIds))).map(({ id }) => id));
    const known = userIds.filter((id) => users.has(id));
    const refusal = await chargeMisses(session, userIds.length - known.length);
    if (refusal !== null) return refusal;
    const seen = await session.askNew({ kind: "list-presence", userIds: known });
    if (isRefused(seen)) return seen;
    const people = new Map(seen.people.map((one) => [one.userId, one]));
    const items = userIds.map((userId) => people.get(userId) ?? { userId, ...hiddenPresence });
    return { status: 200, body: { items, next: null } };
  },
};
