// Membership and permissions in a direct conversation. Pure.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { membersOfDirect } from "../../schema/protocol/ids.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { Act, FlushRules } from "../conversation/ops/operation.ts";
import { judgeBurn } from "../conversation/ops/may-burn.ts";
import { judgeOwn, type ChangeWindows } from "../conversation/ops/change-windows.ts";

/** The id itself names the members: nothing to store, nothing to reconcile. */
export function directMembers(conversationId: ConversationId): ReadonlySet<UserId> {
  return new Set(membersOfDirect(conversationId) ?? []);
}

/** Whether this user may read or send here now. Strangers cannot tell an existing conversation from a missing one. */
export function judgeDirect(members: ReadonlySet<UserId>, opened: boolean, userId: UserId): Refusal | null {
  return opened && members.has(userId) ? null : { code: "CONVERSATION_NOT_FOUND" };
}

/** What a block lets pass: what stays one's own, and taking back what one has said. */
const ownActs: ReadonlySet<Act["kind"]> = new Set(["mark-read", "recall"]);

/** Whose block it is nobody is told: who has blocked knows. */
const judgeBlock = ({ kind }: Act, isBlocked: boolean): Refusal | null =>
  isBlocked && !ownActs.has(kind) ? { code: "NOT_ACCEPTED" } : null;

/** Nobody is there any more to be told anything. The other one still reads, and takes back what they have said. */
const judgeGone = ({ kind }: Act, isGone: boolean): Refusal | null =>
  isGone && !ownActs.has(kind) ? { code: "USER_NOT_FOUND" } : null;

/** What the conversation knows of its members beside who they are. */
export interface DirectState {
  /** Whether either has blocked the other. */
  readonly isBlocked: () => boolean;
  /** Whether the account of either is deleted. */
  readonly isGone: () => boolean;
}

/** The rules of a flush. Members never change, so there is nothing to store. */
export const directRules = (
  members: ReadonlySet<UserId>,
  judge: (userId: UserId) => Refusal | null,
  { isBlocked, isGone }: DirectState,
  limits: ChangeWindows,
): FlushRules<never, never> => ({
  isMember: (userId) => members.has(userId),
  sees: () => true,
  judge: (userId, act, now) =>
    judge(userId) ??
    judgeGone(act, isGone()) ??
    judgeBlock(act, isBlocked()) ??
    judgeBurn(act, members.size === 2) ??
    judgeOwn(act, userId, now, limits),
  change: (_actorId, change) => change,
  reach: () => members.size,
  leavers: () => [],
  save: () => {},
  committed: () => {},
});
