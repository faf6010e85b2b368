// An operation on messages that the log has dropped: the conversation waits for no tier, so their author's or moderator's
// session reads them in history, within the user's turn, and asks again with them.
import type { HistoryEvent } from "../../../schema/history/packed-events.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { DroppedEvents } from "../../../schema/rpc/message-changes.ts";
import type { HistoryStore } from "../../conversation/projections/history/history-store.ts";
import { byBlock, loadDropped } from "../../conversation/projections/history/load-missing.ts";
import { ActorUnavailable } from "../../runtime/calls.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { rowsOfHistory } from "../inbox/conversations.ts";

/** Its messages, what edits of them say, and the first message of a thread; once more if the log has dropped more meanwhile. */
const maxRounds = 4;

/**
 * @returns RATE_LIMITED when there may be no more read in history
 * @throws ActorUnavailable when history does not answer
 */
export async function carryDropped<Answer extends object>(
  { history, budgets }: { readonly history: HistoryStore; readonly budgets: Pick<Budgets, "take"> },
  conversationId: ConversationId,
  call: (carried: readonly HistoryEvent[]) => Promise<Answer | DroppedEvents>,
): Promise<Answer | Refused> {
  let carried: readonly HistoryEvent[] = [];
  for (let round = 0; round < maxRounds; round++) {
    const answer = await call(carried);
    if (!("dropped" in answer)) return answer;
    const refusal = budgets.take({ calls: 1, rows: byBlock(answer.dropped).length * rowsOfHistory });
    if (refusal !== null) return { refusal };
    carried = [...carried, ...(await loadDropped(history, conversationId, answer))];
  }
  throw new ActorUnavailable("The log drops events faster than they are read.");
}
