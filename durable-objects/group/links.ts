// Links to join by: created, counted, revoked.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, refusedAt } from "../../schema/rpc/conversation.ts";
import type { GroupLink } from "../../schema/rpc/group.ts";
import { withoutEvent, type Decision, type DecisionContext, type OpOf } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { judgeAction } from "./judging.ts";

/** Whether the link still admits somebody; at `expiresAt` itself it no longer does. */
export const isWorking = ({ expiresAt, maxUses, uses }: GroupLink, now: number): boolean =>
  (expiresAt === null || now < expiresAt) && (maxUses === null || uses < maxUses);

/** The link with this token; null if there is none or it no longer works. */
export function findWorkingLink(
  links: { values(): Iterable<GroupLink> },
  token: string,
  now: number,
): GroupLink | null {
  for (const link of links.values()) if (link.token === token) return isWorking(link, now) ? link : null;
  return null;
}

/** Also deletes links that no longer work. @returns INVALID_REQUEST for a link that could never work */
export function decideMakeLink(
  draft: GroupDraft,
  actorId: UserId,
  op: OpOf<"make-link">,
  { now }: DecisionContext,
): Decision {
  const refusal = judgeAction(draft, actorId, "make-link");
  if (refusal !== null) return { refusal };
  if (draft.links.has(op.linkId)) return withoutEvent;
  const { linkId, token, expiresAt, maxUses } = op;
  const link: GroupLink = { linkId, token, createdBy: actorId, expiresAt, maxUses, uses: 0 };
  if (!isWorking(link, now)) return refusedAt("INVALID_REQUEST", "/expiresAt");
  const spent = [...draft.links.values()].filter((other) => !isWorking(other, now));
  if (draft.links.size - spent.length >= wireLimits.maxLinks) return refused("TOO_MANY");
  for (const other of spent) draft.links.delete(other.linkId);
  draft.links.set(linkId, link);
  return withoutEvent;
}

/** A link that is unknown or no longer works counts as revoked already. */
export function decideRevokeLink(
  draft: GroupDraft,
  actorId: UserId,
  { linkId }: OpOf<"revoke-link">,
  { now }: DecisionContext,
): Decision {
  const link = draft.links.get(linkId);
  const own = link === undefined || !isWorking(link, now) || link.createdBy === actorId;
  const refusal = judgeAction(draft, actorId, "revoke-link", { own, role: null });
  if (refusal !== null) return { refusal };
  draft.links.delete(linkId);
  return withoutEvent;
}
