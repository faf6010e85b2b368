// Tells devices what their sessions gave to be told, together for the jobs of a batch, and notes what came of each.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { pushKinds } from "../../schema/protocol/push.ts";
import {
  addressOf,
  type Clear,
  type NewsPush,
  type Push,
  type PushOutcome,
  type PushResult,
  type TakenPushes,
} from "../../schema/rpc/pushes.ts";
import { loadPeopleById } from "../accounts/people.ts";
import { clearNoticeOf, namedBy, newsNotificationOf, notificationOf } from "../push/notification.ts";
import { sendPushes, type ToSend } from "../push/send-pushes.ts";

export type PushJob = Job<"push">;

/** What this code can tell, and that it may come back for more. */
export const ability = { kinds: pushKinds, clears: true, lingers: true } as const;

/** Sessions asked at the same time. */
export const sessionsAtOnce = 6;

/** What a session gave for a job. `takenAt`: ms since 1970. */
export interface Taken extends TakenPushes {
  readonly job: PushJob;
  readonly takenAt: number;
}

export interface Told extends Taken {
  readonly results: readonly PushResult[];
}

type AnyTold = Push | NewsPush | Clear;

const allOf = ({ pushes, news = [], clears = [] }: Taken): readonly AnyTold[] => [...pushes, ...news, ...clears];

/** @param endsAt as of `sendPushes` */
export async function tellAll(taken: readonly Taken[], env: Env, endsAt?: number): Promise<readonly Told[]> {
  const outcomes = await send(taken, env, endsAt);
  return taken.map((one) => {
    return { ...one, results: allOf(one).map((told) => resultOf(told, outcomes.get(told) ?? { kind: "unknown" })) };
  });
}

async function send(taken: readonly Taken[], env: Env, endsAt?: number): Promise<ReadonlyMap<AnyTold, PushOutcome>> {
  const pushes = taken.flatMap((one) => one.pushes);
  const news = taken.flatMap((one) => one.news ?? []);
  const people = await loadPeopleById(env.DIRECTORY, namedBy(pushes, news));
  const outcomes = new Map<AnyTold, PushOutcome>();
  const claimedAt = new Map(taken.flatMap((one) => allOf(one).map((told) => [told, one.takenAt] as const)));
  const asked = (told: AnyTold) => ({
    target: told.target,
    claimedAt: claimedAt.get(told) ?? 0,
    ended: (outcome: PushOutcome): void => void outcomes.set(told, outcome),
  });
  const told: readonly ToSend[] = [
    ...pushes.map((push) => ({ ...asked(push), notification: notificationOf(push, people) })),
    ...news.map((one) => ({ ...asked(one), notification: newsNotificationOf(one, people) })),
    ...taken.flatMap(({ clears = [] }) => clears).map((clear) => ({ ...asked(clear), clear: clearNoticeOf(clear) })),
  ];
  await sendPushes(told, env, endsAt);
  return outcomes;
}

const resultOf = (told: AnyTold, outcome: PushOutcome): PushResult => ({
  deviceId: told.deviceId,
  conversationId: told.conversationId,
  seq: told.seq,
  attempt: told.attempt,
  endpoint: addressOf(told.target),
  outcome,
  ...("cleared" in told && told.cleared !== undefined && { cleared: told.cleared }),
});
