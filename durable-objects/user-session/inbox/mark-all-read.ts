// Marks all conversations of a user as read.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { MarkedRead, Refused } from "../../../schema/rpc/conversation.ts";
import { ActorUnavailable } from "../../runtime/calls.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Conversations } from "./conversations.ts";
import type { Inbox } from "./inbox.ts";
import { maxParallelCalls, refreshEntries } from "./refresh-entries.ts";

export interface MarkAllHost {
  readonly inbox: Pick<Inbox, "all" | "wasRead">;
  readonly budgets: Pick<Budgets, "take">;
  readonly conversations: Pick<Conversations, "read" | "markRead">;
}

/**
 * As far as the budgets go: what is read stays so.
 *
 * @returns in how many conversations something was unread; RATE_LIMITED when a budget ends half-way
 * @throws ActorUnavailable when a conversation was not reached; the others are read
 */
export async function markAllRead(host: MarkAllHost): Promise<{ marked: number } | Refused> {
  const { inbox, budgets, conversations } = host;
  const all = inbox.all();
  const stale = all.filter((row) => row.stale);
  const refusal = budgets.take({ rows: 2 * all.length, calls: stale.length, deliveries: 1 });
  if (refusal !== null) return { refusal };
  await refreshEntries(stale, (id) => conversations.read(id, null));
  const marks: (MarkedRead | Refused)[] = [];
  let unmarked = 0;
  let unavailable: ActorUnavailable | null = null;
  const mark = async (id: ConversationId, seq: number): Promise<void> => {
    try {
      marks.push(await conversations.markRead(id, seq));
    } catch (cause) {
      if (!(cause instanceof ActorUnavailable)) throw cause;
      unavailable = cause;
    }
  };
  await eachInParallel(inbox.all(), maxParallelCalls, async ({ conversationId, summary }) => {
    if (summary !== null && summary.unread > 0) return mark(conversationId, summary.headSeq);
    if (inbox.wasRead(conversationId)) unmarked++;
  });
  if (unavailable !== null) throw unavailable;
  // A conversation that the user has just left is no reason to refuse the rest.
  const limited = marks.find((one) => "refusal" in one && one.refusal.code === "RATE_LIMITED");
  if (limited !== undefined && "refusal" in limited) return limited;
  return { marked: unmarked + marks.filter((one) => !("refusal" in one)).length };
}
