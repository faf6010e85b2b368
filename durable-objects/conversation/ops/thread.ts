// Threads: a message that answers in one joins its first message, the root; and the operation `follow-thread`.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { AppendItem } from "../../../schema/rpc/append.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { FollowThreadOp, MessageChanged } from "../../../schema/rpc/message-changes.ts";
import type { EventMeta } from "../log/event-store.ts";
import { withFollower, withoutFollower, withReply } from "../states/thread-note.ts";
import type { Acting, FlushContext, Operation } from "./operation.ts";
import { findPresent } from "./target.ts";

/**
 * The first message of the thread that this message begins or is a reply in.
 *
 * @returns MESSAGE_NOT_FOUND when one of both is not there, not visible or gone
 */
export function findRoot(flush: FlushContext, actorId: UserId, seq: number): EventMeta | Refused {
  const target = findPresent(flush, actorId, seq);
  if ("refusal" in target) return target;
  const { thread } = target.message;
  if (thread === undefined) return target.message;
  const root = findPresent(flush, actorId, thread);
  return "refusal" in root ? root : root.message;
}

/** The item as the thread's: its body begins with the root's seq. */
export const inThread = (item: AppendItem, root: number): AppendItem => ({
  ...item,
  body: `{"thread":${root},${item.body.slice(1)}`,
});

/** The root's state counts the reply, and the thread lists it. */
export function noteReply(
  { states }: FlushContext,
  root: EventMeta,
  { seq, ...reply }: { readonly seq: number; readonly senderId: UserId; readonly at: number },
): void {
  states.put(root.seq, withReply(states.get(root.seq), { rootSenderId: root.senderId, ...reply }));
  states.addReply(root.seq, seq);
}

/** Nobody else is told, and what is so already is done. */
export const followThread: Operation<FollowThreadOp & Acting, MessageChanged> = ({ actorId, seq, follows }, flush) => {
  const root = findRoot(flush, actorId, seq);
  if ("refusal" in root) return root;
  const state = flush.states.get(root.seq);
  const followers = state.thread?.[2] ?? [];
  if (followers.includes(actorId) === follows) return { seq: root.seq };
  if (follows && followers.length >= wireLimits.maxThreadFollowers) return refused("TOO_MANY");
  flush.states.put(root.seq, follows ? withFollower(state, actorId) : withoutFollower(state, actorId));
  return { seq: root.seq };
};
