// The session's answer to who has read a message: what the log has dropped is judged by history, and whoever shows no
// receipts sees none in direct conversations.
import { describe, expect, it } from "vitest";
import { receiptsAnswers } from "../../durable-objects/user-session/inbox/receipts-answers.ts";
import { refused, type ConversationRpc, type ReceiptsAnswer, type Refused } from "../../schema/rpc/conversation.ts";
import type { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { directConversationId, newGroupId, newUserId, type DeviceId } from "../../schema/protocol/ids.ts";
import type { HistoryEvent } from "../../schema/history/packed-events.ts";
import { standInFor } from "../support/stand-in-for.ts";

const [me, peer] = [newUserId(), newUserId()] as const;
const talk = directConversationId(me, peer);
const page = { userIds: [peer], readCount: 1, unreadCount: 0, hiddenCount: 0, next: null };

function ask(
  answer: ReceiptsAnswer | Refused,
  { senderId = me, gone = false, isHidden = false, conversationId = talk, rows = 10_000, isListed = true } = {},
) {
  const spent: unknown[] = [];
  const content = gone ? { type: "gone", fallback: "" } : { type: "text", text: "Hello" };
  const stored = { seq: 7, createdAt: 1, senderId, clientMsgId: "id", bodyHash: "", body: JSON.stringify({ content }) };
  const { "list-receipts": list } = receiptsAnswers({
    userId: me,
    stub: () => standInFor<ConversationRpc>({ receipts: () => Promise.resolve(answer) }),
    inbox: { has: () => isListed },
    budgets: {
      take: (costs) => {
        spent.push(costs);
        return (costs.rows ?? 0) > rows ? { code: "RATE_LIMITED", limit: "rows" } : null;
      },
    },
    history: standInFor<HistoryStore>({ load: () => Promise.resolve([standInFor<HistoryEvent>(stored)]) }),
    privacy: { seesNoReceiptsIn: (id) => isHidden && id === talk },
  });
  const question = { kind: "list-receipts", conversationId, seq: 7, read: true, limit: 50 } as const;
  return Promise.resolve(list(question, "device" as DeviceId)).then((said) => ({ said, spent }));
}

describe("[SEEN-2] of a message that the log has dropped", () => {
  const dropped: ReceiptsAnswer = { ...page, missing: { afterSeq: 6, throughSeq: 7 } };

  it("history says whose it is, and whether it is there", async () => {
    expect(await ask(dropped)).toEqual({ said: page, spent: [{ calls: 1, rows: 50 }, { rows: 1_000 }] });
    expect((await ask(dropped, { senderId: peer })).said).toEqual(refused("FORBIDDEN"));
    expect((await ask(dropped, { gone: true })).said).toEqual(refused("MESSAGE_NOT_FOUND"));
  });

  it("reading history is paid for", async () => {
    expect((await ask(dropped, { rows: 500 })).said).toMatchObject({ refusal: { code: "RATE_LIMITED" } });
  });
});

describe("[SEEN-5] whoever shows no receipts", () => {
  const answer: ReceiptsAnswer = { ...page, missing: null };

  it("is told none in a direct conversation, and all in a group", async () => {
    const hidden = { userIds: [], readCount: 0, unreadCount: 0, hiddenCount: 1, next: null };
    expect((await ask(answer, { isHidden: true })).said).toEqual(hidden);
    expect((await ask(answer)).said).toEqual(page);
    expect((await ask(answer, { isHidden: true, conversationId: newGroupId() })).said).toEqual(page);
  });

  it("is refused as everybody is, and asks nobody about what is not theirs", async () => {
    expect((await ask(refused("FORBIDDEN"), { isHidden: true })).said).toEqual(refused("FORBIDDEN"));
    expect(await ask(answer, { isListed: false })).toEqual({ said: refused("CONVERSATION_NOT_FOUND"), spent: [] });
  });
});
