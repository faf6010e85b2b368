// Checks that messages burn once the other one has read them: not before, and no others.
import { membersOfDirect, type ConversationId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { isEnding, isGone, targetsOf } from "../changes/event-targets.ts";
import { saidAt, type Facts, type MergedLog } from "./facts.ts";
import { eventLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

/** A kill may keep an alarm from ringing, and the next start and settling take their time. */
const lateMs = 15_000;

export function checkBurns(facts: Facts, verdict: Verdict): void {
  for (const log of facts.logs.values()) {
    checkEnds(log, verdict);
    checkRead(facts, log, verdict);
  }
}

const burnsAfter = (event: EventFrame | undefined): number | undefined =>
  event?.type === "new-message" ? event.burnAfterMs : undefined;

/** Nothing else of a run expires: nobody sets a time for a whole conversation. */
function checkEnds(log: MergedLog, verdict: Verdict): void {
  for (const event of log.events.values()) {
    if (event.type !== "messages-expired") continue;
    for (const seq of event.targetSeqs) {
      verdict.checked("EXPIRE-1");
      const message = saidAt(log, seq);
      // Nobody's device was given it before, as where its reader was away: nobody can say what it was.
      if (message === undefined || isGone(message)) continue;
      const burnAfterMs = burnsAfter(message);
      if (burnAfterMs === undefined || event.createdAt - message.createdAt < burnAfterMs)
        verdict.violated("EXPIRE-1", `${seq} of ${log.conversationId} expired too early, or without burning`, () =>
          [message, event].map(eventLine),
        );
    }
  }
}

function checkRead({ history }: Facts, log: MergedLog, verdict: Verdict): void {
  const endAt = history.records.at(-1)?.at ?? 0;
  for (const [seq, event] of log.events) {
    const burnAfterMs = burnsAfter(event);
    if (event.type !== "new-message" || burnAfterMs === undefined) continue;
    verdict.checked("EXPIRE-1");
    if (log.changes.get(seq)?.some((one) => isEnding(one) && targetsOf(one).includes(seq)) === true) continue;
    const readAt = firstRead({ history }, log.conversationId, seq, event.senderId);
    if (readAt + burnAfterMs + lateMs < endAt)
      verdict.violated("EXPIRE-1", `${seq} of ${log.conversationId} was read, and did not burn`, () => [
        eventLine(event),
        `read at ${readAt}, the end is at ${endAt}`,
      ]);
  }
}

/** When the other one's mark was first confirmed to cover the message; infinity: never. */
function firstRead({ history }: Pick<Facts, "history">, id: ConversationId, seq: number, senderId: string): number {
  const other = membersOfDirect(id)?.find((userId) => userId !== senderId);
  const read = history.records.find(
    (one) => one.kind === "read" && one.user === other && one.conversationId === id && one.seq >= seq,
  );
  return read?.at ?? Number.POSITIVE_INFINITY;
}
