// Polls: voting, closing, and who has voted.
import type { pollRoutes } from "../../schema/protocol/routes/polls.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";
import { change, newOpId } from "./message-changes.ts";

export const pollHandlers: HandlersOf<typeof pollRoutes> = {
  vote: ({ session, path, body }) =>
    change(session, { type: "vote", ...path, options: body.options, opId: body.opId ?? newOpId() }),

  closePoll: ({ session, path }) => change(session, { type: "close-poll", ...path }),

  async listVotes({ session, path, query }) {
    const page = await session.ask({ kind: "list-votes", ...path, ...query });
    return isRefused(page)
      ? page
      : { status: 200, body: { ...page, items: page.items.map((item) => ({ ...item, options: [...item.options] })) } };
  },
};
