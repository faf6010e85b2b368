// A consumer that lingers, with whole sessions and conversations: what follows within two seconds of what it told needs no job.
import {
  createExecutionContext,
  createMessageBatch,
  evictDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import { sessionObject } from "../support/actors.ts";
import { type CaughtQueue, deliver, untilTold } from "../support/jobs-queue.ts";
import { newUsername, openDirect, register } from "../support/people.ts";
import {
  beginPushes,
  endPushes,
  heardUpTo,
  pushJobs,
  type PushServices,
  subscribeHook,
  write,
} from "../support/push-world.ts";
import entry from "../../workers/http/entry.ts";

let queue: CaughtQueue;
let services: PushServices;
let late = 0;
let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
let hook: WebhookSubscription;

beforeEach(async () => {
  late = 0;
  // It stands still: a busy machine may take longer than anybody lingers.
  const began = Date.now();
  ({ queue, services, ada, bob, talk } = await beginPushes(() => began + late));
  hook = await subscribeHook(bob);
});
afterEach(() => endPushes(queue));

/** One for each of the two, and nobody else's. */
const jobs = (count: number, who = bob) =>
  untilTold(() => {
    expect(pushJobs(queue, who)).toHaveLength(count);
    return pushJobs(queue, who);
  });

/** The first message is there, and its job. */
async function firstJob() {
  await write(ada, talk, "1");
  return (await jobs(1)).slice(-1);
}

/** In the waits of a consumer, one after the other; then nothing happens in any. */
function during(...steps: readonly (() => Promise<unknown>)[]) {
  const left = [...steps];
  const lingering = vi.fn<() => Promise<void>>(async () => void (await left.shift()?.()));
  return { lingering };
}

/** Another message is there, and the session has heard of it. */
async function another(text: string): Promise<void> {
  await heardUpTo(bob, await write(ada, talk, text));
}

const texts = (whose = hook) => services.toldTo(whose).map(({ data }) => (data as { body?: string }).body);

it("[PUSH-7] what follows is told together, by the consumer of the first job, as long as something does", async () => {
  const job = await firstJob();
  const two = async () => {
    await another("2");
    await another("3");
  };
  const { lingering } = during(two, () => another("4"));
  expect(await deliver(job, { lingering })).toEqual({ acked: ["m0"], retried: {} });
  expect(texts()).toEqual(["1", "3", "4"]);
  expect(lingering).toHaveBeenCalledTimes(3);
  await jobs(1);
  // Nobody waits any more.
  await another("5");
  await deliver((await jobs(2)).slice(-1));
  expect(texts().at(-1)).toBe("5");
});

it("[PUSH-7] the queue hears that the job is done before its consumer waits, and other jobs go on", async () => {
  const [job] = await firstJob();
  let goOn = (): void => {};
  const waits = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  vi.spyOn(scheduler, "wait").mockReturnValue(waits);
  const context = createExecutionContext();
  const batch = createMessageBatch("klatch-jobs", [{ id: "m", timestamp: 1_000, attempts: 1, body: job }]);
  const [message] = batch.messages;
  if (message === undefined) throw new Error("no message");
  const acked = vi.spyOn(message, "ack");
  await entry.queue(batch, env, context);
  expect(acked).toHaveBeenCalledOnce();
  await another("2");
  expect(texts()).toEqual(["1"]);
  goOn();
  await waitOnExecutionContext(context);
  expect(texts()).toEqual(["1", "2"]);
});

it("[PUSH-8] a session that has lost its memory meanwhile gives the same consumer what followed", async () => {
  const job = await firstJob();
  const { lingering } = during(async () => {
    await another("2");
    await evictDurableObject(sessionObject(bob.user.id));
  });
  await deliver(job, { lingering });
  expect(texts()).toEqual(["1", "2"]);
});

it("[PUSH-8] [PUSH-11] whatever of it is refused, or comes too late for it, gets another job", async () => {
  const job = await firstJob();
  const refused = during(async () => {
    await another("2");
    services.answer(hook, () => new Response(null, { status: 429, headers: { "retry-after": "40" } }));
  });
  expect(await deliver(job, refused)).toEqual({ acked: ["m0"], retried: {} });
  const [, second] = await jobs(2);
  if (second === undefined) throw new Error("no second job");
  expect(queue.delayOf(second)).toBe(40);
  late += 41_000;
  const over = during(async () => {
    await another("3");
    late += 16_000;
  });
  await deliver([second], over);
  await jobs(3);
  expect(texts()).toEqual(["1", "2", "2"]);
  await deliver((await jobs(3)).slice(-1));
  expect(texts().at(-1)).toBe("3");
});

it("[PUSH-11] of a batch those linger of whom everything was taken; the others are tried again by the queue", async () => {
  const carol = await register(newUsername("carol"));
  const other = await openDirect(ada.accessToken, carol.user.id);
  const hers = await subscribeHook(carol);
  services.answer(hers, () => new Response(null, { status: 503 }));
  const [bobs] = await firstJob();
  await write(ada, other, "one");
  const [carols] = await jobs(1, carol);
  const { lingering } = during(() => another("2"));
  expect(await deliver([bobs, carols], { lingering })).toEqual({ acked: ["m0"], retried: { m1: 5 } });
  expect([texts(), texts(hers)]).toEqual([["1", "2"], ["one"]]);
});

it("[PUSH-7] [VERSION-1] a consumer settles at once with a session that runs earlier code, or has come to", async () => {
  const job = await firstJob();
  const earlier = during();
  const real = Object.getOwnPropertyDescriptors(UserSession.prototype);
  const [takeReally, settleReally] = [real.takePushes.value, real.settlePushes.value];
  if (takeReally === undefined || settleReally === undefined) throw new Error("no such calls");
  const takes = vi.spyOn(UserSession.prototype, "takePushes");
  takes.mockImplementation(async function (this: UserSession, { jobId, kinds, clears }) {
    return takeReally.call(this, { jobId, ...(kinds && { kinds }), ...(clears && { clears }) });
  });
  await deliver(job, earlier);
  expect(earlier.lingering).not.toHaveBeenCalled();
  expect(texts()).toEqual(["1"]);
  takes.mockRestore();
  late += 60_000;
  await another("2");
  vi.spyOn(UserSession.prototype, "settlePushes").mockImplementation(async function (
    this: UserSession,
    { jobId, results },
  ) {
    return settleReally.call(this, { jobId, results });
  });
  const { lingering } = during(() => another("3"));
  await deliver((await jobs(2)).slice(-1), { lingering });
  expect(lingering).toHaveBeenCalledOnce();
  await deliver((await jobs(3)).slice(-1));
  expect(texts()).toEqual(["1", "2", "3"]);
});
