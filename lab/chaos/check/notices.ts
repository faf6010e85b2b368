// Checks what somebody who is away was told by push: of everything that they have not read, of nothing else, and with the
// badge that a recount gives.
import { checkBadge, checkMeant, checkTold } from "../../push/check-told.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { isGone } from "../changes/event-targets.ts";
import type { Notified, UserView } from "../history/final-state.ts";
import type { History } from "../history/record.ts";
import type { Facts } from "./facts.ts";
import type { Verdict } from "./verdict.ts";

/** From asking what is still unread to the request: a consumer, and a service that does not answer the one before. */
const onItsWayMs = 20_000;

export function checkNotices(facts: Facts, verdict: Verdict): void {
  for (const notified of facts.final.notified) {
    const view = facts.final.views.find(({ userId }) => userId === notified.userId);
    if (view === undefined) continue;
    checkAllTold(facts, notified, view, verdict);
    checkMeant(notified, { ...meantBy(facts, view), onItsWayMs }, verdict);
    checkLastBadge(notified, view, verdict);
  }
}

function checkAllTold({ logs }: Facts, notified: Notified, view: UserView, verdict: Verdict): void {
  for (const { id, cursorSeq, left, request } of view.inbox) {
    if (left === true || request === true || !logs.has(id)) continue;
    const hidden = new Set(view.lists.get(id)?.hidden);
    const log = view.logs.get(id) ?? [];
    checkTold(notified, { id, cursorSeq, log, isLeftOut: (event) => isGone(event) || hidden.has(event.seq) }, verdict);
  }
}

const meantBy = ({ history, logs }: Facts, { userId, inbox }: UserView) => ({
  reads: history.records.flatMap((record) => (record.kind === "read" && record.user === userId ? [record] : [])),
  places: placesOf(history),
  inbox,
  headSeqOf: (id: ConversationId): number => logs.get(id)?.headSeq ?? 0,
});

/** Where each text was written, or may have been copied to. */
function placesOf({ records }: History): ReadonlyMap<string, ReadonlySet<ConversationId>> {
  const places = new Map<string, Set<ConversationId>>();
  for (const record of records) {
    if (record.kind !== "send" && record.kind !== "scheduling") continue;
    places.set(record.text, (places.get(record.text) ?? new Set()).add(record.conversationId));
  }
  for (const record of records)
    if (record.kind === "forward")
      for (const those of places.values()) if (those.has(record.from.conversationId)) those.add(record.conversationId);
  return places;
}

/** The last word is told when all else was: its badge is that of the end, unless time takes messages away meanwhile. */
function checkLastBadge(notified: Notified, { inbox }: UserView, verdict: Verdict): void {
  const { told, lastWord } = notified;
  const last = told.at(-1);
  const isLast = last?.conversationId === lastWord?.conversationId && last?.seq === lastWord?.seq;
  if (last?.badge === undefined || !isLast || inbox.some(({ retention }) => retention !== undefined)) return;
  checkBadge(notified, last.badge, inbox, verdict);
}
