// The facts for every check: one log per conversation, merged from its readers' views, and its memberships.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { FinalState } from "../history/final-state.ts";
import type { DeviceName, History, SocketNumber } from "../history/record.ts";
import { hasWords, touchedBy } from "../changes/event-targets.ts";
import { namedVotes } from "./given-votes.ts";
import { membershipsIn, type Memberships } from "./memberships.ts";

export interface MergedLog {
  readonly conversationId: ConversationId;
  /** By seq, what some reader sees there, with the voter of a vote if anybody was told; never a void. */
  readonly events: ReadonlyMap<number, EventFrame>;
  readonly headSeq: number;
  readonly memberships: Memberships;
  /** By message, the events that change it or what its state says, in the order of seq. */
  readonly changes: ReadonlyMap<number, readonly EventFrame[]>;
  /** By seq, what was given of an event while it had its words: some of them are gone. */
  readonly words: ReadonlyMap<number, EventFrame>;
}

export interface Facts {
  readonly history: History;
  readonly final: FinalState;
  readonly logs: ReadonlyMap<ConversationId, MergedLog>;
  readonly deviceOf: ReadonlyMap<SocketNumber, DeviceName>;
  readonly userOf: ReadonlyMap<DeviceName, UserId>;
}

export const lastSeqOf = (event: EventFrame): number => (event.type === "void" ? event.toSeq : event.seq);

/** The event as it was while it had its words, if anybody was given them. */
export const saidAt = (log: MergedLog, seq: number): EventFrame | undefined =>
  log.words.get(seq) ?? log.events.get(seq);

export function gatherFacts(history: History, final: FinalState): Facts {
  const deviceOf = new Map<SocketNumber, DeviceName>();
  for (const record of history.records) if (record.kind === "open") deviceOf.set(record.socket, record.device);
  const userOf = new Map(history.devices.map(({ name, userId }) => [name, userId]));
  const given = { history, final, deviceOf, userOf };
  return { ...given, logs: mergeLogs(final, wordsGiven(history), namedVotes(given)) };
}

/** By conversation and seq. */
type Events = ReadonlyMap<ConversationId, ReadonlyMap<number, EventFrame>>;

function wordsGiven({ records }: History): Events {
  const words = new Map<ConversationId, Map<number, EventFrame>>();
  for (const record of records) {
    const events = record.kind === "event" ? [record.event] : record.kind === "page" ? record.events : [];
    for (const event of events) {
      if (!hasWords(event)) continue;
      const ofLog = words.get(event.conversationId) ?? new Map<number, EventFrame>();
      words.set(event.conversationId, ofLog);
      if (!ofLog.has(event.seq)) ofLog.set(event.seq, event);
    }
  }
  return words;
}

function changesIn(events: ReadonlyMap<number, EventFrame>): ReadonlyMap<number, readonly EventFrame[]> {
  const changes = new Map<number, EventFrame[]>();
  for (const event of [...events.values()].toSorted((a, b) => a.seq - b.seq)) {
    for (const seq of touchedBy(event)) {
      const ofMessage = changes.get(seq) ?? [];
      changes.set(seq, ofMessage);
      ofMessage.push(event);
    }
  }
  return changes;
}

function mergeLogs({ views }: FinalState, words: Events, votes: Events): ReadonlyMap<ConversationId, MergedLog> {
  const merged = new Map<ConversationId, Map<number, EventFrame>>();
  const heads = new Map<ConversationId, number>();
  const seen = new Map<string, ReadonlySet<number>>();
  for (const { userId, logs } of views) {
    for (const [conversationId, log] of logs) {
      seen.set(
        `${userId} ${conversationId}`,
        new Set(log.flatMap((event) => (event.type === "void" ? [] : [event.seq]))),
      );
      const events = merged.get(conversationId) ?? new Map<number, EventFrame>();
      merged.set(conversationId, events);
      for (const event of log) {
        heads.set(conversationId, Math.max(heads.get(conversationId) ?? 0, lastSeqOf(event)));
        if (event.type !== "void" && !events.has(event.seq))
          events.set(event.seq, votes.get(conversationId)?.get(event.seq) ?? event);
      }
    }
  }
  return new Map(
    [...merged].map(([conversationId, events]) => {
      const headSeq = heads.get(conversationId) ?? 0;
      return [
        conversationId,
        {
          conversationId,
          events,
          headSeq,
          memberships: membershipsIn(
            conversationId,
            events,
            headSeq,
            (userId, seq) => seen.get(`${userId} ${conversationId}`)?.has(seq) === true,
          ),
          changes: changesIn(events),
          words: words.get(conversationId) ?? new Map(),
        },
      ];
    }),
  );
}
