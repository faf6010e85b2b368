// What comes of an op: a refusal, or the events that it makes and what its caller is told. The terms of every decide….
import type { GroupChange, GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChange, MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import { maxReaders } from "../conversation/readers/readers.ts";

/** An event as it was decided; the log adds where and when. */
export type ChangeBody =
  | Pick<MemberChangedFrame, "type" | "actorId" | "userIds" | "change">
  | Pick<GroupChangedFrame, "type" | "actorId" | "change">;

export interface Decided {
  /** They take the seqs after `headSeq`, in order. */
  readonly events: readonly ChangeBody[];
  readonly done: GroupOpDone;
}
export type Decision = Decided | Refused;

export interface DecisionContext {
  /** The time of the flush: ms since 1970. */
  readonly now: number;
  /** Of the log, with what the flush has added so far. */
  readonly headSeq: number;
  readonly limits: Pick<Limits, "LIMIT_GROUP_MEMBERS">;
}

/** What a deployment allows, as far as it can be stored. */
export const maxMembersOf = ({ LIMIT_GROUP_MEMBERS }: DecisionContext["limits"]): number =>
  Math.min(LIMIT_GROUP_MEMBERS, maxReaders);

export type OpOf<Kind extends GroupOp["kind"]> = Extract<GroupOp, { kind: Kind }>;

/** It is so already, or nobody needs to be told. */
export const withoutEvent: Decided = { events: [], done: { seq: null, joined: [], requested: false } };

/** @param joined who is in now and was not before */
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
