// The operation `edit`: changes what a message says. The event has the new words; the message's own stay as they were.
import { isDeepStrictEqual } from "node:util";
import { contentKinds, filesOf, type Content } from "../../../schema/protocol/content/content.ts";
import { everyone } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, refusedAt } from "../../../schema/rpc/conversation.ts";
import type { EditOp, MessageChanged } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import { expiresAtBy } from "../expiry/retention.ts";
import { withEdit } from "../states/stored-state.ts";
import type { Acting, Operation } from "./operation.ts";
import { findPresent, newestWords, placeOf } from "./target.ts";

/** A repeat is answered as the first was, whatever has changed since. */
export const edit: Operation<EditOp & Acting, MessageChanged> = (op, flush) => {
  const { actorId, allowance } = op;
  const target = findPresent(flush, actorId, op.seq);
  if ("refusal" in target) return target;
  const { message, state } = target;
  const { edits = [] } = state;
  const earlier = edits.find(([, opId]) => opId === op.opId);
  if (earlier !== undefined) return { seq: earlier[0] };
  const mentionsAll = op.mentions?.includes(everyone) ?? false;
  const refusal = flush.rules.judge(actorId, { kind: "edit", message, mentionsAll }, flush.now);
  if (refusal !== null) return { refusal };
  if (flush.isFull) return refused("CONVERSATION_FULL");
  if (edits.length >= wireLimits.maxEdits) return refused("TOO_MANY");
  const newest = newestWords(target);
  const before = flush.said(newest);
  if (contentKinds.get(before.content.type)?.isFixed === true) return refused("FORBIDDEN");
  // Nobody changes the words of another.
  if (before.forwardedFrom !== undefined) return refused("FORBIDDEN");
  if (before.content.type !== op.contentType) return refusedAt("INVALID_FRAME", "/content/type");
  const { content } = JSON.parse(op.body) as { readonly content: Content };
  // Its words may change, its files may not.
  if (!isDeepStrictEqual(filesOf(before.content), filesOf(content))) return refused("FORBIDDEN");
  const mentions = [...new Set(op.mentions)].filter((userId) => userId === everyone || flush.rules.isMember(userId));
  // What it says already makes no event.
  if (JSON.stringify([before.content, before.mentions ?? []]) === JSON.stringify([content, mentions]))
    return { seq: newest };
  if (!flush.costs.pay(allowance, flush.rules.reach())) return { refusal: overAllowance };
  const words = { content, ...(mentions.length > 0 && { mentions }) };
  const expiresAt = expiresAtBy(flush.retention.all, message);
  const seq = flush.appendEvent({
    type: "message-edited",
    ...(expiresAt !== null && { expiresAt }),
    senderId: actorId,
    targetSeq: message.seq,
    ...words,
  });
  flush.amend({ ...placeOf(message), before: before.mentions ?? [], after: mentions });
  flush.states.put(message.seq, withEdit(state, [seq, op.opId, flush.now]));
  return { seq };
};
