// Checks what sockets received against the log: the same events, and only those that the receiver may see.
import { isDeepStrictEqual } from "node:util";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { hasWords, isGone, targetsOf } from "../changes/event-targets.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { eventLine, logLines } from "./lines.ts";
import { isSameEvent } from "./given-votes.ts";
import type { Verdict } from "./verdict.ts";

export function checkDeliveries({ history, final, logs, deviceOf, userOf }: Facts, verdict: Verdict): void {
  for (const record of history.records) {
    if (record.kind !== "event") continue;
    const { event, socket, at } = record;
    const device = deviceOf.get(socket) ?? "";
    const userId = userOf.get(device) ?? ("" as UserId);
    const log = logs.get(event.conversationId);
    verdict.checked("GROUP-3");
    checkVisible(log, event, { userId, at, who: `${device} got` }, verdict);
    if (event.type === "void") continue;
    verdict.checked("CHAOS-1");
    const stored = log?.events.get(event.seq);
    if (!isAsStored(event, stored))
      verdict.violated("CHAOS-1", `${device} got what is not in the log of ${event.conversationId}`, () => [
        `got: ${eventLine(event)}`,
        ...logLines(log?.events ?? new Map(), event.seq, event.seq),
      ]);
  }
  for (const { userId, logs: read } of final.views) {
    for (const [conversationId, events] of read) {
      verdict.checked("GROUP-3", events.length);
      for (const event of events)
        checkVisible(logs.get(conversationId), event, { userId, who: `${userId} reads` }, verdict);
    }
  }
}

/** What the words of a message and its edits leave out when they are gone. */
function isAsStored(event: EventFrame, stored: EventFrame | undefined): boolean {
  const isWordless = hasWords(event) && isGone(stored);
  return isWordless && stored ? isDeepStrictEqual(placeOf(event), placeOf(stored)) : isSameEvent(event, stored);
}

const placeOf = (event: EventFrame): object => ({
  type: event.type,
  seq: event.seq,
  createdAt: event.createdAt,
  ...("senderId" in event && { senderId: event.senderId }),
});

interface Receiver {
  readonly userId: UserId;
  /** When it arrived; undefined: read at the end. */
  readonly at?: number;
  readonly who: string;
}

/**
 * A void must only hide events that the user may not see, and an event must be visible to them. Events in no log are
 * checked elsewhere.
 */
function checkVisible(log: MergedLog | undefined, event: EventFrame, receiver: Receiver, verdict: Verdict): void {
  if (log === undefined) return;
  const { userId, at, who } = receiver;
  const { memberships, events, conversationId } = log;
  const targetsAt = (seq: number): readonly number[] => {
    const one = events.get(seq);
    return one === undefined ? [] : targetsOf(one);
  };
  if (event.type === "void") {
    for (let seq = event.seq; seq <= event.toSeq; seq++) {
      // At the end, later memberships may have made an event visible. On a socket it may have been a void at that time.
      const seen = (one: number): boolean =>
        at === undefined ? memberships.sees(userId, one) : memberships.wasIn(userId, one);
      if (seen(seq) && targetsAt(seq).every(seen))
        verdict.violated("GROUP-3", `${who} a void for ${seq} of ${conversationId}, which they may see`, () => [
          eventLine(event),
          ...logLines(events, seq, seq),
        ]);
    }
  } else if (events.has(event.seq) && !memberships.sees(userId, event.seq, at)) {
    verdict.violated("GROUP-3", `${who} ${event.seq} of ${conversationId}, outside their memberships`, () => [
      eventLine(event),
    ]);
  } else {
    const targets = targetsAt(event.seq);
    if (targets.length > 0) verdict.checked("CHANGE-7");
    if (targets.some((seq) => !memberships.sees(userId, seq, at)))
      verdict.violated("CHANGE-7", `${who} ${event.seq} of ${conversationId}, a change of what they do not see`, () => [
        eventLine(event),
      ]);
  }
}
