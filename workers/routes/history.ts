// History, for operators: which conversations have any, and whether it agrees with their logs.
import { HistoryShards } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import { StoredHistory } from "../../durable-objects/conversation/projections/history/stored-history.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { conversationStub } from "../../durable-objects/runtime/stubs.ts";
import type { historyRoutes } from "../../schema/protocol/routes/history.ts";
import { membersOfDirect, type ConversationId } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { countMissing } from "../accounts/accounts.ts";
import { mayBeGroup } from "../ids/group-ids.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused } from "../http/answer.ts";

const pageSize = 100;
/** One report reads both tiers several times. */
const verifyTimeoutMs = 60_000;

export const historyHandlers: HandlersOf<typeof historyRoutes> = {
  async listHistory({ env, query: { cursor = "" } }) {
    const found = await new StoredHistory(new HistoryShards(env).all, env.ARCHIVE).conversationIds(
      cursor,
      pageSize + 1,
    );
    const items = found.slice(0, pageSize);
    const next = found.length > pageSize ? (items.at(-1) ?? null) : null;
    return { status: 200, body: { items, next } };
  },

  async verifyHistory({ env, path, query }) {
    if (!(await mayExist(env, path.conversationId))) return refused("CONVERSATION_NOT_FOUND");
    const report = await callActor(
      () => conversationStub(env, path.conversationId).verifyHistory({ afterSeq: query.after }),
      verifyTimeoutMs,
    );
    return isRefused(report) ? report : { status: 200, body: report };
  },
};

/**
 * An operator's path may be wrong, too: no actor is started for what was never made. What has history counts as made,
 * whatever became of the rest.
 */
async function mayExist(env: Env, id: ConversationId): Promise<boolean> {
  const members = membersOfDirect(id);
  if (members === null ? mayBeGroup(env, id) : (await countMissing(env.DIRECTORY, members)) === 0) return true;
  const { d1, r2 } = await new StoredHistory(new HistoryShards(env).all, env.ARCHIVE).newestSeqs(id);
  return d1 + r2 > 0;
}
