// Whose stream begins or ends: who came into the group and who went out of it, with a flush or before the object started.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Publishers } from "../stream/publishers.ts";
import type { GroupState } from "./group-state.ts";

type Streams = Pick<Publishers, "subscribe" | "unsubscribe" | "resume">;

/**
 * A newcomer's stream begins with their joining, or, if they were in before, where it ended: a device that has seen that is
 * told that there is something between. A leaver's ends with their leaving.
 *
 * @param headBefore the newest event before this flush
 */
export function followMemberships(streams: Streams, before: GroupState, after: GroupState, headBefore: number): void {
  if (after.members === before.members) return;
  const begin = (userId: UserId, joinedSeq: number): void =>
    streams.subscribe(userId, before.formers.has(userId) ? lastSeqOf(before, userId) : joinedSeq - 1);
  for (const [userId, { joinedSeq }] of after.members) {
    if (before.members.get(userId)?.joinedSeq !== joinedSeq) begin(userId, joinedSeq);
  }
  for (const [userId, former] of after.formers) {
    if (before.formers.get(userId) === former) continue;
    // Who came and went within this flush has no stream yet.
    if (!before.members.has(userId)) begin(userId, headBefore + 1);
    streams.unsubscribe(userId, lastSeqOf(after, userId));
  }
}

/** Those who left may lack their last event as well, if the object died before it was delivered. */
export function resumeMemberships(streams: Streams, state: GroupState): void {
  for (const [userId, { joinedSeq }] of state.members)
    streams.resume(userId, { afterSeq: joinedSeq - 1, untilSeq: null });
  for (const userId of state.formers.keys())
    streams.resume(userId, { afterSeq: 0, untilSeq: lastSeqOf(state, userId) });
}

const lastSeqOf = ({ formers }: GroupState, userId: UserId): number =>
  formers.get(userId)?.intervals.at(-1)?.toSeq ?? 0;
