// Faults planted in history, and what a recount says of them.
import { env } from "cloudflare:workers";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversation, itemOf } from "./actors.ts";
import { packEvents, unpackEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import type { HistoryFault, HistoryReport } from "../../schema/protocol/http-history.ts";

const { HISTORY } = env;

/** The body of a message that `append` writes, by its place in the call; with -1 it is the body of none. */
export const bodyOf = (n: number): string => itemOf(`message ${n}`).body;

export async function verify(id: ConversationId, afterSeq = 0): Promise<HistoryReport> {
  const report = await conversation(id).verifyHistory({ afterSeq });
  if ("refusal" in report) throw new Error(report.refusal.code);
  return report;
}

export const faultsOf = async (id: ConversationId): Promise<HistoryFault[]> => (await verify(id)).faults;

export const fault = (
  kind: HistoryFault["kind"],
  where: HistoryFault["where"],
  firstSeq: number,
  lastSeq = firstSeq,
): HistoryFault => ({
  kind,
  where,
  firstSeq,
  lastSeq,
});

/** Writes a segment in D1 anew. */
export async function rewriteSegment(
  id: ConversationId,
  firstSeq: number,
  change: (body: string) => string,
): Promise<void> {
  const row = await HISTORY.prepare("SELECT body FROM history_segment WHERE conversation_id = ? AND first_seq = ?")
    .bind(id, firstSeq)
    .first<{ body: string }>();
  const update = HISTORY.prepare("UPDATE history_segment SET body = ? WHERE conversation_id = ? AND first_seq = ?");
  await update.bind(change(row?.body ?? ""), id, firstSeq).run();
}

/** The same, its events one by one. */
export const rewriteEvents = (
  id: ConversationId,
  firstSeq: number,
  change: (event: HistoryEvent, all: HistoryEvent[]) => Partial<HistoryEvent>,
): Promise<void> =>
  rewriteSegment(id, firstSeq, (body) => {
    const events = unpackEvents(body);
    return packEvents(events.map((event) => ({ ...event, ...change(event, events) })));
  });

export const deleteSegment = (id: ConversationId, firstSeq: number) =>
  HISTORY.prepare("DELETE FROM history_segment WHERE conversation_id = ? AND first_seq = ?").bind(id, firstSeq).run();

/** Where the one block of a conversation lies. */
export async function objectOf(id: ConversationId): Promise<string> {
  const query = HISTORY.prepare("SELECT object_key AS key FROM history_archive WHERE conversation_id = ?");
  return (await query.bind(id).first<{ key: string }>())?.key ?? "";
}
