// Checks files: who sees a message gets its file as it was sent; of a message that is gone, or that one has deleted for oneself,
// nobody gets one; and what no message has any more is not stored.
import { filesOf } from "../../../schema/protocol/content/content.ts";
import type { FileId } from "../../../schema/protocol/files.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { isGone } from "../changes/event-targets.ts";
import type { Facts } from "./facts.ts";
import { eventLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

export function checkFiles(facts: Facts, verdict: Verdict): void {
  const sent = new Map(
    facts.history.records.flatMap((record) => (record.kind === "file" ? [[record.fileId, record.text] as const] : [])),
  );
  const hidden = new Map(facts.final.views.map(({ userId, lists }) => [userId, lists]));
  for (const { userId, conversationId, seq, fileId, answer } of facts.final.files) {
    const event = facts.logs.get(conversationId)?.events.get(seq);
    const shown = `${userId} gets ${JSON.stringify(answer)} for ${fileId} at ${seq} of ${conversationId}`;
    const lines = (): readonly string[] => (event === undefined ? [] : [eventLine(event)]);
    verdict.checked("FILE-5");
    if (isGone(event) || hidden.get(userId)?.get(conversationId)?.hidden.includes(seq) === true) {
      if (!("code" in answer) || answer.code !== "FILE_NOT_FOUND") verdict.violated("FILE-5", shown, lines);
    } else if (!("text" in answer) || answer.text !== sent.get(fileId)) verdict.violated("FILE-5", shown, lines);
  }
  for (const fileId of filesThatEnded(facts)) {
    verdict.checked("FILE-8");
    if (facts.final.storedFiles.has(fileId))
      verdict.violated("FILE-8", `${fileId} is stored, though no message has it any more`, () => []);
  }
}

/** The files of messages that are all gone. Of those that were forwarded it is not known: nobody may see a copy. */
export function filesThatEnded({ history, logs }: Pick<Facts, "history" | "logs">): ReadonlySet<FileId> {
  const forwarded = new Set(
    history.records.flatMap((record) =>
      record.kind === "forward" ? record.from.seqs.map((seq) => `${record.from.conversationId} ${seq}`) : [],
    ),
  );
  const ended = new Set<FileId>();
  const lasting = new Set<FileId>();
  for (const { conversationId, events, words } of logs.values()) {
    for (const [seq, said] of [...words, ...events]) {
      const isOver = isGone(events.get(seq)) && !forwarded.has(`${conversationId} ${seq}`);
      for (const fileId of fileIdsOf(said)) (isOver ? ended : lasting).add(fileId);
    }
  }
  // What was sent and not answered may be in the log, where nobody saw it.
  const answered = new Set(history.records.flatMap((one) => (one.kind === "ack" ? [one.clientMsgId] : [])));
  for (const record of history.records) {
    if (record.kind !== "send" || answered.has(record.clientMsgId)) continue;
    for (const fileId of ended) if (record.text.includes(fileId)) lasting.add(fileId);
  }
  return ended.difference(lasting);
}

const fileIdsOf = (event: EventFrame): readonly FileId[] =>
  event.type === "new-message" ? filesOf(event.content).map(({ fileId }) => fileId) : [];
