// `@klatch/sdk/groups`: a group and its members, fetched once and then updated by the group's events. Pure.
/**
 * A group and its members, fetched once and then updated by the group's events.
 *
 * @module @klatch/sdk/groups
 */
import type { GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { UnknownChange } from "../../schema/protocol/unknown.ts";
import type { Group, GroupSettings, Member } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

/** A group as a member sees it. */
export interface HeldGroup {
  readonly group: Group;
  /** All members. */
  readonly members: ReadonlyMap<UserId, Member>;
  /** Former members, and until when (ms since 1970) they are silenced. That outlasts leaving and rejoining. */
  readonly formers: ReadonlyMap<UserId, number | null>;
  /** Members who joined since the fetch and may be silenced from an earlier membership, which events do not say. */
  readonly unsure: ReadonlySet<UserId>;
}

/**
 * The server's answers, brought up to date by the events since.
 *
 * @param group fetched before the members
 * @param members all pages together
 * @param events all events of the group since the first of these calls, in order. Events that the answers already contain
 * do no harm
 * @returns null if the user left meanwhile, even if they rejoined: the answers do not fit together
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
 * The group after its next event. A change of a kind that this SDK does not know leaves the same object: what it changed
 * has to be asked for.
 *
 * @returns null if the user is no longer a member: they left, were removed, or the group was dissolved
 */
export function afterGroupEvent(held: HeldGroup, event: MemberChangedFrame | GroupChangedFrame): HeldGroup | null {
  // From before the user came, as late as it may arrive: the answers contain it, and what undid it may never come.
  if (!isKnown(event) || event.seq < held.group.self.joinedSeq) return held;
  if (event.type === "group-changed") {
    const group = afterChange(held.group, event);
    return group === null ? null : { ...held, group };
  }
  const next = afterMembers(held, event);
  return next.members.has(held.group.self.userId) ? withTotals(next) : null;
}

function afterChange(
  group: Group,
  { change, actorId, seq, createdAt }: KnownGroupEvent & GroupChangedFrame,
): Group | null {
  switch (change.kind) {
    case "created":
      return group;
    case "info": {
      const { name = group.name, description = group.description, avatar = group.avatar } = change;
      return { ...group, name, description, avatar };
    }
    case "settings": {
      const { kind: _, ...fields } = change;
      // The cast is safe: JSON has no `undefined`, so only fields that changed are there.
      const settings = { ...group.settings, ...(fields as Partial<GroupSettings>) };
      return { ...group, settings, joinPolicy: settings.joinPolicy };
    }
    case "announcement": {
      // The answer may already contain a newer announcement.
      if ((group.announcement?.seq ?? 0) > seq) return group;
      const { text } = change;
      return { ...group, announcement: text === "" ? null : { text, authorId: actorId, seq, createdAt } };
    }
    case "all-silenced":
      return { ...group, allSilenced: change.allSilenced };
    case "dissolved":
      return null;
  }
}

/** As lists of members say it: to admins and the owner. */
function letInByOf(
  { self }: Group,
  { change, actorId }: KnownGroupEvent & MemberChangedFrame,
  userId: UserId,
): Pick<Member, "letInBy"> {
  const isLetIn = change.kind === "joined" && (change.how === "added" || change.how === "created");
  return isLetIn && self.role !== "member" && actorId !== userId ? { letInBy: actorId } : {};
}

function afterMembers(held: HeldGroup, event: KnownGroupEvent & MemberChangedFrame): HeldGroup {
  const members = new Map(held.members);
  const formers = new Map(held.formers);
  const unsure = new Set(held.unsure);
  const { change, seq } = event;
  for (const userId of event.userIds) {
    const known = members.get(userId);
    // The member joined after this event, so the answer already contains its effect.
    if (known !== undefined && known.joinedSeq > seq) continue;
    if (change.kind === "joined") {
      const joinedSeq = change.how === "created" ? createdSeq : seq;
      if (known?.joinedSeq === joinedSeq) continue;
      const silencedUntil = formers.get(userId) ?? null;
      const letInBy = letInByOf(held.group, event, userId);
      members.set(userId, { userId, role: change.role, nickname: "", silencedUntil, joinedSeq, ...letInBy });
      if (!formers.delete(userId) && change.how !== "created") unsure.add(userId);
      continue;
    }
    if (known === undefined) continue;
    if (change.kind === "left" || change.kind === "removed") {
      members.delete(userId);
      if (!unsure.delete(userId)) formers.set(userId, known.silencedUntil);
      continue;
    }
    const { kind: _, ...fields } = change;
    // A transfer lets the new owner write again, since nobody could end it later.
    const isOwner = change.kind === "role" && change.role === "owner";
    members.set(userId, { ...known, ...fields, ...(isOwner && { silencedUntil: null }) });
    if (isOwner || change.kind === "silenced") unsure.delete(userId);
  }
  return { ...held, members, formers, unsure };
}

type KnownChange<C> = Exclude<C, UnknownChange>;
type EventWithChange = MemberChangedFrame | GroupChangedFrame;
type KnownGroupEvent = {
  [E in EventWithChange as E["type"]]: Omit<E, "change"> & { change: KnownChange<E["change"]> };
}[EventWithChange["type"]];

const knownChanges: Readonly<Record<KnownGroupEvent["change"]["kind"], true>> = {
  joined: true,
  left: true,
  removed: true,
  role: true,
  silenced: true,
  nickname: true,
  created: true,
  info: true,
  settings: true,
  announcement: true,
  "all-silenced": true,
  dissolved: true,
};

const isKnown = (event: EventWithChange): event is EventWithChange & KnownGroupEvent =>
  Object.hasOwn(knownChanges, event.change.kind);

/** The first members joined with the group's first event, even if a later event names them. */
const createdSeq = 1;

/** Updates the group's fields that are derived from its members: owner, self and member count. */
function withTotals(held: HeldGroup): HeldGroup {
  const { group, members } = held;
  const ownerId = [...members.values()].find(({ role }) => role === "owner")?.userId ?? group.ownerId;
  const self = members.get(group.self.userId) ?? group.self;
  return { ...held, group: { ...group, ownerId, self, memberCount: members.size } };
}
