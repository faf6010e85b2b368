// Threads: the replies under a message, and following them.
import type { threadRoutes } from "../../schema/protocol/routes/threads.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { FollowedThread } from "../../schema/protocol/http-threads.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { isRefused } from "../http/answer.ts";
import type { CallerSession } from "../http/caller-session.ts";
import type { HandlersOf } from "../http/handler.ts";

interface OnThread {
  readonly session: CallerSession;
  readonly path: { readonly conversationId: ConversationId; readonly seq: number };
}

async function follow(
  { session, path }: OnThread,
  follows: boolean,
): Promise<{ readonly status: 200; readonly body: FollowedThread } | Refused> {
  const done = await session.ask({ kind: "follow-thread", ...path, follows });
  if (isRefused(done)) return done;
  return { status: 200, body: { conversationId: path.conversationId, seq: done.seq, follows } };
}

const isMessage = (frame: string): boolean => (JSON.parse(frame) as { readonly type: string }).type === "new-message";

export const threadHandlers: HandlersOf<typeof threadRoutes> = {
  async getThread({ session, path, query }) {
    const thread = await session.ask({ kind: "list-thread", ...path, ...query });
    if (isRefused(thread)) return thread;
    const [root, ...replies] = thread.items;
    if (root === undefined || root.seq !== path.seq || !isMessage(root.frame)) return refused("MESSAGE_NOT_FOUND");
    const { headSeq, states, before, after } = thread;
    const rest = JSON.stringify({ states, headSeq, before, after }).slice(1);
    // The events are already JSON text, in the form that sockets get.
    return {
      status: 200,
      json: `{"root":${root.frame},"events":[${replies.map(({ frame }) => frame).join(",")}],${rest}`,
    };
  },

  followThread: (asked) => follow(asked, true),
  unfollowThread: (asked) => follow(asked, false),
};
