// The operation `send`: a message is committed once under its `clientMsgId`, however often it is sent, and acked each
// time.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { AppendItem, Appended } from "../../../schema/rpc/append.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import { holdIdOf } from "../../../schema/rpc/shared-file.ts";
import { deliveriesOf, overAllowance } from "../../stream/reach.ts";
import { rewrittenHash } from "../../../schema/history/body-hash.ts";
import { hashBody } from "../../runtime/text.ts";
import type { Attachment } from "../attachments/attachment-store.ts";
import { withKeptMentions } from "./kept-mentions.ts";
import type { Acting, Operation } from "./operation.ts";
import { findRoot, inThread, noteReply } from "./thread.ts";

export interface SendOp extends Acting {
  readonly kind: "send";
  readonly item: AppendItem;
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
  if (item.unlessRepeated !== undefined) return { refusal: item.unlessRepeated };
  if (flush.isFull) return refused("CONVERSATION_FULL");
  const refusal = flush.rules.judge(actorId, { kind: "send", item }, flush.now);
  if (refusal !== null) return { refusal };
  if (item.replyToSeq !== undefined && item.replyToSeq > flush.draft.headSeq) return refused("SEQ_OUT_OF_RANGE");
  const root = item.threadSeq === undefined ? null : findRoot(flush, actorId, item.threadSeq);
  if (root !== null && "refusal" in root) return root;
  const { burnAfterMs } = item;
  if (burnAfterMs !== undefined && flush.burns.size >= wireLimits.maxBurning) return refused("TOO_MANY");
  if (!flush.costs.pay(op.allowance, deliveriesOf(item, flush.rules.reach()))) return { refusal: overAllowance };
  const kept = withKeptMentions(item, (userId) => flush.rules.isMember(userId));
  const { ttlMs } = flush.retention;
  const lasting = burnAfterMs === undefined ? kept : burning(kept, burnAfterMs);
  const timed = ttlMs === null ? lasting : ending(lasting, flush.now + ttlMs);
  const stored = withStoredHash(item, root === null ? timed : inThread(timed, root.seq));
  const thread = root === null ? {} : { thread: root.seq };
  const ack = flush.appendMessage({ senderId: actorId, item: stored, isFresh: found.isFresh, ...thread });
  if (item.files !== undefined) flush.attachments.add(ack.seq, attachmentsOf(actorId, item, ack));
  if (burnAfterMs !== undefined) flush.burns.add({ seq: ack.seq, senderId: actorId, afterMs: burnAfterMs });
  if (root !== null) noteReply(flush, root, { seq: ack.seq, senderId: actorId, at: ack.createdAt });
  return { ack };
};

const attachmentsOf = (
  senderId: UserId,
  { clientMsgId, files = [] }: AppendItem,
  sent: Appended["ack"],
): readonly Attachment[] =>
  files.map(({ fileId, kind }) => ({ ...sent, fileId, kind, senderId, holdId: holdIdOf(senderId, clientMsgId) }));

/** Its reader's client has to know. */
const burning = (item: AppendItem, burnAfterMs: number): AppendItem => ({
  ...item,
  body: `{"burnAfterMs":${burnAfterMs},${item.body.slice(1)}`,
});

/** Whoever has a copy has to know, and every tier: see stream/over.ts. */
const ending = (item: AppendItem, expiresAt: number): AppendItem => ({
  ...item,
  body: `{"expiresAt":${expiresAt},${item.body.slice(1)}`,
});

/** A repeat has to match what was submitted, history what is stored: where the two differ both are kept. */
function withStoredHash(submitted: AppendItem, stored: AppendItem): AppendItem {
  if (stored.body === submitted.body && submitted.isRewritten === undefined) return stored;
  return { ...stored, bodyHash: rewrittenHash(submitted.bodyHash, hashBody(stored.body)) };
}
