// What it costs to tell people who are away, by web push, beyond what the message costs without. Counted on a server of its own,
// whose clock has hardly been moved: the push service judges tokens by this machine's.
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { vapidKeyShape, type WebSubscription } from "../../../schema/protocol/push.ts";
import { ask } from "../../kit/ask.ts";
import { makeGroup, makePeople, type Person } from "../../kit/people.ts";
import { WebPushService } from "../../push/web-push-service.ts";
import { uuidV7 } from "../load/frames.ts";
import { totalOf, type Counts } from "../meter/counts.ts";
import { operationsPerQueueMessage } from "../prices.ts";
import { table } from "../report/table.ts";
import { percentile } from "../statistics.ts";
import { Device } from "./device.ts";
import { ledgerOf, usdOf } from "./ledger.ts";
import type { Lab, LabObject } from "./lab.ts";
import { settled } from "./scenarios.ts";

interface Pace {
  readonly messages: number;
  readonly apartMs: number;
}
/** Each is told by itself. */
const single: Pace = { messages: 4, apartMs: 6_000 };
const burst: Pace = { messages: 10, apartMs: 200 };
const paces: readonly (readonly [name: string, members: number, pace: Pace])[] = [
  ["2, a message now and then", 2, single],
  ["60, ten messages in two seconds", 60, burst],
  ["500, ten messages in two seconds", 500, burst],
];

/** By then the queue has brought what it brings, no consumer lingers, and the alarm of a lost job has rung. */
const [jobsEndMs, aftermathMs] = [6_000, 600_000];
const maxAtOnce = 20;

/** Per message and member who is away. */
interface Each {
  readonly queueOperations: number;
  readonly objectRequests: number;
  readonly rowsWritten: number;
  readonly usdPerMillion: number;
}

export interface PushCost {
  readonly without: Each;
  readonly told: Each;
  /** Of the sender, in ms: medians. */
  readonly ackMs: { readonly without: number; readonly told: number };
}

export type PushCosts = Readonly<Record<string, PushCost>>;

/** @param onEach called after each */
export async function countPushes(lab: Lab, onEach: (name: string) => void): Promise<PushCosts> {
  const service = new WebPushService();
  await service.start();
  const costs: Record<string, PushCost> = {};
  try {
    for (const [name, members, pace] of paces) {
      costs[name] = await costOf(lab, service, { members, pace });
      onEach(name);
    }
  } finally {
    await service.stop();
  }
  if (service.faults.length > 0) throw new Error(`the push service refused: ${service.faults.join(", ")}`);
  return costs;
}

async function costOf(
  lab: Lab,
  service: WebPushService,
  { members, pace }: { readonly members: number; readonly pace: Pace },
): Promise<PushCost> {
  const people = await settled(lab, makePeople(lab.url, members));
  const [owner, ...others] = people;
  if (owner === undefined) throw new RangeError("a group of nobody");
  const { conversationId } = await makeGroup(lab.url, people);
  const objects: readonly LabObject[] = [
    ...people.map(({ userId }) => ({ className: "UserSession" as const, name: userId })),
    { className: "Group", name: conversationId },
  ];
  const sender = await Device.connect(lab.url, owner);
  const talk = async (told: (seq: number) => Promise<void>): Promise<{ each: Each; ackMs: number }> => {
    // What the group's making, or the subscribing, left to do.
    await lab.pass(aftermathMs, objects);
    const acks: number[] = [];
    const counts = await lab.counted(async () => {
      for (let index = 0; index < pace.messages; index++) {
        const [began, next] = [performance.now(), sleep(pace.apartMs)];
        const seq = await sender.say(conversationId, uuidV7(lab.now()));
        acks.push(performance.now() - began);
        await next;
        if (pace === single || index === pace.messages - 1) await told(seq);
      }
      await sleep(jobsEndMs);
      await lab.pass(aftermathMs, objects);
    });
    return { each: eachOf(counts, pace.messages * others.length), ackMs: percentile(acks, 0.5) };
  };
  // The first message after a rest makes entries stale, with and without.
  await sender.say(conversationId, uuidV7(lab.now()));
  const without = await talk(async () => {});
  const subscriptions = await subscribeAll(lab, service, others);
  const told = await talk((seq) => allTold(service, subscriptions, conversationId, seq));
  sender.leave();
  return { without: without.each, told: told.each, ackMs: { without: without.ackMs, told: told.ackMs } };
}

async function subscribeAll(
  { url }: Lab,
  service: WebPushService,
  people: readonly Person[],
): Promise<readonly WebSubscription[]> {
  const subscriptions: WebSubscription[] = [];
  await eachInParallel(people, maxAtOnce, async (person) => {
    const { key } = v.parse(vapidKeyShape, await (await ask(url, person, ["GET", "/api/push/vapid-key"])).json());
    const subscription = service.subscribe(key);
    await ask(url, person, ["PUT", "/api/devices/me/push"], subscription);
    subscriptions.push(subscription);
  });
  return subscriptions;
}

const toldShape = v.object({ conversationId: v.string(), seq: v.number() });

async function allTold(
  service: WebPushService,
  subscriptions: readonly WebSubscription[],
  conversationId: ConversationId,
  seq: number,
): Promise<void> {
  const isTold = (subscription: WebSubscription): boolean =>
    service
      .of(subscription)
      .received.map(({ data }) => v.parse(toldShape, data))
      .some((one) => one.conversationId === conversationId && one.seq >= seq);
  while (!subscriptions.every(isTold)) await sleep(100);
}

const eachOf = (counts: Counts, times: number): Each => ({
  queueOperations: (counts.queueMessages * operationsPerQueueMessage) / times,
  objectRequests: totalOf(counts.objectRequests) / times,
  rowsWritten: totalOf(counts.rowsWritten) / times,
  usdPerMillion: (usdOf(ledgerOf(counts)) / times) * 1_000_000,
});

export function reportPushes(costs: PushCosts): string {
  const rows = Object.entries(costs).flatMap(([name, { without, told, ackMs }]) => [
    lineOf(`${name}: nobody is subscribed`, without, ackMs.without),
    lineOf(`${name}: all are told`, told, ackMs.told),
  ]);
  const head = [
    "per message and member who is away, in a group of",
    "queue operations",
    "calls",
    "rows",
    "a million",
    "ack p50",
  ];
  return `${table([head, ...rows])}\n`;
}

const lineOf = (
  name: string,
  { queueOperations, objectRequests, rowsWritten, usdPerMillion }: Each,
  ackMs: number,
): string[] => [
  name,
  ...[queueOperations, objectRequests, rowsWritten].map((count) => count.toFixed(2)),
  `$${usdPerMillion.toFixed(2)}`,
  `${ackMs.toFixed(1)} ms`,
];
