// Who has read a message.
import type { receiptRoutes } from "../../schema/protocol/routes/receipts.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";

export const receiptHandlers: HandlersOf<typeof receiptRoutes> = {
  async listReceipts({ session, path, query: { cursor, read, limit } }) {
    const after = cursor === undefined ? {} : { after: cursor };
    const asked = { seq: path.seq, read: read === "true", limit, ...after };
    const page = await session.ask({ kind: "list-receipts", conversationId: path.conversationId, ...asked });
    if (isRefused(page)) return page;
    const { userIds, ...rest } = page;
    return { status: 200, body: { items: userIds.map((userId) => ({ userId })), ...rest } };
  },
};
