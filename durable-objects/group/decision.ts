// The result of an op: a refusal, or events and the caller's answer. Types and helpers of every `decide…`.
import type { GroupChange, GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChange, MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import { maxReaders } from "../conversation/readers/readers.ts";

/** An event as it was decided; the log adds seq and time. */
export type ChangeBody =
  | Pick<MemberChangedFrame, "type" | "actorId" | "userIds" | "change">
  | Pick<GroupChangedFrame, "type" | "actorId" | "change">;

export interface Decided {
  /** Take the seqs after `headSeq`, in order. */
  readonly events: readonly ChangeBody[];
  readonly done: GroupOpDone;
}
export type Decision = Decided | Refused;

export interface DecisionContext {
  /** The time of the flush: ms since 1970. */
  readonly now: number;
  /** The time by the clock, which may be behind `now`, the log's time; missing: the same. */
  readonly clock?: number;
  /** The log's newest seq, including what the flush has added so far. */
  readonly headSeq: number;
  readonly limits: Pick<Limits, "LIMIT_GROUP_MEMBERS">;
}

/** The limit of the deployment, or fewer if a row cannot hold so many. */
export const maxMembersOf = ({ LIMIT_GROUP_MEMBERS }: DecisionContext["limits"]): number =>
  Math.min(LIMIT_GROUP_MEMBERS, maxReaders);

export type OpOf<Kind extends GroupOp["kind"]> = Extract<GroupOp, { kind: Kind }>;

/** Succeeds without writing an event. */
export const withoutEvent: Decided = { events: [], done: { seq: null, joined: [], requested: false } };

/** @param joined users who became members by this op */
export const withEvents = (
  { headSeq }: DecisionContext,
  events: readonly ChangeBody[],
  joined: readonly UserId[] = [],
): Decided => ({ events, done: { seq: headSeq + events.length, joined, requested: false } });

export const memberChanged = (actorId: UserId, userIds: readonly UserId[], change: MemberChange): ChangeBody => ({
  type: "member-changed",
  actorId,
  userIds: [...userIds],
  change,
});

export const groupChanged = (actorId: UserId, change: GroupChange): ChangeBody => ({
  type: "group-changed",
  actorId,
  change,
});
