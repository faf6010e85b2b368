// Whether a group's state says what the naive group says, and is sound in itself.
import { findFormer } from "../../durable-objects/group/former-draft.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import { maySend } from "../../durable-objects/group/judging.ts";
import type { Intervals } from "../../durable-objects/conversation/log/visibility.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { NaiveGroup } from "./naive-group.ts";
import type { TestGroup } from "./test-group.ts";

/** A sentence about the first difference, or null. */
export function findDifference(real: TestGroup, naive: NaiveGroup): string | null {
  if (real.headSeq !== naive.head) return `head: ${real.headSeq}, not ${naive.head}`;
  return comparePeople(real, naive) ?? compareRest(real, naive) ?? findUnsound(real);
}

const describe = (intervals: Intervals): string =>
  intervals.map(({ fromSeq, toSeq }) => `${fromSeq}-${toSeq === null ? "" : `${toSeq},`}`).join("");

function comparePeople({ state, now }: TestGroup, naive: NaiveGroup): string | null {
  const draft = new GroupDraft(state);
  const leftOf = (silencedUntil: number): number => Math.max(0, silencedUntil - now);
  for (const one of naive.people) {
    const userId = one.id as UserId;
    const member = state.members.get(userId);
    const { silencedUntil, intervals } = member ?? findFormer(state, userId) ?? { silencedUntil: null, intervals: [] };
    const standing = member === undefined ? "out" : `${member.role} "${member.nickname}" ${member.joinedSeq}`;
    const is = `${standing} muted ${leftOf(silencedUntil ?? 0)} sees ${describe(intervals)}`;
    const wantedStanding = one.standing === "out" ? "out" : `${one.standing} "${one.nickname}" ${one.joinedSeq}`;
    const wanted = `${wantedStanding} muted ${leftOf(one.silencedUntil)} sees ${naive.intervalsOf(one)}`;
    if (is !== wanted) return `${userId}: ${is}, not ${wanted}`;

    const refusal = maySend(draft, userId, { mentionsAll: true }, now);
    const wait = refusal?.retryAfterMs === undefined ? "" : `:${refusal.retryAfterMs}`;
    const whyNot = naive.whyNotSend(one.id, true, now);
    if (`${refusal?.code ?? ""}${wait}` !== whyNot)
      return `${userId} sends: ${refusal?.code ?? "done"}${wait}, not ${whyNot}`;
  }
  return null;
}

function compareRest({ state, now }: TestGroup, naive: NaiveGroup): string | null {
  const { core, bans, links, requests, invitations, announcements } = state;
  const isNone = naive.creator === "";
  // Links that work no longer may be gone already.
  const working = naive.links.filter((link) => naive.worksStill(link, now));
  const is = JSON.stringify([
    [core.createdBy ?? "", core.dissolved, core.passwordHash, core.allSilenced],
    isNone ? null : [core.info, core.settings],
    [...bans.values()].map(({ userId, bannedBy, createdAt }) => `${userId} ${bannedBy} ${createdAt}`).toSorted(),
    [...links.values()]
      .filter(({ linkId }) => working.some(({ id }) => id === linkId))
      .map(({ linkId, token, createdBy, uses }) => `${linkId} ${token} ${createdBy} ${uses}`)
      .toSorted(),
    [...requests.values()].map(({ userId, message, createdAt }) => `${userId} ${message} ${createdAt}`).toSorted(),
    [...invitations.values()]
      .filter(({ userId }) => naive.invitation(userId, now) !== undefined)
      .map(({ userId, invitedBy, createdAt }) => `${userId} ${invitedBy} ${createdAt}`)
      .toSorted(),
    announcements.map(({ text, authorId, seq, createdAt }) => `${text} ${authorId} ${seq} ${createdAt}`),
  ]);
  const wanted = JSON.stringify([
    [naive.creator, naive.over, naive.password, naive.quiet],
    isNone ? null : [naive.info, naive.settings],
    naive.banned.map(({ id, by, at }) => `${id} ${by} ${at}`).toSorted(),
    working.map(({ id, token, maker, uses }) => `${id} ${token} ${maker} ${uses}`).toSorted(),
    naive.requests.map(({ id, message, at }) => `${id} ${message} ${at}`).toSorted(),
    naive.invited
      .filter(({ id }) => naive.invitation(id, now) !== undefined)
      .map(({ id, by, at }) => `${id} ${by} ${at}`)
      .toSorted(),
    naive.announcements
      .toReversed()
      .slice(0, 50)
      .map(({ text, by, seq, at }) => `${text} ${by} ${seq} ${at}`),
  ]);
  return is === wanted ? null : `${is}, not ${wanted}`;
}

function findUnsound({ state, limits }: TestGroup): string | null {
  const { core, members, leavers, bans, invitations } = state;
  const owners = [...members.values()].filter(({ role }) => role === "owner").length;
  const isOpen = core.createdBy !== null && !core.dissolved;
  if (owners !== (isOpen ? 1 : 0)) return `${owners} owners`;
  if (members.size > limits.LIMIT_GROUP_MEMBERS) return `${members.size} members`;
  for (const userId of invitations.keys())
    if (members.has(userId) || bans.has(userId)) return `${userId} is invited, and in or banned`;
  for (const userId of bans.keys()) if (members.has(userId)) return `${userId} is banned and in`;
  for (const userId of leavers.keys()) if (members.has(userId)) return `${userId} is in and out`;
  for (const [userId, { intervals }] of [...members, ...leavers]) {
    for (const [index, { fromSeq, toSeq }] of intervals.entries()) {
      const isOpenEnd = members.has(userId) && index === intervals.length - 1;
      const endBefore = intervals[index - 1]?.toSeq ?? -1;
      if (fromSeq <= endBefore + 1 || (toSeq ?? fromSeq) < fromSeq || (toSeq === null) !== isOpenEnd)
        return `${userId} sees ${describe(intervals)}`;
    }
  }
  return null;
}
