// Answers who has read a message of the user's. Who wrote a message that the log has dropped is seen in history.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type ConversationStubs } from "../../../schema/rpc/conversation.ts";
import type { HistoryStore } from "../../conversation/projections/history/history-store.ts";
import { loadMissing } from "../../conversation/projections/history/load-missing.ts";
import { callActor } from "../../runtime/calls.ts";
import { judgeAuthor } from "../../stream/whose-message.ts";
import type { Privacy } from "../account/privacy.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { rowsOfHistory } from "./conversations.ts";
import type { Inbox } from "./inbox.ts";

export interface ReceiptsHost {
  readonly userId: UserId;
  readonly stub: ConversationStubs;
  readonly inbox: Pick<Inbox, "has">;
  readonly budgets: Pick<Budgets, "take">;
  readonly history: HistoryStore;
  readonly privacy: Pick<Privacy, "seesNoReceiptsIn">;
}

/** @throws ActorUnavailable */
export const receiptsAnswers = (host: ReceiptsHost): Answers<"list-receipts"> => ({
  "list-receipts": async ({ conversationId, seq, read, after, limit }) => {
    const { userId } = host;
    if (!host.inbox.has(conversationId)) return refused("CONVERSATION_NOT_FOUND");
    const refusal = host.budgets.take({ calls: 1, rows: limit });
    if (refusal !== null) return { refusal };
    const asked = { userId, seq, read, limit, ...(after !== undefined && { after }) };
    const answer = await callActor(() => host.stub(conversationId).receipts(asked));
    if ("refusal" in answer) return answer;
    const { missing, ...page } = answer;
    if (missing !== null) {
      const tooMuch = host.budgets.take({ rows: rowsOfHistory });
      if (tooMuch !== null) return { refusal: tooMuch };
      const [event] = await loadMissing(host.history, conversationId, missing);
      const notTheirs = judgeAuthor(event?.frame, userId);
      if (notTheirs !== null) return { refusal: notTheirs };
    }
    if (!host.privacy.seesNoReceiptsIn(conversationId)) return page;
    const hiddenCount = page.hiddenCount + page.readCount + page.unreadCount;
    return { userIds: [], readCount: 0, unreadCount: 0, hiddenCount, next: null };
  },
});
