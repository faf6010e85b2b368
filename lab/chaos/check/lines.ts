// Events and records as short lines, for the part of the history that shows a violation.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { HistoryRecord } from "../history/record.ts";

const maxText = 40;

export function eventLine(event: EventFrame): string {
  switch (event.type) {
    case "new-message":
      return `${event.seq} ${event.senderId} ${event.clientMsgId} ${JSON.stringify(event.content).slice(0, maxText)}`;
    case "member-changed":
      return `${event.seq} ${event.change.kind} ${event.userIds.join(" ")}`;
    case "group-changed":
      return `${event.seq} group ${event.change.kind}`;
    case "void":
      return `${event.seq}-${event.toSeq} void`;
    default: {
      const { conversationId: _, createdAt: __, ...rest } = event;
      return JSON.stringify(rest);
    }
  }
}

/** A record as it is in the history file, with its event shortened. */
export const recordLine = (record: HistoryRecord): string =>
  record.kind === "event"
    ? `${record.at} socket ${record.socket} got ${record.event.conversationId}: ${eventLine(record.event)}`
    : JSON.stringify(record);

/** The log from one seq to another, with the seqs that are missing. */
export function logLines(events: ReadonlyMap<number, EventFrame>, fromSeq: number, toSeq: number): readonly string[] {
  const lines: string[] = [];
  for (let seq = Math.max(1, fromSeq); seq <= toSeq; seq++) {
    const event = events.get(seq);
    lines.push(`log: ${event === undefined ? `${seq} is not there` : eventLine(event)}`);
  }
  return lines;
}
