// Scheduled messages: all is asked of the caller's session, which owns them.
import type { scheduledRoutes } from "../../schema/protocol/routes/scheduled.ts";
import { refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

/** The session refuses an invalid `replyTo` with the code for frames; over HTTP the code for requests is right. */
const asRequest = ({ refusal }: Refused): Refused =>
  refusal.code === "INVALID_FRAME" ? refusedAt("INVALID_REQUEST", refusal.pointer ?? "") : { refusal };

export const scheduledHandlers: HandlersOf<typeof scheduledRoutes> = {
  async listScheduled({ session, query }) {
    const page = await session.ask({ kind: "list-scheduled", ...query });
    return isRefused(page) ? page : { status: 200, body: page };
  },

  async scheduleMessage({ session, body }) {
    const scheduledMessage = await session.ask({ kind: "schedule-message", body });
    return isRefused(scheduledMessage) ? asRequest(scheduledMessage) : { status: 201, body: { scheduledMessage } };
  },

  async changeScheduled({ session, path, body }) {
    const scheduledMessage = await session.ask({ kind: "change-scheduled", ...path, change: body });
    return isRefused(scheduledMessage) ? asRequest(scheduledMessage) : { status: 200, body: { scheduledMessage } };
  },

  async cancelScheduled({ session, path }) {
    const cancelled = await session.ask({ kind: "cancel-scheduled", ...path });
    return isRefused(cancelled) ? cancelled : { status: 204 };
  },

  async sendScheduled({ session, path }) {
    const ack = await session.ask({ kind: "send-scheduled", ...path });
    return isRefused(ack) ? asRequest(ack) : { status: 200, body: ack };
  },
};
