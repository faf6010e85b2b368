// Asks those who are to be added whether they agree: each session answers for its user, in its own turn.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Consents } from "../../schema/rpc/group.ts";
import { callActor, isUnknownCall, withDeadline } from "../runtime/calls.ts";
import { eachInParallel } from "../runtime/in-parallel.ts";
import { logErrorSeldom } from "../runtime/logger.ts";

const maxParallelAsks = 64;
/** Whoever has not answered by then has not agreed, and is invited. What the first has answered holds until then. */
const maxWaitMs = 4_500;

export interface Asking {
  readonly groupId: ConversationId;
  /** One more question to each of them. */
  readonly ask: (userId: UserId) => Promise<{ readonly agrees: boolean }>;
  readonly now: () => number;
}

export async function askForConsents({ groupId, ask, now }: Asking, userIds: readonly UserId[]): Promise<Consents> {
  // Before any of them is asked, by this clock alone.
  const askedAt = now();
  const agreeing: UserId[] = [];
  const answers = eachInParallel(userIds, maxParallelAsks, async (userId) => {
    const agrees = await callActor(() => ask(userId), maxWaitMs).then(
      (answer) => answer.agrees,
      (cause: unknown) => {
        // A session of the version before has nothing that could say no.
        if (isUnknownCall(cause)) return true;
        logErrorSeldom("consent not answered", cause, { conversationId: groupId });
        return false;
      },
    );
    if (agrees) agreeing.push(userId);
  });
  await withDeadline(() => answers, maxWaitMs).catch(() => {});
  return { of: [...agreeing], askedAt };
}
