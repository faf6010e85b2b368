// Checks invitations to groups: sessions show those that groups have, answered ones came to something, and devices hold what
// their user is shown.
import { isDeepStrictEqual } from "node:util";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { HistoryRecord } from "../history/record.ts";
import type { UserView } from "../history/final-state.ts";
import type { Facts } from "./facts.ts";
import { eventLine, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };

export function checkInvitations(facts: Facts, verdict: Verdict): void {
  for (const view of facts.final.views) {
    checkListed(facts, view, verdict);
    for (const [groupId, ofGroup] of facts.final.invitations)
      if (ofGroup.some(({ userId }) => userId === view.userId)) checkTold(facts, view, groupId, verdict);
  }
  for (const record of facts.history.records) {
    if (record.kind === "inviting" && record.outcome === "done") checkMade(facts, record, verdict);
    if (record.kind === "invitation" && record.outcome === "done") checkAnswered(facts, record, verdict);
  }
  checkDevices(facts, verdict);
}

/** All that happened to somebody, or by them, around a group's invitations. */
function recordsOf({ history }: Facts, groupId: ConversationId, userId: UserId) {
  const { records } = history;
  return {
    answers: records.filter(
      (one): one is RecordOf<"invitation"> =>
        one.kind === "invitation" && one.conversationId === groupId && one.of === userId && one.outcome !== "refused",
    ),
    invitings: records.filter(
      (one): one is RecordOf<"inviting"> =>
        one.kind === "inviting" &&
        one.conversationId === groupId &&
        one.invited.includes(userId) &&
        one.outcome !== "refused",
    ),
  };
}

function checkListed({ final }: Facts, { userId, invitations, blocks }: UserView, verdict: Verdict): void {
  for (const invitation of invitations) {
    const { groupId, invitedBy } = invitation;
    const report = (what: string) => () => [JSON.stringify(invitation), what];
    verdict.checked("INVITE-9");
    const ofGroup = final.invitations.get(groupId);
    if (ofGroup?.some((one) => one.userId === userId) !== true)
      verdict.violated("INVITE-9", `${userId} is shown an invitation that ${groupId} has not`, report("is there"));
    verdict.checked("INVITE-4");
    if (final.members.get(groupId)?.some((member) => member.userId === userId) === true)
      verdict.violated("INVITE-4", `${userId} is shown an invitation to where they are`, report("is a member"));
    verdict.checked("INVITE-7");
    if (blocks.some((block) => block.userId === invitedBy))
      verdict.violated("INVITE-7", `${userId} is shown an invitation of whom they have blocked`, report("is blocked"));
  }
}

/** What a group has is shown to the invited, unless they have declined it or had blocked whoever invited them. */
function checkTold(facts: Facts, { userId, invitations }: UserView, groupId: ConversationId, verdict: Verdict): void {
  verdict.checked("INVITE-9");
  if (invitations.some((one) => one.groupId === groupId)) return;
  const { answers, invitings } = recordsOf(facts, groupId, userId);
  const hasDeclined = answers.some(({ how }) => how === "decline");
  const hasBlocked = facts.history.records.some(
    (one) => one.kind === "own" && one.user === userId && one.key.startsWith("block ") && one.outcome !== "refused",
  );
  if (!hasDeclined && !hasBlocked)
    verdict.violated("INVITE-9", `${userId} is not shown an invitation that ${groupId} has`, () =>
      [...invitings, ...answers].map(recordLine),
    );
}

const concerns = (event: EventFrame, userIds: ReadonlySet<UserId>): boolean =>
  event.type === "member-changed" && event.userIds.some((userId) => userIds.has(userId));

/** Whom the answer named as invited is invited, as far as nothing has ended it. */
function checkMade(facts: Facts, record: RecordOf<"inviting">, verdict: Verdict): void {
  const { conversationId, invited, asked } = record;
  const { members, invitations } = facts.final;
  const log = facts.logs.get(conversationId);
  // A group that nobody is in any more is dissolved.
  if (log === undefined || members.get(conversationId) === undefined) return;
  for (const userId of invited) {
    const { answers, invitings } = recordsOf(facts, conversationId, userId);
    const concerned = new Set([userId, ...invitings.map(({ user }) => user)]);
    const isEnded =
      [...log.events.values()].some((event) => event.createdAt >= asked && concerns(event, concerned)) ||
      answers.some(({ how, outcome, at }) => how !== "decline" && (outcome === "unknown" || at >= asked));
    verdict.checked("INVITE-1");
    if (!isEnded && invitations.get(conversationId)?.some((one) => one.userId === userId) !== true)
      verdict.violated("INVITE-1", `${userId} was invited to ${conversationId}, and is not any more`, () =>
        [...invitings, ...answers].map(recordLine),
      );
  }
}

function checkAnswered(facts: Facts, record: RecordOf<"invitation">, verdict: Verdict): void {
  const { of, conversationId, how, createdAt, asked, at } = record;
  const shown = facts.final.views.find(({ userId }) => userId === of)?.invitations ?? [];
  const isShown = shown.some((one) => one.groupId === conversationId && one.createdAt === createdAt);
  if (how !== "ban") {
    verdict.checked("INVITE-4");
    if (isShown) verdict.violated("INVITE-4", `${of} is shown an invitation that is over`, () => [recordLine(record)]);
  }
  if (how !== "accept") return;
  verdict.checked("INVITE-3");
  const own = [...(facts.logs.get(conversationId)?.events.values() ?? [])]
    .filter((event) => event.type === "member-changed")
    .filter(({ userIds, change }) => userIds.includes(of) && ["joined", "left", "removed"].includes(change.kind))
    .toSorted((a, b) => a.seq - b.seq);
  const before = own.findLast((event) => event.createdAt < asked);
  const isIn =
    before?.change.kind === "joined" ||
    own.some(({ createdAt: when, change }) => change.kind === "joined" && asked <= when && when <= at);
  if (!isIn)
    verdict.violated("INVITE-3", `${of} has accepted, and did not come into ${conversationId}`, () => [
      recordLine(record),
      ...own.map(eventLine),
    ]);
}

function checkDevices({ final, userOf }: Facts, verdict: Verdict): void {
  for (const { name, listed, invitations } of final.devices) {
    const view = final.views.find(({ userId }) => userId === userOf.get(name));
    if (listed === null || view === undefined) continue;
    verdict.checked("INVITE-13");
    if (!isDeepStrictEqual(invitations, view.invitations))
      verdict.violated("INVITE-13", `${name} holds other invitations than the server`, () => [
        `holds:  ${JSON.stringify(invitations)}`,
        `server: ${JSON.stringify(view.invitations)}`,
      ]);
  }
}
