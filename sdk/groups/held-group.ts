// A group and its members as an app holds them: asked for once, then kept by the group's events. Pure.
import type { GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { Group, GroupSettings, Member } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

/** What a member knows of a group. */
export interface HeldGroup {
  readonly group: Group;
  /** All of them. */
  readonly members: ReadonlyMap<UserId, Member>;
  /** People who went, and until when (ms since 1970) they are muted: a mute outlasts leaving and coming back. */
  readonly formers: ReadonlyMap<UserId, number | null>;
  /** Members who came in since, and may be muted from an earlier stay: events do not tell. */
  readonly unsure: ReadonlySet<UserId>;
}

/**
 * What the server answered, brought up to date.
 *
 * @param group asked for before the members
 * @param members of all pages
 * @param events that came since the first of these questions was asked, in order; those that the answers contain already
 * do no harm
 * @returns null when the user went meanwhile, even if they came back: the answers do not fit together
 */
export function holdGroup(
  group: Group,
  members: readonly Member[],
  events: readonly (MemberChangedFrame | GroupChangedFrame)[],
): HeldGroup | null {
  const byId = new Map(members.map((member) => [member.userId, member]));
  if (byId.get(group.self.userId)?.joinedSeq !== group.self.joinedSeq) return null;
  const answered: HeldGroup = { group, members: byId, formers: new Map(), unsure: new Set() };
  return events.reduce<HeldGroup | null>((held, event) => held && afterGroupEvent(held, event), withTotals(answered));
}

/**
 * The group after its next event.
 *
 * @returns null when the user is out: they left, were removed, or the group was dissolved
 */
export function afterGroupEvent(held: HeldGroup, event: MemberChangedFrame | GroupChangedFrame): HeldGroup | null {
  if (event.type === "group-changed") {
    const group = afterChange(held.group, event);
    return group === null ? null : { ...held, group };
  }
  const next = afterMembers(held, event);
  return next.members.has(held.group.self.userId) ? withTotals(next) : null;
}

function afterChange(group: Group, { change, actorId, seq, createdAt }: GroupChangedFrame): Group | null {
  switch (change.kind) {
    case "created":
      return group;
    case "info": {
      const { name = group.name, description = group.description, avatar = group.avatar } = change;
      return { ...group, name, description, avatar };
    }
    case "settings": {
      const { kind: _, ...fields } = change;
      // Those that are there: JSON has no `undefined`.
      const settings = { ...group.settings, ...(fields as Partial<GroupSettings>) };
      return { ...group, settings, joinPolicy: settings.joinPolicy };
    }
    case "announcement": {
      // One that the answer contains already may be newer.
      if ((group.announcement?.seq ?? 0) > seq) return group;
      const { text } = change;
      return { ...group, announcement: text === "" ? null : { text, authorId: actorId, seq, createdAt } };
    }
    case "all-muted":
      return { ...group, allMuted: change.allMuted };
    case "dissolved":
      return null;
  }
}

function afterMembers(held: HeldGroup, event: MemberChangedFrame): HeldGroup {
  const members = new Map(held.members);
  const formers = new Map(held.formers);
  const unsure = new Set(held.unsure);
  const { change, seq } = event;
  for (const userId of event.userIds) {
    const known = members.get(userId);
    // They came in with it or later: the answer contains it already.
    if (known !== undefined && known.joinedSeq > seq) continue;
    if (change.kind === "joined") {
      const joinedSeq = change.how === "created" ? createdSeq : seq;
      if (known?.joinedSeq === joinedSeq) continue;
      const mutedUntil = formers.get(userId) ?? null;
      members.set(userId, { userId, role: change.role, nickname: "", mutedUntil, joinedSeq });
      if (!formers.delete(userId) && change.how !== "created") unsure.add(userId);
      continue;
    }
    if (known === undefined) continue;
    if (change.kind === "left" || change.kind === "removed") {
      members.delete(userId);
      if (!unsure.delete(userId)) formers.set(userId, known.mutedUntil);
      continue;
    }
    const { kind: _, ...fields } = change;
    // Nobody could end a mute of the owner: it ends with the transfer.
    const isOwner = change.kind === "role" && change.role === "owner";
    members.set(userId, { ...known, ...fields, ...(isOwner && { mutedUntil: null }) });
    if (isOwner || change.kind === "muted") unsure.delete(userId);
  }
  return { ...held, members, formers, unsure };
}

/** Who is in from the start joined with the group's first event, whichever tells it. */
const createdSeq = 1;

/** What the group says of its members follows from them. */
function withTotals(held: HeldGroup): HeldGroup {
  const { group, members } = held;
  const ownerId = [...members.values()].find(({ role }) => role === "owner")?.userId ?? group.ownerId;
  const self = members.get(group.self.userId) ?? group.self;
  return { ...held, group: { ...group, ownerId, self, memberCount: members.size } };
}
