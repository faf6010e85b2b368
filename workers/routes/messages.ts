// A conversation's messages: pages of the log, sending, marking as read.
import type { messageRoutes } from "../../schema/protocol/routes/messages.ts";
import { refusedAt } from "../../schema/rpc/conversation.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

export const messageHandlers: HandlersOf<typeof messageRoutes> = {
  async listMessages({ session, path, query }) {
    const page = await session.ask({ kind: "load-page", ...path, ...query });
    if (isRefused(page)) return page;
    const { frames, ...rest } = page;
    // The events are already JSON text, in the form that sockets get.
    return { status: 200, json: `{"events":[${frames.join(",")}],${JSON.stringify(rest).slice(1)}` };
  },

  async sendMessage({ session, path, body }) {
    const ack = await session.ask({ kind: "send-message", ...path, body });
    if (!isRefused(ack)) return { status: 201, body: ack };
    // The session refuses an invalid `replyTo` with the code for frames; over HTTP the code for requests is right.
    const { code, pointer = "" } = ack.refusal;
    return code === "INVALID_FRAME" ? refusedAt("INVALID_REQUEST", pointer) : ack;
  },

  async markRead({ session, path, body }) {
    const { conversationId } = path;
    const read = await session.ask({ kind: "mark-read", conversationId, seq: body.seq });
    if (isRefused(read)) return read;
    const { cursorSeq: seq, unread, mentions } = read;
    return { status: 200, body: { conversationId, seq, unread, ...(mentions !== undefined && { mentions }) } };
  },
};
