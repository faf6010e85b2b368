// What a group tells of itself and of its members, as answers carry it.
import type { Group, GroupProfile, Member } from "../../schema/protocol/group.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { GroupLink, MemberQuery } from "../../schema/rpc/group.ts";
import type { GroupState, Membership } from "./group-state.ts";
import { isWorking } from "./links.ts";
import { isGranted } from "./permissions.ts";

/** What anyone may know. */
export function profileOf({ core, members }: GroupState, id: ConversationId): GroupProfile {
  return { id, ...core.info, memberCount: members.size, joinPolicy: core.settings.joinPolicy };
}

/** The group as this member sees it, or null when they are not in. */
export function groupOf(state: GroupState, id: ConversationId, userId: UserId): Group | null {
  const self = state.members.get(userId);
  const ownerId = ownerOf(state);
  if (self === undefined || ownerId === null) return null;
  const { settings, allMuted } = state.core;
  const newest = state.announcements[0];
  const announcement = newest === undefined || newest.text === "" ? null : newest;
  return { ...profileOf(state, id), ownerId, settings, allMuted, announcement, self: memberOf(userId, self) };
}

/** null: everyone is out. */
export function ownerOf({ members }: GroupState): UserId | null {
  for (const [userId, { role }] of members) if (role === "owner") return userId;
  return null;
}

/** Members in the order of their ids; `cursor` is null on the last page. */
export function pageMembers(
  { members }: GroupState,
  { role, prefix = "", after = "" as UserId, limit }: MemberQuery,
): { members: readonly Member[]; cursor: UserId | null } {
  const wanted = prefix.toLowerCase();
  const startsSo = (text: string): boolean => text.toLowerCase().startsWith(wanted);
  const found = [...members]
    .filter(([userId, member]) => userId > after && (role === undefined || member.role === role))
    .filter(([userId, { nickname }]) => startsSo(userId) || startsSo(nickname))
    .map(([userId, member]) => memberOf(userId, member))
    .toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  const page = found.slice(0, limit);
  return { members: page, cursor: found.length > limit ? (page.at(-1)?.userId ?? null) : null };
}

/** Links that work: all of them for admins and the owner, for a member their own. */
export function linksFor({ core, members, links }: GroupState, userId: UserId, now: number): GroupLink[] {
  const role = members.get(userId)?.role;
  if (role === undefined) return [];
  const maySee = ({ createdBy }: GroupLink): boolean =>
    isGranted("list-links", role, core.settings, { own: createdBy === userId, role: null });
  return [...links.values()].filter((link) => isWorking(link, now) && maySee(link));
}

const memberOf = (userId: UserId, { role, nickname, mutedUntil, joinedSeq }: Membership): Member => ({
  userId,
  role,
  nickname,
  mutedUntil,
  joinedSeq,
});
