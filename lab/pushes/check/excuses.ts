// Messages of which nobody has to be told, for what was going on when they came.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { InForce } from "./check.ts";

/** From a message's commit to its delivery on a busy machine. */
const deliveredWithinMs = 15_000;
/** A socket may have been looked at until the server has noticed its end. */
const noticedWithinMs = 2_000;

/** The request that is not answered is the next one: it comes before whatever is taken next. */
const silencesOf = ({ silencedAt, taken }: InForce["subscription"]): readonly number[] =>
  silencedAt.map((from) => taken.find(({ at }) => at > from)?.at ?? Infinity);

/** @param createdAt of the message, ms since 1970 */
export function isExcused(
  { person, subscription, history }: InForce,
  conversationId: ConversationId,
  createdAt: number,
): boolean {
  const { kills } = history;
  // What a mute has kept back is not told when it ends, nor what was still to be told when it began.
  const isMuted = (person.muted.get(conversationId) ?? []).some(({ to }) => to >= createdAt - deliveredWithinMs);
  const isLookedAt = person.looking.some(({ from, to }) => {
    const isCutOff = kills.some((kill) => kill >= createdAt - deliveredWithinMs && kill <= to);
    const begins = isCutOff ? createdAt : from - deliveredWithinMs;
    return createdAt >= begins && createdAt <= to + noticedWithinMs;
  });
  // Of what was cut off or not answered nobody knows whether it came: Apple's devices would ring again.
  const isUnknown =
    subscription.kind === "apns" &&
    [...kills, ...silencesOf(subscription)].some((at) => at >= createdAt - deliveredWithinMs);
  return isMuted || isLookedAt || isUnknown;
}
