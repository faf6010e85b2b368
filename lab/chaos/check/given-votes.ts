// What different people were given of the same vote: in an anonymous poll only the voter is told that it is theirs.
import { isDeepStrictEqual } from "node:util";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { isVote } from "../changes/votes.ts";
import type { FinalState } from "../history/final-state.ts";
import type { DeviceName, History, SocketNumber } from "../history/record.ts";

interface Run {
  readonly history: History;
  readonly final: FinalState;
  readonly deviceOf: ReadonlyMap<SocketNumber, DeviceName>;
  readonly userOf: ReadonlyMap<DeviceName, UserId>;
}

interface Given {
  readonly event: EventFrame;
  readonly userId: UserId | undefined;
}

/** All events that anybody was given, on sockets and in pages. */
export function* givenEvents({ history, final, deviceOf, userOf }: Run): Generator<Given> {
  for (const record of history.records) {
    if (record.kind === "event") yield { event: record.event, userId: userOf.get(deviceOf.get(record.socket) ?? "") };
    else if (record.kind === "page") for (const event of record.events) yield { event, userId: record.user };
  }
  for (const { userId, logs } of final.views)
    for (const log of logs.values()) for (const event of log) yield { event, userId };
}

/** The votes that name their voters, by seq: of anonymous polls as the voters were given them. */
export function namedVotes(run: Run): ReadonlyMap<ConversationId, ReadonlyMap<number, EventFrame>> {
  const named = new Map<ConversationId, Map<number, EventFrame>>();
  for (const { event } of givenEvents(run)) {
    if (!isVote(event) || event.senderId === undefined) continue;
    const ofLog = named.get(event.conversationId) ?? new Map<number, EventFrame>();
    named.set(event.conversationId, ofLog.set(event.seq, event));
  }
  return named;
}

/** Whether two people were given the same event: of a vote one of them may not be told whose it is. */
export function isSameEvent(one: EventFrame, other: EventFrame | undefined): boolean {
  if (other === undefined || !isVote(one) || !isVote(other)) return isDeepStrictEqual(one, other);
  const isSecret = one.senderId === undefined || other.senderId === undefined;
  return isSecret ? isDeepStrictEqual(unnamed(one), unnamed(other)) : isDeepStrictEqual(one, other);
}

function unnamed(vote: EventFrame & { readonly type: "vote-changed" }): object {
  const { senderId: _, options: __, ...rest } = vote;
  return rest;
}
