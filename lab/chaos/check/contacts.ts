// Checks first contacts: who is not accepted says little, who is accepted writes freely, and what somebody does not see of a
// conversation was hidden by themselves. And nothing that a blocked person does is told to whoever has blocked them.
import { directConversationId, membersOfDirect, type UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { HistoryRecord } from "../history/record.ts";
import { BlockTimes } from "./block-times.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { eventLine, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };

/** What was on its way when a call was answered arrives later, over a network that is stalled now and then. */
const onTheWayMs = 6_000;

export function checkContacts(facts: Facts, verdict: Verdict): void {
  const blocks = new BlockTimes(facts.history.records);
  for (const log of facts.logs.values()) {
    const members = membersOfDirect(log.conversationId);
    if (members === null) continue;
    for (const [one, other] of [members, members.toReversed()] as [UserId, UserId][]) {
      checkLittle(facts, log, one, other, verdict);
      checkHidden(facts, log, one, other, blocks, verdict);
    }
  }
  checkAccepted(facts, verdict);
  checkRefusals(facts, blocks, verdict);
  checkSigns(facts, blocks, verdict);
}

const contactsOf = ({ history }: Facts, user: UserId, other: UserId): readonly RecordOf<"contact">[] =>
  history.records.filter(
    (one): one is RecordOf<"contact"> => one.kind === "contact" && one.user === user && one.other === other,
  );

type Said = Extract<EventFrame, { readonly type: "new-message" | "message-edited" }>;

const isSaid = (event: EventFrame): event is Said => event.type === "new-message" || event.type === "message-edited";

const inOrder = ({ events }: MergedLog): readonly EventFrame[] =>
  [...events.values()].toSorted((a, b) => a.seq - b.seq);

/** Friendships of the two, as anybody was shown them: when they began. */
const friendshipsOf = ({ history }: Facts, one: UserId, other: UserId): readonly number[] =>
  history.records.flatMap((record) => {
    if (record.kind !== "relating" || ![one, other].includes(record.user) || ![one, other].includes(record.other))
      return [];
    return [record.saw?.friendSince, record.became?.friendSince].filter((since) => since !== undefined);
  });

/** Before the other one may have accepted it, whoever began says at most three things. */
function checkLittle(facts: Facts, log: MergedLog, one: UserId, other: UserId, verdict: Verdict): void {
  const events = inOrder(log);
  const first = events[0];
  if (first === undefined || !("senderId" in first) || first.senderId !== one) return;
  const answered = events.find((event) => event.type === "new-message" && event.senderId === other)?.createdAt;
  // To open it, too, is to accept it; friends need not.
  const contacts = contactsOf(facts, other, one).filter(({ outcome }) => outcome !== "refused");
  const asked = facts.history.records.filter(
    (record) =>
      record.kind === "relating" &&
      record.user === other &&
      record.other === one &&
      (record.act === "request" || record.act === "accept") &&
      record.outcome !== "refused",
  );
  const acceptedAt = Math.min(
    answered ?? Number.POSITIVE_INFINITY,
    ...[...contacts, ...asked].map((record) => ("asked" in record ? record.asked : record.at)),
    ...friendshipsOf(facts, one, other),
  );
  const said = events.filter((event) => isSaid(event) && event.senderId === one && event.createdAt < acceptedAt);
  verdict.checked("CONTACT-1");
  if (said.length > wireLimits.maxUnaccepted)
    verdict.violated("CONTACT-1", `${one} said ${said.length} things to ${other}, who had not accepted`, () =>
      said.map(eventLine),
    );
}

/** What somebody does not see was said while they had blocked or rejected the other one, or let nobody write. */
function checkHidden(
  facts: Facts,
  log: MergedLog,
  one: UserId,
  other: UserId,
  blocks: BlockTimes,
  verdict: Verdict,
): void {
  const { memberships, conversationId } = log;
  const events = inOrder(log);
  const contacts = contactsOf(facts, one, other).filter(({ outcome }) => outcome === "done");
  for (const event of events) {
    verdict.checked("CONTACT-3");
    if (memberships.sees(one, event.seq)) continue;
    const { createdAt } = event;
    const accepted = contacts.find(({ at }) => at < createdAt);
    const answered = events.find(
      (earlier) => earlier.type === "new-message" && earlier.senderId === one && earlier.seq < event.seq,
    );
    const isCaused =
      blocks.mayHaveBegun(one, other, createdAt) ||
      facts.history.records.some(
        (record) =>
          (record.kind === "relating" &&
            record.user === one &&
            record.other === other &&
            (record.act === "reject" || record.act === "remove") &&
            record.asked <= createdAt) ||
          (record.kind === "own" &&
            record.user === one &&
            record.key.startsWith("privacy of messages") &&
            record.asked <= createdAt),
      );
    if (accepted === undefined && answered === undefined && isCaused) continue;
    verdict.violated("CONTACT-3", `${event.seq} of ${conversationId} is hidden from ${one}`, () => [
      eventLine(event),
      ...(accepted === undefined ? [] : [recordLine(accepted)]),
      ...(answered === undefined ? [] : [`they answered before: ${eventLine(answered)}`]),
    ]);
  }
}

/** What somebody has accepted is no request any more. */
function checkAccepted(facts: Facts, verdict: Verdict): void {
  for (const { userId, inbox } of facts.final.views) {
    for (const { id, request } of inbox) {
      const other = membersOfDirect(id)?.find((member) => member !== userId);
      if (other === undefined) continue;
      verdict.checked("CONTACT-2");
      const accepted = contactsOf(facts, userId, other).find(
        ({ how, outcome }) => how === "accept" && outcome === "done",
      );
      if (request === true && accepted !== undefined)
        verdict.violated("CONTACT-2", `${id} is a request to ${userId}, who has accepted it`, () => [
          recordLine(accepted),
        ]);
    }
  }
}

/** Nobody is refused for a block that has ended, or for not being accepted once they are. */
function checkRefusals(facts: Facts, blocks: BlockTimes, verdict: Verdict): void {
  const asked = new Map<string, HistoryRecord & { readonly kind: "send" | "change" }>();
  for (const record of facts.history.records) {
    if (record.kind === "send" || record.kind === "change") {
      const id = record.kind === "send" ? `${record.conversationId} ${record.clientMsgId}` : record.opId;
      const first = `${record.user} ${id}`;
      if (!asked.has(first)) asked.set(first, record);
    }
    if ((record.kind !== "refused" && record.kind !== "change-refused") || record.code !== "NOT_ACCEPTED") continue;
    const key =
      record.kind === "refused"
        ? `${record.user} ${record.conversationId} ${record.clientMsgId}`
        : `${record.user} ${record.opId}`;
    const sent = asked.get(key);
    const id = sent?.kind === "send" ? sent.conversationId : sent?.frame.conversationId;
    const other = id === undefined ? undefined : membersOfDirect(id)?.find((member) => member !== record.user);
    if (sent === undefined || other === undefined) continue;
    const { user } = record;
    const accepted = [...contactsOf(facts, user, other), ...contactsOf(facts, other, user)].find(
      ({ how, outcome, at }) => how === "accept" && outcome === "done" && at < sent.at,
    );
    if (accepted === undefined) continue;
    verdict.checked("CONTACT-2");
    const mayBeBlocked =
      blocks.mayHold(user, other, sent.at, record.at) || blocks.mayHold(other, user, sent.at, record.at);
    if (!mayBeBlocked)
      verdict.violated("CONTACT-2", `${user} was refused by ${other}, who has accepted and not blocked them`, () => [
        recordLine(accepted),
        recordLine(sent),
        recordLine(record),
      ]);
  }
}

/** That a blocked person types, reads or is online; and that they are, to whom they have blocked. */
function checkSigns({ history, deviceOf, userOf }: Facts, blocks: BlockTimes, verdict: Verdict): void {
  for (const record of history.records) {
    if (record.kind !== "sign") continue;
    const { socket, userId, of, conversationId, at } = record;
    const seer = userOf.get(deviceOf.get(socket) ?? "");
    if (seer === undefined) continue;
    const isOfPair = conversationId === null || conversationId === directConversationId(seer, userId);
    if (!isOfPair) continue;
    const rule = of === "online" ? "PRESENCE-4" : "BLOCK-1";
    verdict.checked(rule);
    const block = blocks.held(seer, userId, at, onTheWayMs) ?? blocks.held(userId, seer, at, onTheWayMs);
    if (block !== null)
      verdict.violated(rule, `${seer} is told of ${userId} (${of}) during a block`, () => [
        recordLine(block),
        recordLine(record),
      ]);
  }
}
