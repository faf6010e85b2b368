// Many messages on their way to a log, and their acks, in a few texts: between actors each object of a list is copied
// field by field, name by name, which costs more than all that the log does with the message.
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { AppendItem, AppendResult, Counted, PackedAcks, PackedItems } from "../../schema/rpc/append.ts";

/** Fewer are sent as a list. */
export const packedFrom = 4;

/** Neither ids and hashes have a comma, nor canonical JSON a line break of its own. */
const [comma, line] = [",", "\n"];

export function packItems(items: readonly AppendItem[]): PackedItems {
  const marked: PackedItems["marked"][number][] = [];
  for (const [index, { replyToSeq, mentionsAll, threadSeq, burnAfterMs, isRewritten }] of items.entries())
    if ((replyToSeq ?? mentionsAll ?? threadSeq ?? burnAfterMs ?? isRewritten) !== undefined)
      marked.push({
        index,
        ...(replyToSeq !== undefined && { replyToSeq }),
        ...(mentionsAll && { mentionsAll }),
        ...(threadSeq !== undefined && { threadSeq }),
        ...(burnAfterMs !== undefined && { burnAfterMs }),
        ...(isRewritten && { isRewritten }),
      });
  return {
    ids: items.map(({ clientMsgId }) => clientMsgId).join(comma),
    hashes: items.map(({ bodyHash }) => bodyHash).join(comma),
    bodies: items.map(({ body }) => body).join(line),
    marked,
  };
}

export function unpackItems({ ids, hashes, bodies, marked }: PackedItems): AppendItem[] {
  const [eachHash, eachBody] = [hashes.split(comma), bodies.split(line)];
  const items: AppendItem[] = ids.split(comma).map((clientMsgId, index) => ({
    clientMsgId: clientMsgId as ClientMsgId,
    body: eachBody[index] as string,
    bodyHash: eachHash[index] as string,
  }));
  for (const { index, ...fields } of marked) items[index] = { ...(items[index] as AppendItem), ...fields };
  return items;
}

/** What the whole call has cost, in its first result. */
export const withCounts = (results: readonly AppendResult[], counts: Counted): readonly AppendResult[] =>
  counts.cost === undefined
    ? results
    : results.map((result, index) => (index === 0 ? { ...result, ...counts } : result));

/** The usual answer, when all were new, as three numbers; any other answer as it is. */
export function packAcks(results: readonly AppendResult[]): PackedAcks | readonly AppendResult[] {
  const [first] = results;
  if (first === undefined || "refusal" in first) return results;
  const { seq: firstSeq, createdAt } = first.ack;
  const isRun = results.every(
    (result, index) => "ack" in result && result.ack.seq === firstSeq + index && result.ack.createdAt === createdAt,
  );
  return isRun ? { firstSeq, createdAt, count: results.length } : results;
}

export const unpackAcks = (answer: PackedAcks | readonly AppendResult[]): readonly AppendResult[] => {
  if (!("firstSeq" in answer)) return answer;
  const { firstSeq, createdAt, count, ...counts } = answer;
  const acks = Array.from({ length: count }, (_, index) => ({ ack: { seq: firstSeq + index, createdAt } }));
  return withCounts(acks, counts);
};
