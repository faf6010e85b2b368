// Answers questions about what the user is about to make: which id it gets, and whether there is room for it.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Answers } from "../answers.ts";
import type { GroupCreations } from "./group-creations.ts";
import type { IdempotencyKeys } from "./idempotency-keys.ts";

type MakingKind = "begin-making" | "reserve-group";

export const makingAnswers = (
  keys: IdempotencyKeys,
  groupCreations: GroupCreations,
  now: () => number,
): Answers<MakingKind> => ({
  "begin-making": ({ once, resourceId }) =>
    once === null ? { resourceId, isMade: false } : keys.begin(once, resourceId, now()),
  "reserve-group": ({ once, conversationId: newId, earlierIds = [] }) => {
    const conversationId = earlierIds.find((id) => groupCreations.isKnown(id, now())) ?? newId;
    const begun = once === null ? { resourceId: conversationId } : keys.begin(once, conversationId, now());
    if ("refusal" in begun) return begun;
    const reservedId = begun.resourceId as ConversationId;
    const reserved = groupCreations.reserve(reservedId, now());
    if (!("refusal" in reserved)) return { conversationId: reservedId };
    // The key is of this request alone. Were it kept, a client that goes on trying would use up all keys of the user.
    if (once !== null && reservedId === conversationId) keys.dropNewest(once.key);
    return reserved;
  },
});
