// Answers questions about what the user is about to make: which id it gets, and whether there is room for it.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone } from "../../../schema/rpc/group.ts";
import type { Answer, Question } from "../../../schema/rpc/session-questions.ts";
import type { Answers } from "../answers.ts";
import type { GroupCreations } from "./group-creations.ts";
import type { IdempotencyKeys } from "./idempotency-keys.ts";

type MakingKind = "begin-making" | "reserve-group" | "create-group";

type Reservation = Omit<Question<"reserve-group">, "kind">;
type ReservedGroup = Answer<"reserve-group">;

export interface MakingHost {
  readonly keys: IdempotencyKeys;
  readonly groupCreations: GroupCreations;
  readonly now: () => number;
  readonly changeGroup: (groupId: ConversationId, op: GroupOp) => Promise<GroupOpDone | Refused>;
}

export function makingAnswers({ keys, groupCreations, now, changeGroup }: MakingHost): Answers<MakingKind> {
  const reserve = ({ conversationId: freshId, earlierIds = [], once }: Reservation): ReservedGroup | Refused => {
    const newId = earlierIds.find((id) => groupCreations.isKnown(id, now())) ?? freshId;
    const begun = once === null ? { resourceId: newId } : keys.begin(once, newId, now());
    if ("refusal" in begun) return begun;
    const conversationId = begun.resourceId as ConversationId;
    const reserved = groupCreations.reserve(conversationId, now());
    if (!("refusal" in reserved)) return { conversationId };
    // The key is of this request alone. Were it kept, a client that goes on trying would use up all keys of the user.
    if (once !== null && conversationId === newId) keys.dropNewest(once.key);
    return reserved;
  };
  return {
    "begin-making": ({ once, resourceId }) =>
      once === null ? { resourceId, isMade: false } : keys.begin(once, resourceId, now()),
    "reserve-group": reserve,
    "create-group": async ({ op, ...reservation }) => {
      const reserved = reserve(reservation);
      if ("refusal" in reserved) return reserved;
      // If this call fails or is lost, the place is released after a minute.
      const done = await changeGroup(reserved.conversationId, op);
      if (!("refusal" in done)) return { ...reserved, ...(done.invited !== undefined && { invited: done.invited }) };
      groupCreations.release(reserved.conversationId);
      return done;
    },
  };
}
