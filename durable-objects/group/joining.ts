// Ways to join by one's own act: freely, by password, by link, or by a request that an admin accepts.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { withoutEvent, type Decided, type Decision, type DecisionContext, type OpOf } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { admit } from "./admitting.ts";
import { judgeAction } from "./judging.ts";
import { findWorkingLink } from "./links.ts";

/** Does nothing for a member; then a link's use is not counted either. */
export function decideJoin(draft: GroupDraft, userId: UserId, op: OpOf<"join">, context: DecisionContext): Decision {
  if (!draft.isOpen) return refused("CONVERSATION_NOT_FOUND");
  if (draft.members.has(userId)) return withoutEvent;
  if (draft.bans.has(userId)) return refused("BANNED");
  const { joinPolicy } = draft.core.settings;
  if (joinPolicy === "closed") return refused("JOIN_NOT_ALLOWED");
  if (op.linkToken !== undefined) return joinByLink(draft, userId, op.linkToken, context);
  switch (joinPolicy) {
    case "free":
      return admit(draft, userId, [userId], "free", context);
    case "password":
      if (op.passwordHash === undefined) return refused("JOIN_NOT_ALLOWED");
      if (op.passwordHash !== draft.core.passwordHash) return refused("WRONG_PASSWORD");
      return admit(draft, userId, [userId], "password", context);
    case "approval":
      return request(draft, userId, op.message ?? "", context);
    case "link":
      return refused("JOIN_NOT_ALLOWED");
  }
}

/** The hash to check a join password against. @returns JOIN_NOT_ALLOWED for members too */
export function findPasswordHash(draft: GroupDraft, userId: UserId): { passwordHash: string } | Refused {
  if (!draft.isOpen) return refused("CONVERSATION_NOT_FOUND");
  if (draft.bans.has(userId)) return refused("BANNED");
  const { settings, passwordHash } = draft.core;
  if (settings.joinPolicy !== "password" || passwordHash === null || draft.members.has(userId))
    return refused("JOIN_NOT_ALLOWED");
  return { passwordHash };
}

/** Succeeds even if there is no request. */
export function decideWithdrawRequest(draft: GroupDraft, userId: UserId): Decision {
  if (!draft.isOpen) return refused("CONVERSATION_NOT_FOUND");
  draft.requests.delete(userId);
  return withoutEvent;
}

/** @returns NOT_FOUND when the accepted request does not exist, or no longer does */
export function decideAnswerRequest(
  draft: GroupDraft,
  actorId: UserId,
  { userId, accept }: OpOf<"answer-request">,
  context: DecisionContext,
): Decision {
  const refusal = judgeAction(draft, actorId, "answer-request");
  if (refusal !== null) return { refusal };
  if (!accept) {
    draft.requests.delete(userId);
    return withoutEvent;
  }
  if (draft.members.has(userId)) return withoutEvent;
  if (!draft.requests.has(userId)) return refused("NOT_FOUND");
  return admit(draft, actorId, [userId], "approved", context);
}

function joinByLink(draft: GroupDraft, userId: UserId, token: string, context: DecisionContext): Decision {
  const link = findWorkingLink(draft, token, context.now);
  if (link === null) return refused("LINK_NOT_VALID");
  const decision = admit(draft, userId, [userId], "link", context);
  if (!("refusal" in decision)) draft.links.set(link.linkId, { ...link, uses: link.uses + 1 });
  return decision;
}

function request(draft: GroupDraft, userId: UserId, message: string, { now }: DecisionContext): Decision {
  const requested: Decided = { ...withoutEvent, done: { ...withoutEvent.done, requested: true } };
  if (draft.requests.has(userId)) return requested;
  if (draft.requests.size >= wireLimits.maxJoinRequests) return refused("TOO_MANY");
  draft.requests.set(userId, { userId, message, createdAt: now });
  return requested;
}
