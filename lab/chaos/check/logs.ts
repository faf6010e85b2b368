// Checks each log by itself: no gap, the same for all readers, times that never fall, no message twice.
import type { UserView } from "../history/final-state.ts";
import { lastSeqOf, type Facts, type MergedLog } from "./facts.ts";
import { eventLine, logLines } from "./lines.ts";
import { isSameEvent } from "./given-votes.ts";
import type { Verdict } from "./verdict.ts";

export function checkLogs({ final, logs }: Facts, verdict: Verdict): void {
  for (const view of final.views) checkView(view, logs, verdict);
  for (const log of logs.values()) {
    checkWhole(log, final.views, verdict);
    checkTimes(log, verdict);
    checkIds(log, verdict);
  }
}

function checkView({ userId, logs, unreadable }: UserView, merged: Facts["logs"], verdict: Verdict): void {
  verdict.checked("ORDER-4", logs.size + unreadable.length);
  for (const { conversationId, answer } of unreadable)
    verdict.violated("ORDER-4", `${userId} cannot read ${conversationId}`, () => [answer]);
  for (const [conversationId, log] of logs) {
    let last = 0;
    for (const event of log) {
      verdict.checked("ORDER-1");
      const before = last;
      if (event.seq !== before + 1)
        verdict.violated("ORDER-1", `${userId} reads ${event.seq} after ${before} in ${conversationId}`, () =>
          log.filter((one) => one.seq >= before && one.seq <= event.seq).map(eventLine),
        );
      last = lastSeqOf(event);
      const common = merged.get(conversationId)?.events.get(event.seq);
      if (event.type !== "void" && !isSameEvent(event, common))
        verdict.violated("ORDER-1", `readers of ${conversationId} see different events at ${event.seq}`, () => [
          `${userId}: ${eventLine(event)}`,
          `others: ${common === undefined ? "nothing" : eventLine(common)}`,
        ]);
    }
  }
}

/** An event that is hidden from every reader counts as missing. */
function checkWhole(
  { conversationId, events, headSeq }: MergedLog,
  views: readonly UserView[],
  verdict: Verdict,
): void {
  const isVoid = (seq: number): boolean =>
    views.some(({ logs }) =>
      logs.get(conversationId)?.some((event) => event.type === "void" && event.seq <= seq && seq <= event.toSeq),
    );
  for (let seq = 1; seq <= headSeq; seq++) {
    if (!events.has(seq) && isVoid(seq))
      verdict.violated("ORDER-1", `nobody can read ${seq} of ${conversationId}`, () =>
        logLines(events, seq - 1, seq + 1),
      );
  }
}

function checkTimes({ conversationId, events, headSeq }: MergedLog, verdict: Verdict): void {
  let latest = 0;
  for (let seq = 1; seq <= headSeq; seq++) {
    const event = events.get(seq);
    if (event === undefined) continue;
    verdict.checked("ORDER-2");
    if (event.createdAt < latest)
      verdict.violated("ORDER-2", `time falls at ${seq} of ${conversationId}`, () => [`${latest} ${event.createdAt}`]);
    latest = event.createdAt;
  }
}

function checkIds({ conversationId, events }: MergedLog, verdict: Verdict): void {
  const seqOf = new Map<string, number>();
  for (const event of events.values()) {
    if (event.type !== "new-message") continue;
    verdict.checked("SEND-2");
    const id = `${event.senderId} ${event.clientMsgId}`;
    const earlier = seqOf.get(id);
    seqOf.set(id, event.seq);
    if (earlier !== undefined)
      verdict.violated("SEND-2", `${id} is twice in ${conversationId}`, () => [
        ...logLines(events, earlier, earlier),
        ...logLines(events, event.seq, event.seq),
      ]);
  }
}
