// Checks what somebody who is away was told by push: of everything that they have not read, of nothing else, and with the
// badge that a recount gives.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
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
    for (const entry of view.inbox) checkTold(facts, { notified, entry, view }, verdict);
    checkMeant(facts, notified, view, verdict);
    checkBadge(notified, view, verdict);
  }
}

/** The newest message that is not read was told, or what came after it. */
function checkTold(
  { logs }: Facts,
  {
    notified,
    entry,
    view,
  }: { readonly notified: Notified; readonly entry: ConversationEntry; readonly view: UserView },
  verdict: Verdict,
): void {
  const { userId, subscribedAt, told } = notified;
  const { id, cursorSeq, left, request } = entry;
  if (left === true || request === true) return;
  const hidden = new Set(view.lists.get(id)?.hidden);
  const wanted = (view.logs.get(id) ?? []).findLast(
    (event) =>
      event.type === "new-message" &&
      event.senderId !== userId &&
      event.silent !== true &&
      event.seq > cursorSeq &&
      event.createdAt > subscribedAt &&
      !isGone(event) &&
      !hidden.has(event.seq),
  );
  if (wanted === undefined || !logs.has(id)) return;
  verdict.checked("PUSH-8");
  const newest = Math.max(0, ...told.flatMap((one) => (one.conversationId === id ? [one.seq] : [])));
  if (newest < wanted.seq)
    verdict.violated("PUSH-8", `${userId} was told of ${id} up to ${newest}, and not of ${wanted.seq}`, () => []);
}

/** Nothing that was read long before, and nothing that was written somewhere else. */
function checkMeant({ history, logs }: Facts, { userId, told }: Notified, view: UserView, verdict: Verdict): void {
  const reads = history.records.flatMap((record) => (record.kind === "read" && record.user === userId ? [record] : []));
  const places = placesOf(history);
  for (const one of told) {
    verdict.checked("PUSH-9");
    const show = (): readonly string[] => [JSON.stringify(one)];
    const isRead = reads.some(
      ({ at, conversationId, seq }) =>
        conversationId === one.conversationId && seq >= one.seq && at < one.at - onItsWayMs,
    );
    if (isRead) verdict.violated("PUSH-9", `${userId} was told of what they had read`, show);
    const isListed = view.inbox.some(({ id }) => id === one.conversationId);
    const headSeq = logs.get(one.conversationId)?.headSeq ?? 0;
    if (!isListed || one.seq > headSeq || one.unread < 1)
      verdict.violated("PUSH-9", `${userId} was told of what is not there`, show);
    // In a group the writer's name comes first.
    const written = places.get(one.body ?? "") ?? places.get((one.body ?? "").replace(/^[^:]*: /, ""));
    if (written?.has(one.conversationId) === false)
      verdict.violated("PUSH-9", `${userId} was told words that were written somewhere else`, show);
  }
}

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
function checkBadge({ userId, told, lastWord }: Notified, { inbox }: UserView, verdict: Verdict): void {
  const last = told.at(-1);
  const isLast = last?.conversationId === lastWord?.conversationId && last?.seq === lastWord?.seq;
  if (last?.badge === undefined || !isLast || inbox.some(({ retention }) => retention !== undefined)) return;
  verdict.checked("PUSH-9");
  const recount = inbox.reduce((sum, { unread }) => sum + unread, 0);
  if (recount !== last.badge)
    verdict.violated("PUSH-9", `the badge of ${userId} is ${last.badge}, a recount gives ${recount}`, () => [
      JSON.stringify(last),
    ]);
}
