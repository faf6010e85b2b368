// The operation `set-retention`: how long the messages stay that are sent from now on.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { MessageChanged, SetRetentionOp } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Acting, Operation } from "./operation.ts";

/** What is so already makes no event. */
export const setRetention: Operation<SetRetentionOp & Acting, MessageChanged> = (op, flush) => {
  const { actorId, ttlMs, allowance } = op;
  if (!flush.rules.isMember(actorId)) return refused("CONVERSATION_NOT_FOUND");
  const refusal = flush.rules.judge(actorId, { kind: "set-retention" }, flush.now);
  if (refusal !== null) return { refusal };
  const { retention } = flush;
  if (retention.ttlMs === ttlMs) return { seq: retention.all.at(-1)?.fromSeq ?? flush.draft.headSeq };
  if (retention.all.length >= wireLimits.maxTtlSettings) return refused("TOO_MANY");
  if (!flush.costs.pay(allowance, flush.rules.reach())) return { refusal: overAllowance };
  const seq = flush.appendEvent({ type: "conversation-settings-changed", senderId: actorId, ttlMs });
  retention.set(seq, ttlMs, actorId);
  return { seq };
};
