// A conversation's messages: a page of the log, sending, reading up to one.
import type { messageRoutes } from "../../schema/protocol/routes/messages.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

export const messageHandlers: HandlersOf<typeof messageRoutes> = {
  async listMessages({ session, path, query }) {
    const page = await session.ask({ kind: "load-page", ...path, ...query });
    if (isRefused(page)) return page;
    const { frames, ...rest } = page;
    // The events are JSON text already, as they travel on sockets.
    return { status: 200, json: `{"events":[${frames.join(",")}],${JSON.stringify(rest).slice(1)}` };
  },

  async sendMessage({ session, path, body }) {
    const ack = await session.ask({ kind: "send-message", ...path, body });
    if (!isRefused(ack)) return { status: 201, body: ack };
    // The session judges what only it can (a `replyTo` elsewhere) in the words of its sockets; here nobody sent a frame.
    return ack.refusal.code === "INVALID_FRAME" ? refused("INVALID_REQUEST") : ack;
  },

  async markRead({ session, path, body }) {
    const { conversationId } = path;
    const read = await session.ask({ kind: "mark-read", conversationId, seq: body.seq });
    if (isRefused(read)) return read;
    return { status: 200, body: { conversationId, seq: read.cursorSeq, unread: read.unread } };
  },
};
