// Judges a run by what came to the devices and by what the server says in the end.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { checkBadge, checkMeant, checkTold, type Told } from "../../push/check-told.ts";
import { isGone } from "../../chaos/changes/event-targets.ts";
import type { DeviceHistory, PersonHistory, PushHistory, Rest, SubscriptionHistory } from "../history.ts";
import { isExcused } from "./excuses.ts";
import type { PushVerdict } from "./rules.ts";
import { checkShown } from "./shown.ts";
import { checkTwice } from "./twice.ts";

/** From asking what is still unread to the request: a batch of a queue, whose services may be slow. */
const onItsWayMs = 60_000;

/** A device of a person whose subscription is in force, and what is known of both. */
export interface InForce {
  readonly person: PersonHistory;
  readonly device: DeviceHistory;
  readonly subscription: SubscriptionHistory & { readonly since: number };
  readonly history: PushHistory;
  readonly rest: Rest;
}

/** Whatever must be so at every rest. */
export function checkRest(history: PushHistory, rest: Rest, verdict: PushVerdict): void {
  verdict.checked("JOBS-8");
  if (rest.deadLetters > 0)
    verdict.violated("JOBS-8", `${rest.deadLetters} jobs have died again after a replay`, () => []);
  for (const person of history.people)
    for (const device of person.devices) {
      const last = device.subscriptions.at(-1);
      if (last === undefined || last.goneAt !== null || last.since === null) continue;
      const { since } = last;
      const taken = last.taken.filter(({ at }) => at <= rest.at);
      const inForce = { person, device, subscription: { ...last, since, taken }, history, rest };
      verdict.checked("PUSH-11");
      if (!rest.subscribed.has(device.name))
        verdict.violated("PUSH-11", `${device.name} is not subscribed any more`, () => []);
      checkShown(inForce, verdict);
      checkAllTold(inForce, verdict);
      if (rest.isLastWord) checkLastBadge(inForce, verdict);
    }
}

/** Of the whole run. @param rest the last one */
export function checkRun(history: PushHistory, rest: Rest, verdict: PushVerdict): void {
  const places = new Map(history.written.map(({ text, conversationId }) => [text, new Set([conversationId])]));
  const heads = new Map([...rest.logs].map(([id, log]) => [id, headSeqOf(log)]));
  for (const { userId, reads, devices } of history.people)
    for (const { name, subscriptions } of devices)
      for (const subscription of subscriptions) {
        const listener = { userId, subscribedAt: subscription.since ?? 0, told: toldOf(subscription) };
        const inbox = rest.inboxes.get(userId) ?? [];
        const headSeqOfId = (id: ConversationId): number => heads.get(id) ?? 0;
        checkMeant(listener, { reads, places, inbox, headSeqOf: headSeqOfId, onItsWayMs }, verdict);
        checkTwice(name, subscription, history.kills, verdict);
      }
  for (const { conversationId, seq, text } of history.written) {
    verdict.checked("HIB-10");
    const event = rest.logs.get(conversationId)?.find((one) => "seq" in one && one.seq === seq);
    if (event?.type !== "new-message")
      verdict.violated("HIB-10", `"${text}", ${seq} of ${conversationId}, is not in the log`, () => []);
  }
}

const headSeqOf = (log: readonly EventFrame[]): number =>
  Math.max(0, ...log.map((one) => ("seq" in one ? one.seq : 0)));

const toldOf = ({ taken }: SubscriptionHistory): readonly Told[] =>
  taken.flatMap(({ at, said: { type, conversationId, ...said } }) =>
    type === "message" ? [{ at, conversationId: conversationId as ConversationId, ...said }] : [],
  );

function checkAllTold(inForce: InForce, verdict: PushVerdict): void {
  const { person, subscription, rest } = inForce;
  const listener = { userId: person.userId, subscribedAt: subscription.since, told: toldOf(subscription) };
  for (const { id, cursorSeq } of rest.inboxes.get(person.userId) ?? []) {
    const log = rest.logs.get(id) ?? [];
    const isLeftOut = (message: EventFrame & { readonly createdAt: number }): boolean =>
      isGone(message) || isExcused(inForce, id, message.createdAt);
    checkTold(listener, { id, cursorSeq, log, isLeftOut }, verdict);
  }
}

/** Everybody was written to, and nothing came after: what a device was told last has the badge of the end. */
function checkLastBadge({ person, device, subscription, rest }: InForce, verdict: PushVerdict): void {
  const last = subscription.taken.at(-1)?.said;
  if (last === undefined) return;
  const inbox = rest.inboxes.get(person.userId) ?? [];
  if (last.badge === undefined)
    return verdict.violated("PUSH-9", `${device.name} was told no badge`, () => [JSON.stringify(last)]);
  const counted = inbox.filter(({ mutedUntil = 0 }) => mutedUntil <= rest.at);
  checkBadge(person, last.badge, counted, verdict);
}
