// Checks groups against their logs: who is silenced shows nothing, mentions name members, and links need their makers.
import type { Role } from "../../../schema/protocol/group.ts";
import { everyone, membersOfDirect, type UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { eventLine, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

export function checkVoices(facts: Facts, verdict: Verdict): void {
  for (const log of facts.logs.values()) {
    checkSilence(log, verdict);
    checkMentions(log, verdict);
  }
  checkLinks(facts, verdict);
}

/** What its actor shows the others of their own. */
type Voice = "new-message" | "message-edited" | "reaction-changed" | "member-changed" | "group-changed";

function isVoice(event: EventFrame): event is Extract<EventFrame, { readonly type: Voice }> {
  if (event.type === "message-edited") return true;
  // Whoever is silenced may take away what they have shown.
  if (event.type === "reaction-changed") return event.active;
  if (event.type === "member-changed") return event.change.kind === "nickname";
  if (event.type === "group-changed") return event.change.kind === "announcement" || event.change.kind === "info";
  return event.type === "new-message";
}

function checkSilence({ events, headSeq, conversationId }: MergedLog, verdict: Verdict): void {
  if (events.size < headSeq) return;
  const roles = new Map<UserId, Role>();
  const silenced = new Map<UserId, EventFrame & { readonly type: "member-changed" }>();
  let all: EventFrame | null = null;
  for (let seq = 1; seq <= headSeq; seq++) {
    const event = events.get(seq);
    if (event === undefined) continue;
    if (isVoice(event)) {
      verdict.checked("GROUP-51");
      const actor = "senderId" in event ? event.senderId : event.actorId;
      const by = all !== null && roles.get(actor) === "member" ? all : silencedBy(silenced.get(actor), event.createdAt);
      if (by !== null)
        verdict.violated("GROUP-51", `${actor} was silenced in ${conversationId}, and showed something`, () =>
          [by, event].map(eventLine),
        );
    }
    if (event.type === "group-changed" && event.change.kind === "all-silenced")
      all = event.change.allSilenced ? event : null;
    if (event.type !== "member-changed") continue;
    for (const userId of event.userIds) {
      const { change } = event;
      if (change.kind === "joined" || change.kind === "role") roles.set(userId, change.role);
      if (change.kind === "silenced") silenced.set(userId, event);
      if (change.kind === "left" || change.kind === "removed") silenced.delete(userId);
    }
  }
}

/** The event that silences somebody at this time (ms since 1970); null: none does. */
function silencedBy(event: EventFrame | undefined, at: number): EventFrame | null {
  if (event?.type !== "member-changed" || event.change.kind !== "silenced") return null;
  const { silencedUntil } = event.change;
  return silencedUntil !== null && silencedUntil > at ? event : null;
}

function checkMentions({ events, memberships, conversationId }: MergedLog, verdict: Verdict): void {
  // The members of the others are their id's, whatever they see.
  if (membersOfDirect(conversationId) !== null) return;
  for (const event of events.values()) {
    if (event.type !== "new-message" && event.type !== "message-edited") continue;
    for (const userId of event.mentions ?? []) {
      verdict.checked("GROUP-52");
      if (userId !== everyone && !memberships.wasIn(userId, event.seq))
        verdict.violated("GROUP-52", `${userId} is mentioned in ${conversationId}, and no member`, () => [
          eventLine(event),
        ]);
    }
  }
}

/** The answer does not tell with which event somebody came in: it is one that was written during the call. */
function checkLinks({ history, logs }: Facts, verdict: Verdict): void {
  for (const record of history.records) {
    if (record.kind !== "entered") continue;
    const log = logs.get(record.conversationId);
    const joins = [...(log?.events.values() ?? [])].filter(
      (event) =>
        event.type === "member-changed" &&
        event.change.kind === "joined" &&
        event.change.how === "link" &&
        event.userIds.includes(record.user) &&
        record.asked <= event.createdAt &&
        event.createdAt <= record.at,
    );
    if (log === undefined || joins.length === 0) continue;
    verdict.checked("GROUP-53");
    if (!joins.some(({ seq }) => log.memberships.wasIn(record.maker, seq)))
      verdict.violated("GROUP-53", `a link let ${record.user} in after its maker had gone`, () => [
        recordLine(record),
        ...joins.map(eventLine),
      ]);
  }
}
