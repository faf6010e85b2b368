// Links to join by: created, counted, revoked, and gone with their makers.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, refusedAt } from "../../schema/rpc/conversation.ts";
import type { GroupLink } from "../../schema/rpc/group.ts";
import { withoutEvent, type Decision, type DecisionContext, type OpOf } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { endLostInvitations } from "./inviting.ts";
import { judgeAction, mayDo, type MembersAndCore } from "./judging.ts";

/** What decides whether a link works; a group's state or its draft. */
interface LinksAndMakers extends MembersAndCore {
  readonly links: { values(): Iterable<GroupLink> };
}

/** Whether the link could admit somebody by its own terms; at `expiresAt` itself it no longer does. */
const isOpen = ({ expiresAt, maxUses, uses }: GroupLink, now: number): boolean =>
  (expiresAt === null || now < expiresAt) && (maxUses === null || uses < maxUses);

/** Whether its maker may make links now: nobody lets others in who may not invite them. */
const hasMaker = (group: MembersAndCore, { createdBy }: GroupLink): boolean => mayDo(group, createdBy, "make-link");

/** Whether the link still admits somebody. */
export const isWorking = (group: MembersAndCore, link: GroupLink, now: number): boolean =>
  isOpen(link, now) && hasMaker(group, link);

/** The link with this token; null if there is none or it no longer works. */
export function findWorkingLink(group: LinksAndMakers, token: string, now: number): GroupLink | null {
  for (const link of group.links.values()) if (link.token === token) return isWorking(group, link, now) ? link : null;
  return null;
}

/**
 * Makes a change of who may invite. Links and invitations whose maker may not, before it or after it, are gone for good:
 * those that earlier code left behind must not work again because of it.
 */
export function changeMakers(draft: GroupDraft, change: () => void): void {
  dropLost(draft);
  change();
  dropLost(draft);
  endLostInvitations(draft);
}

function dropLost(draft: GroupDraft): void {
  for (const link of [...draft.links.values()]) if (!hasMaker(draft, link)) draft.links.delete(link.linkId);
}

/**
 * Also deletes links that no longer work. @returns INVALID_REQUEST for a link that could never work; TOO_MANY for one
 * more of this member, or of the group, than there may be
 */
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
  if (!isOpen(link, now)) return refusedAt("INVALID_REQUEST", "/expiresAt");
  const all = [...draft.links.values()];
  const working = all.filter((other) => isWorking(draft, other, now));
  const own = working.filter(({ createdBy }) => createdBy === actorId);
  if (working.length >= wireLimits.maxLinks || own.length >= wireLimits.maxLinksPerMember) return refused("TOO_MANY");
  for (const other of all) if (!working.includes(other)) draft.links.delete(other.linkId);
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
  const own = link === undefined || !isWorking(draft, link, now) || link.createdBy === actorId;
  const refusal = judgeAction(draft, actorId, "revoke-link", { own, role: null });
  if (refusal !== null) return { refusal };
  draft.links.delete(linkId);
  return withoutEvent;
}
