// Starts and ends the streams of members: after a flush in which users joined or left, and after a cold start.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Publishers } from "../stream/publishers.ts";
import type { FormerMembership, Returned } from "./former-draft.ts";
import type { GroupPatch, GroupState } from "./group-state.ts";

type Streams = Pick<Publishers, "subscribe" | "unsubscribe" | "resume">;

interface MembershipChange {
  readonly before: GroupState;
  readonly after: GroupState;
  readonly returned: Returned;
  /** The log's newest seq before this flush. */
  readonly headBefore: number;
}

/**
 * A new member's stream begins with their joining. A returning member's begins where their last one ended, so that a
 * device that has seen that gets a `void` for the time between. A leaver's stream ends with their leaving.
 */
export function followMemberships(streams: Streams, { before, after, returned, headBefore }: MembershipChange): void {
  if (after.members === before.members) return;
  const begin = (userId: UserId, joinedSeq: number): void => {
    const former = returned.get(userId);
    streams.subscribe(userId, former === undefined ? joinedSeq - 1 : lastSeqOf(former));
  };
  for (const [userId, { joinedSeq }] of after.members) {
    if (before.members.get(userId)?.joinedSeq !== joinedSeq) begin(userId, joinedSeq);
  }
  for (const [userId, former] of newLeavers(before, after)) {
    // A user who joined and left within this flush has no stream yet.
    if (!before.members.has(userId)) begin(userId, headBefore + 1);
    streams.unsubscribe(userId, lastSeqOf(former));
  }
}

/** Those who leave in a flush, of what it stores. */
export const leaversOf = ({ formers }: GroupPatch): UserId[] =>
  [...formers].filter(([, former]) => former !== null).map(([userId]) => userId);

/** Those who have left in a flush. */
export function* newLeavers(before: GroupState, after: GroupState): Generator<readonly [UserId, FormerMembership]> {
  if (after.leavers === before.leavers) return;
  for (const [userId, former] of after.leavers) if (before.leavers.get(userId) !== former) yield [userId, former];
}

/** Leavers are resumed too: the object may have died before their last event was delivered. */
export function resumeMemberships(streams: Streams, state: GroupState): void {
  for (const [userId, { joinedSeq }] of state.members)
    streams.resume(userId, { afterSeq: joinedSeq - 1, untilSeq: null });
  for (const [userId, former] of state.leavers) streams.resume(userId, { afterSeq: 0, untilSeq: lastSeqOf(former) });
}

/** Each member, with the event by which they joined. */
export function* joinedSeqs({ members }: GroupState): Generator<readonly [UserId, joinedSeq: number]> {
  for (const [userId, { joinedSeq }] of members) yield [userId, joinedSeq];
}

const lastSeqOf = ({ intervals }: FormerMembership): number => intervals.at(-1)?.toSeq ?? 0;
