// What users may see of a group: the profile for anyone, the group for members, pages of members, links.
import type { Group, GroupProfile, ListedGroup, Member } from "../../schema/protocol/group.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { GroupLink, MemberQuery } from "../../schema/rpc/group.ts";
import type { GroupState, Membership } from "./group-state.ts";
import { isWorking } from "./links.ts";
import { isGranted } from "./permissions.ts";

/** As lists of conversations and invitations show it. */
export const listedGroup = ({ core, members }: GroupState): ListedGroup => ({
  name: core.info.name,
  avatar: core.info.avatar,
  memberCount: members.size,
});

export function profileOf(id: ConversationId, { core, members }: GroupState): GroupProfile {
  return { id, ...core.info, memberCount: members.size, joinPolicy: core.settings.joinPolicy };
}

/** Null for users who are not members. */
export function describeGroup(id: ConversationId, state: GroupState, userId: UserId): Group | null {
  const self = state.members.get(userId);
  if (self === undefined) return null;
  const ownerId = [...state.members].find(([, { role }]) => role === "owner")?.[0] ?? userId;
  const { settings, allSilenced } = state.core;
  const newest = state.announcements[0];
  // An empty text means that the announcement was taken down.
  const announcement = newest === undefined || newest.text === "" ? null : newest;
  return { ...profileOf(id, state), ownerId, settings, allSilenced, announcement, self: toMember(userId, self) };
}

/**
 * Sorted by user id, so that pages keep a fixed order whatever changes between them.
 *
 * @param letInBy who let those in who joined with this event, as far as the caller may know it
 */
export function pageOfMembers(
  { members }: GroupState,
  { role, prefix = "", after, limit }: MemberQuery,
  letInBy: (seq: number) => UserId | undefined = () => undefined,
): { items: readonly Member[]; next: string | null } {
  const start = prefix.toLowerCase();
  const found = [...members]
    .filter(([, member]) => role === undefined || member.role === role)
    .filter(([userId, { nickname }]) => nickname.toLowerCase().startsWith(start) || userId.startsWith(start))
    .filter(([userId]) => after === undefined || userId > after)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const page = found.slice(0, limit);
  return {
    items: page.map(([userId, member]) => {
      const by = letInBy(member.joinedSeq);
      // A group's creator came with those whom they put into it.
      return { ...toMember(userId, member), ...(by !== undefined && by !== userId && { letInBy: by }) };
    }),
    next: found.length > page.length ? (page.at(-1)?.[0] ?? null) : null,
  };
}

/** Links that still work. Whoever may not see all sees only the links that they made. */
export function linksFor(state: GroupState, userId: UserId, now: number): readonly GroupLink[] {
  const { links, members, core } = state;
  const role = members.get(userId)?.role ?? "member";
  const maySee = ({ createdBy }: GroupLink): boolean =>
    isGranted("list-links", role, core.settings, { own: createdBy === userId, role: null });
  return [...links.values()].filter((link) => isWorking(state, link, now) && maySee(link));
}

const toMember = (userId: UserId, { role, nickname, silencedUntil, joinedSeq }: Membership): Member => ({
  userId,
  role,
  nickname,
  silencedUntil,
  joinedSeq,
});
