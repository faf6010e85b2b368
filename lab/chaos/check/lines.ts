// Events and records as short lines, for the stretch that shows a violation.
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
  }
}

/** As the records of history stand in its file, an event cut short. */
export const recordLine = (record: HistoryRecord): string =>
  record.kind === "event"
    ? `${record.at} socket ${record.socket} got ${record.event.conversationId}: ${eventLine(record.event)}`
    : JSON.stringify(record);

/** The log from one seq to another, and what is not there. */
export function logLines(events: ReadonlyMap<number, EventFrame>, fromSeq: number, toSeq: number): readonly string[] {
  const lines: string[] = [];
  for (let seq = Math.max(1, fromSeq); seq <= toSeq; seq++) {
    const event = events.get(seq);
    lines.push(`log: ${event === undefined ? `${seq} is not there` : eventLine(event)}`);
  }
  return lines;
}
