// Forwarding: the session says what the caller sees of the messages, the directory who wrote them, and the session appends
// copies.
import type { forwardRoutes } from "../../schema/protocol/routes/forwards.ts";
import { loadUsers } from "../accounts/accounts.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

/** Of an account that was deleted. */
const nobody = "?";

export const forwardHandlers: HandlersOf<typeof forwardRoutes> = {
  async forwardMessages({ env, session, path, body }) {
    const seen = await session.ask({ kind: "load-to-forward", ...body.from });
    if (isRefused(seen)) return seen;
    const unnamed = seen.messages.flatMap(({ author }) => (author.senderName === undefined ? author.senderId : []));
    const users = unnamed.length === 0 ? [] : await loadUsers(env.DIRECTORY, new Set(unnamed));
    const names = new Map(users.map(({ id, displayName, username }) => [id, displayName || username]));
    const messages = seen.messages.map(({ author: { senderId, senderName }, ...message }) => ({
      ...message,
      author: { senderId, senderName: senderName ?? names.get(senderId) ?? nobody },
    }));
    const forwarded = await session.ask({ kind: "forward", ...path, ...body, messages });
    return isRefused(forwarded) ? forwarded : { status: 201, body: { items: forwarded.acks } };
  },
};
