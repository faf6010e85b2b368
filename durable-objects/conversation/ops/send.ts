// The operation `send`: a message is committed once under its `clientMsgId`, however often it is sent, and acked each
// time.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type AppendItem, type Appended } from "../../../schema/rpc/conversation.ts";
import { overAllowance } from "../../stream/reach.ts";
import { rewrittenHash } from "../../../schema/history/body-hash.ts";
import { hashBody } from "../../runtime/text.ts";
import type { Allowance } from "../allowance.ts";
import { withKeptMentions } from "./kept-mentions.ts";
import { withReply } from "../states/thread-note.ts";
import type { Operation } from "./operation.ts";
import { findRoot, inThread } from "./thread.ts";

export interface SendOp {
  readonly kind: "send";
  readonly actorId: UserId;
  readonly item: AppendItem;
  readonly allowance?: Allowance | undefined;
}

/**
 * Looks for a duplicate first, then checks permission: a resend of a committed message is acked whatever has changed
 * since, and causes no delivery.
 */
export const send: Operation<SendOp, Appended> = (op, flush) => {
  const { actorId, item } = op;
  const found = flush.findSubmission(op, actorId, item);
  if ("refusal" in found) return found;
  if ("earlier" in found) {
    const { seq, createdAt, hasBodyHash } = found.earlier;
    return hasBodyHash(item.bodyHash) ? { ack: { seq, createdAt } } : refused("DUPLICATE_MESSAGE");
  }
  if (flush.isFull) return refused("CONVERSATION_FULL");
  const refusal = flush.rules.judge(actorId, { kind: "send", item }, flush.now);
  if (refusal !== null) return { refusal };
  if (item.replyToSeq !== undefined && item.replyToSeq > flush.draft.headSeq) return refused("SEQ_OUT_OF_RANGE");
  const root = item.threadSeq === undefined ? null : findRoot(flush, actorId, item.threadSeq);
  if (root !== null && "refusal" in root) return root;
  const reach = flush.rules.reach();
  if (!flush.costs.allows(op.allowance, reach)) return { refusal: overAllowance };
  flush.costs.charge(op.allowance, reach);
  const stored = withKeptMentions(item, (userId) => flush.rules.isMember(userId));
  const { isFresh } = found;
  if (root === null)
    return { ack: flush.appendMessage({ senderId: actorId, item: withStoredHash(item, stored), isFresh }) };
  const inRoot = withStoredHash(item, inThread(stored, root.seq));
  const reply = { senderId: actorId, item: inRoot, isFresh, thread: root.seq };
  const ack = flush.appendMessage(reply);
  const at = { rootSenderId: root.senderId, senderId: actorId, at: ack.createdAt };
  flush.states.put(root.seq, withReply(flush.states.get(root.seq), at));
  flush.states.addReply(root.seq, ack.seq);
  return { ack };
};

/** A repeat has to match what was submitted, history what is stored: where the two differ both are kept. */
function withStoredHash(submitted: AppendItem, stored: AppendItem): AppendItem {
  if (stored.body === submitted.body && submitted.isRewritten === undefined) return stored;
  return { ...stored, bodyHash: rewrittenHash(submitted.bodyHash, hashBody(stored.body)) };
}
