// Checks that what a recalled message said is nowhere after its recall: not in logs and edits, not on sockets and pages.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { hasWords, isEnding, targetsOf } from "../changes/event-targets.ts";
import type { SocketNumber } from "../history/record.ts";
import type { Facts } from "./facts.ts";
import { eventLine, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

/**
 * What was on its way to a session when the recall was committed may reach a socket that is opened a moment later. No
 * delivery is this old.
 */
const onTheWayMs = 5_000;

export function checkGone(facts: Facts, verdict: Verdict): void {
  checkLogs(facts, verdict);
  checkGiven(facts, verdict);
}

/** The messages whose words the event has: itself, or the one that it edits. */
const messageOf = (event: EventFrame): number => targetsOf(event)[0] ?? event.seq;

function checkLogs({ final, logs }: Facts, verdict: Verdict): void {
  for (const { userId, logs: read } of final.views) {
    for (const [conversationId, events] of read) {
      const changes = logs.get(conversationId)?.changes;
      for (const event of events) {
        if (!hasWords(event)) continue;
        verdict.checked("CHANGE-3");
        const recalled = changes
          ?.get(messageOf(event))
          ?.find((one) => isEnding(one) && targetsOf(one).includes(messageOf(event)));
        if (recalled !== undefined)
          verdict.violated("CHANGE-3", `${userId} reads what was recalled in ${conversationId}`, () =>
            [event, recalled].map(eventLine),
          );
      }
    }
  }
}

function checkGiven({ history }: Facts, verdict: Verdict): void {
  const keyOf = (conversationId: ConversationId, seq: number): string => `${conversationId} ${seq}`;
  /** When somebody was first given the recall. */
  const knownAt = new Map<string, number>();
  const openedAt = new Map<SocketNumber, number>();
  /** By socket, the messages of which it was told that they were recalled. */
  const told = new Map<SocketNumber, Set<string>>();
  for (const record of history.records) {
    if (record.kind === "open") openedAt.set(record.socket, record.at);
    if (record.kind !== "event" && record.kind !== "page") continue;
    for (const event of record.kind === "event" ? [record.event] : record.events) {
      if (isEnding(event)) {
        for (const target of targetsOf(event)) {
          const ended = keyOf(event.conversationId, target);
          if (!knownAt.has(ended)) knownAt.set(ended, record.at);
          if (record.kind === "event") told.set(record.socket, (told.get(record.socket) ?? new Set()).add(ended));
        }
        continue;
      }
      const key = keyOf(event.conversationId, messageOf(event));
      const known = knownAt.get(key);
      if (!hasWords(event) || known === undefined) continue;
      verdict.checked("CHANGE-3");
      const isLate =
        record.kind === "page"
          ? record.asked > known
          : told.get(record.socket)?.has(key) === true || (openedAt.get(record.socket) ?? 0) > known + onTheWayMs;
      if (isLate)
        verdict.violated("CHANGE-3", `what was recalled was given in ${event.conversationId}`, () => [
          `recalled by ${known}`,
          record.kind === "event"
            ? recordLine(record)
            : `${record.at} a page asked for at ${record.asked}: ${eventLine(event)}`,
        ]);
    }
  }
}
