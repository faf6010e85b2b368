// Pushes as the consumer sends them, and what came of each.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";
import type { ClearNotice, Notification } from "../../workers/push/notification.ts";
import { sendPushes } from "../../workers/push/send-pushes.ts";

export const notification: Notification = {
  conversationId: "group_00000000000000000000000000" as ConversationId,
  seq: 42,
  title: "Climbers",
  body: "Ada: 我们明天 👩‍👩‍👧",
  unread: 3,
  mentions: 1,
  badge: 7,
};

/** Takes back what this target shows. */
export async function clearOutcomeOf(env: Env, target: PushTarget, clear: ClearNotice): Promise<PushOutcome | null> {
  let outcome: PushOutcome | null = null;
  await sendPushes([{ target, claimedAt: Date.now(), clear, ended: (ended) => void (outcome = ended) }], env);
  return outcome;
}

/** @returns in the order of the targets */
export async function outcomesOf(
  env: Env,
  targets: readonly PushTarget[],
  told: Notification = notification,
): Promise<readonly PushOutcome[]> {
  const outcomes: PushOutcome[] = [];
  await sendPushes(
    targets.map((target, n) => ({
      target,
      claimedAt: Date.now(),
      notification: told,
      ended: (outcome) => void (outcomes[n] = outcome),
    })),
    env,
  );
  return outcomes;
}
