// Opening conversations and listing them.
import { isUserId } from "../../schema/protocol/ids.ts";
import type { conversationRoutes } from "../../schema/protocol/routes/conversations.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { loadPeople, peopleOfEntries } from "../accounts/people.ts";
import { userNotFound } from "../http/authenticate.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

export const conversationHandlers: HandlersOf<typeof conversationRoutes> = {
  async openConversation({ env, session, body }) {
    const peerId = body.userId;
    if (!isUserId(peerId) || !(await hasAccount(env.DIRECTORY, peerId))) return userNotFound(session, 1);
    const opened = await session.ask({ kind: "open-direct", peerId });
    if (isRefused(opened)) return opened;
    const answer = { conversation: opened.conversation };
    return opened.created ? { status: 201, body: answer } : { status: 200, body: answer };
  },

  async listConversations({ env, session, query }) {
    const page = await session.ask({ kind: "list-inbox", query });
    if (isRefused(page)) return page;
    const people = await loadPeople(env.DIRECTORY, peopleOfEntries(page.items));
    return { status: 200, body: { ...page, people } };
  },

  async changeConversation({ session, path, body }) {
    const changed = await session.ask({ kind: "set-retention", ...path, ttlMs: body.ttlMs });
    return isRefused(changed) ? changed : { status: 200, body: { ...path, seq: changed.seq } };
  },

  async changeSettings({ session, path, body }) {
    const changed = await session.askNew({ kind: "change-settings", ...path, change: body });
    return isRefused(changed) ? changed : { status: 200, body: changed };
  },

  async acceptConversation({ session, path }) {
    const done = await session.askNew({ kind: "accept-contact", ...path });
    return isRefused(done) ? done : { status: 204 };
  },

  async markAllRead({ session }) {
    const read = await session.askNew({ kind: "mark-all-read" });
    return isRefused(read) ? read : { status: 200, body: read };
  },
};
