// After the storm: until nothing is left to be told, whatever the kills have cut off. Then what the server says is read.
import { setTimeout as sleep } from "node:timers/promises";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { JobsCalls } from "../../tools/operator/jobs-calls.ts";
import { OperatorCalls } from "../../tools/operator/operator-calls.ts";
import { ApiClient } from "../kit/api-client.ts";
import { patiently } from "../kit/patiently.ts";
import { readDue } from "./due.ts";
import type { Rest } from "./history.ts";
import { done, steadily } from "./steadily.ts";
import { deviceOf, type World } from "./world.ts";

export interface Resting {
  readonly world: World;
  readonly stateDir: string;
  readonly adminToken: string;
  readonly isQuick: boolean;
  readonly progress: (step: string) => void;
}

const atOnce = 8;
const lookEveryMs = 500;
/** So many looks in a row must find nothing: what is on its way from a conversation to a session is in no table. */
const quietLooks = { usually: 8, quick: 3 } as const;
const sayEveryMs = 15_000;
/** A claim that a kill has left open holds for a minute, and what a service refused many times waits for minutes. */
const longestMs = 900_000;

/**
 * Whatever a kill has cut off between a conversation and its members comes with the next call to it, or after a quarter of an hour
 * (HIB-5): one member asks.
 */
export function wakeAll({ url, conversations }: World): Promise<void> {
  return eachInParallel(conversations, atOnce, async ({ id, members }) => {
    const [member] = members;
    if (member === undefined) return;
    await done(steadily(url, deviceOf(member), ["GET", `/api/conversations/${id}/messages?limit=1`]));
  });
}

/** @throws Error when something is still to be told after a quarter of an hour */
export async function untilAtRest({ world, stateDir, isQuick, progress }: Resting): Promise<void> {
  const until = Date.now() + longestMs;
  let [looks, saidAt] = [0, Date.now()];
  while (looks < (isQuick ? quietLooks.quick : quietLooks.usually)) {
    await sleep(lookEveryMs);
    const { waiting, open, givenUp } = await readDue(stateDir);
    looks = waiting === 0 && world.services.open === 0 ? looks + 1 : 0;
    const state = `${waiting} to be told, ${open} of them claimed, ${givenUp} given up`;
    if (Date.now() > until) throw new Error(`after a quarter of an hour: ${state}`);
    if (Date.now() - saidAt < sayEveryMs) continue;
    saidAt = Date.now();
    progress(state);
  }
}

/** @returns how many jobs had died, and how many have again */
export async function replayDead(resting: Resting): Promise<{ readonly died: number; readonly left: number }> {
  const calls = new JobsCalls(new OperatorCalls(resting.world.url, resting.adminToken), "after the storm");
  const ids: string[] = [];
  for await (const { id } of calls.list()) ids.push(id);
  for (const id of ids) await calls.replay(id);
  if (ids.length > 0) await untilAtRest(resting);
  let left = 0;
  for await (const _ of calls.list()) left += 1;
  return { died: ids.length, left };
}

/** To ask is to wake: what a device shows is judged by what came until `at`, before anything was asked. */
export async function readRest({ world }: Resting, deadLetters: number, isLastWord: boolean): Promise<Rest> {
  const { url, people, conversations } = world;
  const at = Date.now();
  const api = new ApiClient(url);
  const inboxes = new Map<UserId, readonly ConversationEntry[]>();
  const logs = new Map<ConversationId, readonly EventFrame[]>();
  const subscribed = new Set<string>();
  await eachInParallel(people, atOnce, async (person) => {
    for (const device of person.devices) {
      const { status } = await steadily(url, device, ["GET", "/api/devices/me/push"]);
      if (status === 200) subscribed.add(device.name);
    }
    inboxes.set(person.userId, await patiently(() => api.loadInbox(deviceOf(person).accessToken)));
  });
  await eachInParallel(conversations, atOnce, async ({ id, members }) => {
    const [member] = members;
    if (member !== undefined) logs.set(id, await patiently(() => api.loadLog(deviceOf(member).accessToken, id)));
  });
  return { at, inboxes, logs, subscribed, deadLetters, isLastWord };
}
