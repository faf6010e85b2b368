// Updates a group's inbox entry by an event, with the same result that the server will give at the next sync.
import type { GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { OtherEvent } from "../client/events.ts";
import type { Joined } from "../../schema/protocol/sync.ts";
import type { InboxEntry } from "./listed-conversation.ts";

/** @param event newer than everything that `entry` contains */
export function afterGroupEvent(entry: InboxEntry, event: OtherEvent, me: UserId): InboxEntry {
  switch (event.type) {
    case "member-changed":
      return afterMembers(entry, event, me);
    case "group-changed":
      return afterGroup(entry, event);
    default:
      return entry;
  }
}

function afterMembers(entry: InboxEntry, { change, userIds }: MemberChangedFrame, me: UserId): InboxEntry {
  switch (change.kind) {
    case "joined":
      return withLeft(withMembers(entry, userIds.length), userIds.includes(me) ? false : entry.left === true);
    case "left":
    case "removed":
      return withLeft(withMembers(entry, -userIds.length), userIds.includes(me) || entry.left === true);
    default:
      return entry;
  }
}

function afterGroup(entry: InboxEntry, { change }: GroupChangedFrame): InboxEntry {
  const { group } = entry;
  if (group === undefined) return entry;
  if (change.kind === "dissolved") return withLeft({ ...entry, group: { ...group, memberCount: 0 } }, true);
  if (change.kind !== "info") return entry;
  const { name = group.name, avatar = group.avatar } = change;
  return { ...entry, group: { ...group, name, avatar } };
}

function withMembers(entry: InboxEntry, more: number): InboxEntry {
  const { group } = entry;
  return group === undefined ? entry : { ...entry, group: { ...group, memberCount: group.memberCount + more } };
}

const withLeft = ({ left: _, ...entry }: InboxEntry, isOut: boolean): InboxEntry => ({
  ...entry,
  ...(isOut && { left: true as const }),
});

/** How the user became a member by the event; null: they did not. */
export function joinedBy(event: OtherEvent, me: UserId): Joined | null {
  if (event.type !== "member-changed" || event.change.kind !== "joined" || !event.userIds.includes(me)) return null;
  const { seq, actorId, createdAt } = event;
  return { seq, actorId, how: event.change.how, createdAt };
}
