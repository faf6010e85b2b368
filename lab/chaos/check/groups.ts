// Checks groups against their logs: members, roles, and answered changes.
import type { Role } from "../../../schema/protocol/group.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { logLines, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

export function checkGroups({ history, final, logs }: Facts, verdict: Verdict): void {
  for (const [groupId, members] of final.members) {
    const log = logs.get(groupId);
    if (log === undefined) continue;
    verdict.checked("GROUP-23");
    const told = rolesTold(log);
    const is = members.map(({ userId, role }) => `${userId} ${role}`).toSorted();
    const wanted = [...told].map(([userId, role]) => `${userId} ${role}`).toSorted();
    if (is.join() !== wanted.join())
      verdict.violated("GROUP-23", `the members of ${groupId} are not those that its log tells of`, () => [
        ...is.filter((line) => !wanted.includes(line)).map((line) => `in the group only: ${line}`),
        ...wanted.filter((line) => !is.includes(line)).map((line) => `in the log only: ${line}`),
      ]);
  }
  for (const record of history.records) {
    if (record.kind !== "changed" || record.seq === null) continue;
    verdict.checked("GROUPHTTP-2");
    const { seq } = record;
    const events = logs.get(record.conversationId)?.events ?? new Map();
    const event = events.get(seq);
    const isChange = event?.type === "member-changed" || event?.type === "group-changed";
    if (!isChange || event.actorId !== record.user)
      verdict.violated("GROUPHTTP-2", `a change that was answered is not at its seq ${seq}`, () => [
        recordLine(record),
        ...logLines(events, seq - 1, seq + 1),
      ]);
  }
}

function rolesTold({ events, headSeq, memberships }: MergedLog): ReadonlyMap<UserId, Role> {
  const roles = new Map<UserId, Role>();
  for (let seq = 1; seq <= headSeq; seq++) {
    const event = events.get(seq);
    if (event?.type !== "member-changed") continue;
    const { change, userIds } = event;
    for (const userId of userIds)
      if (change.kind === "joined" || change.kind === "role") roles.set(userId, change.role);
  }
  return new Map(memberships.members.map((userId) => [userId, roles.get(userId) ?? "member"]));
}
