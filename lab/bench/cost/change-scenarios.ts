// What a change of a message costs in a pair, with all that follows: what is counted beyond the same pair without it.
import * as v from "valibot";
import { messagesResultShape } from "../../../schema/protocol/http-conversations.ts";
import { totalOf, type Counts, type Tally } from "../meter/counts.ts";
import { uuidV7 } from "../load/frames.ts";
import type { Pair } from "../../kit/people.ts";
import { Device } from "./device.ts";
import { pictureChanges } from "./file-scenarios.ts";
import type { Lab } from "./lab.ts";
import { aftermathMs, dayMs, objectsOf, settledPair } from "./scenarios.ts";

/** A pair in which each has written one message, which both have, that of the sender at seq 1; nothing is going on. */
export interface Scene {
  readonly lab: Lab;
  readonly pair: Pair;
  readonly sender: Device;
  readonly receiver: Device;
}

export interface Change {
  /** From the message to the change. */
  readonly afterMs: number;
  make(scene: Scene): Promise<unknown>;
}

const minuteMs = 60_000;
const soonMs = 30_000;
/** Within the time in which a message may be recalled; history has it by then. */
const laterMs = 100_000;

const message = { seq: 1 } as const;

/** Over HTTP, by who wrote the message. */
async function call({ lab, pair }: Scene, method: string, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(`${lab.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${pair.sender.accessToken}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

const opId = ({ lab }: Scene): string => uuidV7(lab.now());

/** By name, what is measured. */
export const changes = {
  "a message": { afterMs: soonMs, make: ({ sender, lab, pair }) => sender.say(pair.conversationId, uuidV7(lab.now())) },
  "an edit": {
    afterMs: soonMs,
    make: (scene) => {
      const content = { type: "text", text: "hello there, how are you tonight?" };
      return scene.sender.does({ type: "edit-message", ...placeIn(scene), opId: opId(scene), content });
    },
  },
  "a reaction": {
    afterMs: soonMs,
    make: (scene) =>
      scene.receiver.does({ type: "react", ...placeIn(scene), opId: opId(scene), emoji: "👍", active: true }),
  },
  "a reaction, when history has the message": {
    afterMs: laterMs,
    make: (scene) =>
      scene.receiver.does({ type: "react", ...placeIn(scene), opId: opId(scene), emoji: "👍", active: true }),
  },
  "a pin": {
    afterMs: soonMs,
    make: (scene) => scene.sender.does({ type: "pin-message", ...placeIn(scene), opId: opId(scene), active: true }),
  },
  "a recall": {
    afterMs: soonMs,
    make: (scene) => scene.sender.does({ type: "recall-message", ...placeIn(scene) }),
  },
  "a recall, when history has the message": {
    afterMs: laterMs,
    make: (scene) => scene.sender.does({ type: "recall-message", ...placeIn(scene) }),
  },
  "a recall, when R2 has the message": {
    afterMs: aftermathMs,
    make: (scene) => scene.sender.does({ type: "recall-message", ...placeIn(scene) }),
  },
  "deleted for oneself": {
    afterMs: soonMs,
    make: ({ receiver, pair }) =>
      receiver.does({ type: "hide-messages", conversationId: pair.conversationId, seqs: [message.seq] }),
  },
  "a reply in a thread": {
    afterMs: soonMs,
    make: ({ receiver, lab, pair }) => receiver.say(pair.conversationId, uuidV7(lab.now()), { thread: message.seq }),
  },
  "a scheduled message": {
    afterMs: soonMs,
    make: async (scene) => {
      const { lab, pair } = scene;
      const content = { type: "text", text: "hello there, how are you today?" };
      const clientMsgId = uuidV7(lab.now());
      const body = { conversationId: pair.conversationId, clientMsgId, content, sendAt: lab.now() + minuteMs };
      await call(scene, "POST", "/api/scheduled-messages", body);
    },
  },
  ...pictureChanges,
  "a setting": {
    afterMs: soonMs,
    make: (scene) => call(scene, "PATCH", `/api/conversations/${scene.pair.conversationId}/settings`, { pinned: true }),
  },
  "a star": {
    afterMs: soonMs,
    make: (scene) => call(scene, "PUT", `/api/conversations/${scene.pair.conversationId}/messages/1/star`),
  },
} as const satisfies Readonly<Record<string, Change>>;

const placeIn = ({ pair: { conversationId } }: Scene) => ({ conversationId, ...message });

export interface ChangeCost {
  readonly rowsWritten: number;
  /** By table, as in `Counts`. */
  readonly rows: Tally;
  /** Without deliveries. */
  readonly objectRequests: number;
  readonly deliveries: number;
  readonly rowsRead: number;
  readonly workerRequests: number;
  readonly r2Writes: number;
  readonly r2Reads: number;
}

/** @returns of each what it costs beyond the message that it changes. Those after months need a lab that lets them be recalled */
export async function costsOfChanges(
  lab: Lab,
  named: Readonly<Record<string, Change>>,
  onChange: (name: string) => void = () => {},
): Promise<Readonly<Record<string, ChangeCost>>> {
  const without = new Map<number, Counts>();
  const costs: Record<string, ChangeCost> = {};
  for (const [name, change] of Object.entries(named)) {
    const { afterMs } = change;
    const nothing = { afterMs, make: (): Promise<void> => Promise.resolve() };
    const less = without.get(afterMs) ?? (await countScene(lab, nothing));
    without.set(afterMs, less);
    costs[name] = beyond(await countScene(lab, change), less);
    onChange(name);
  }
  return costs;
}

async function countScene(lab: Lab, change: Change): Promise<Counts> {
  const pair = await settledPair(lab);
  const objects = objectsOf(pair);
  const [sender, receiver] = [await Device.connect(lab.url, pair.sender), await Device.connect(lab.url, pair.receiver)];
  await lab.pass(dayMs, objects);
  // The first event that somebody gets after a sync makes their entry stale, whatever it is: here it is a message.
  await receiver.hears(await sender.say(pair.conversationId, uuidV7(lab.now())));
  await sender.hears(await receiver.say(pair.conversationId, uuidV7(lab.now())));
  const counts = await lab.counted(async () => {
    await lab.pass(change.afterMs, objects);
    await change.make({ lab, pair, sender, receiver });
    await lab.pass(aftermathMs, objects);
  });
  sender.leave();
  receiver.leave();
  return counts;
}

const isDelivery = ([name]: readonly [string, number]): boolean => /\bdeliver/i.test(name);

function beyond(more: Counts, less: Counts): ChangeCost {
  const rows = difference(more.rowsWritten, less.rowsWritten);
  const requests = Object.entries(difference(more.objectRequests, less.objectRequests));
  const sum = (entries: readonly (readonly [string, number])[]): number => totalOf(Object.fromEntries(entries));
  return {
    rowsWritten: totalOf(rows),
    rows,
    objectRequests: sum(requests.filter((one) => !isDelivery(one))),
    deliveries: sum(requests.filter((one) => isDelivery(one))),
    rowsRead: totalOf(more.rowsRead) - totalOf(less.rowsRead),
    workerRequests: more.workerRequests - less.workerRequests,
    r2Writes: more.r2Writes - less.r2Writes,
    r2Reads: more.r2Reads - less.r2Reads,
  };
}

const difference = (more: Tally, less: Tally): Tally =>
  Object.fromEntries(
    [...new Set([...Object.keys(more), ...Object.keys(less)])]
      .map((name): [string, number] => [name, (more[name] ?? 0) - (less[name] ?? 0)])
      .filter(([, count]) => count !== 0),
  );

const pageMessages = 50;

/** Rows read by a page of 50 messages: when all objects sleep before, and when it is read again. */
export interface PageRows {
  readonly cold: number;
  readonly warm: number;
}

/** @param changed whether each message was edited, pinned, and reacted to by both */
export async function rowsOfPage(lab: Lab, changed: boolean): Promise<PageRows> {
  const pair = await settledPair(lab);
  const { conversationId } = pair;
  const scene = await talked(lab, pair);
  if (changed) for (let seq = 1; seq <= pageMessages; seq++) await changeAll(scene, seq);
  scene.sender.leave();
  scene.receiver.leave();
  await lab.pass(dayMs, objectsOf(pair));
  await lab.hibernate(objectsOf(pair));
  const path = `/api/conversations/${conversationId}/messages?before=${pageMessages + 1}&limit=${pageMessages}`;
  const read = async (): Promise<number> => {
    const { rowsRead } = await lab.counted(async () => {
      const { events, states = {} } = v.parse(messagesResultShape, await (await call(scene, "GET", path)).json());
      const [expected, got] = [changed ? pageMessages : 0, Object.keys(states).length];
      if (events.length !== pageMessages || got !== expected) throw new Error(`${events.length} and ${got} states`);
    });
    return totalOf(rowsRead);
  };
  return { cold: await read(), warm: await read() };
}

async function talked(lab: Lab, pair: Pair): Promise<Scene> {
  const [sender, receiver] = [await Device.connect(lab.url, pair.sender), await Device.connect(lab.url, pair.receiver)];
  for (let seq = 1; seq <= pageMessages; seq++) await sender.say(pair.conversationId, uuidV7(lab.now()));
  return { lab, pair, sender, receiver };
}

async function changeAll(scene: Scene, seq: number): Promise<void> {
  const { conversationId } = scene.pair;
  const content = { type: "text", text: "hello there, how are you tonight?" };
  await scene.sender.does({ type: "edit-message", conversationId, seq, opId: opId(scene), content });
  for (const device of [scene.sender, scene.receiver])
    await device.does({ type: "react", conversationId, seq, opId: opId(scene), emoji: "👍", active: true });
  await scene.sender.does({ type: "pin-message", conversationId, seq, opId: opId(scene), active: true });
}
