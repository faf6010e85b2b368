// The usage patterns whose cost is counted per message, with everything that follows: history, its archive a month
// later, the recipient's return.
import { uuidV7 } from "../load/frames.ts";
import { LoadTeam } from "../load/load-team.ts";
import { openPairs } from "../measure/throughput.ts";
import type { Counts } from "../meter/counts.ts";
import { ApiClient } from "../../kit/api-client.ts";
import { makePairs, newUsername, password, type Pair } from "../../kit/people.ts";
import { Device } from "./device.ts";
import type { Lab, LabObject } from "./lab.ts";

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Ten messages within five minutes, then nothing for hours. */
const burst = { messages: 10, apartMs: 30_000, thenMs: 6 * hourMs } as const;
/** Long enough for every alarm that a message causes: history moves to R2 after a month. */
export const aftermathMs = 40 * dayMs;

export interface Counted {
  readonly counts: Counts;
  readonly messages: number;
}

export const objectsOf = ({ sender, receiver, conversationId }: Pair): LabObject[] => [
  { className: "UserSession", name: sender.userId },
  { className: "UserSession", name: receiver.userId },
  { className: "Conversation", name: conversationId },
];

const settledPairs = (lab: Lab, count: number): Promise<readonly Pair[]> => settled(lab, makePairs(lab.url, count));

export async function settledPair(lab: Lab): Promise<Pair> {
  const [pair] = await settledPairs(lab, 1);
  if (pair === undefined) throw new Error("no pair was made");
  return pair;
}

/** Waits until everything that follows from a sign-up is done. */
export async function settled<T>(lab: Lab, made: Promise<T>): Promise<T> {
  const people = await made;
  await lab.queuesAreEmpty();
  await lab.ringAll();
  return people;
}

/**
 * The load of `npm run bench` on pairs: a window of 64 messages, 16 in each WebSocket message. While the lab's clock
 * has not been moved, alarms ring in real time and history is written during the load; otherwise it is written
 * afterwards.
 *
 * @param least messages before it ends, however slow the machine is
 */
export async function sendUnderLoad(lab: Lab, pairCount: number, measureMs: number, least = 1): Promise<Counted> {
  const pairs = await settledPairs(lab, pairCount);
  const team = new LoadTeam();
  let messages = 0;
  try {
    await openPairs(team, "pairs", lab.url, pairs, lab.now() - Date.now());
    const counts = await lab.counted(async () => {
      while (messages < least) messages += (await team.round("pairs", { warmMs: 0, measureMs })).deliveredInAll;
      await lab.pass(aftermathMs, pairs.flatMap(objectsOf));
    });
    return { counts, messages };
  } finally {
    team.end();
  }
}

/** Both members are online, send in turn and read every message. */
export async function talkBothOnline(lab: Lab, bursts: number): Promise<Counted> {
  const pair = await settledPair(lab);
  const objects = objectsOf(pair);
  const { conversationId } = pair;
  const devices = [await Device.connect(lab.url, pair.sender), await Device.connect(lab.url, pair.receiver)] as const;
  await lab.pass(dayMs, objects);
  const counts = await lab.counted(async () => {
    for (let index = 0; index < bursts * burst.messages; index++) {
      const [from, to] = index % 2 === 0 ? devices : [devices[1], devices[0]];
      const seq = await from.say(conversationId, uuidV7(lab.now()));
      await to.hears(seq);
      await to.reads(conversationId, seq);
      await lab.pass((index + 1) % burst.messages === 0 ? burst.thenMs : burst.apartMs, objects);
    }
    await lab.pass(aftermathMs, objects);
  });
  for (const device of devices) device.leave();
  return { counts, messages: bursts * burst.messages };
}

/** One member sends; the other connects an hour after each burst, receives and reads it, and disconnects. */
export async function talkRecipientAway(lab: Lab, bursts: number): Promise<Counted> {
  const pair = await settledPair(lab);
  const objects = objectsOf(pair);
  const { conversationId } = pair;
  const sender = await Device.connect(lab.url, pair.sender);
  await lab.pass(dayMs, objects);
  const counts = await lab.counted(async () => {
    let had = 0;
    for (let index = 0; index < bursts; index++) {
      let seq = 0;
      for (let message = 0; message < burst.messages; message++) {
        seq = await sender.say(conversationId, uuidV7(lab.now()));
        await lab.pass(burst.apartMs, objects);
      }
      await lab.pass(hourMs, objects);
      const back = await Device.connect(lab.url, pair.receiver, { [conversationId]: had });
      await back.hears(seq);
      await back.reads(conversationId, seq);
      back.leave();
      had = seq;
      await lab.pass(burst.thenMs, objects);
    }
    await lab.pass(aftermathMs, objects);
  });
  sender.leave();
  return { counts, messages: bursts * burst.messages };
}

/**
 * One member schedules messages over HTTP, each for an hour later, and nobody is connected then. The other was never online,
 * so that nothing is delivered but the notice.
 */
export async function sendsLater(lab: Lab, count: number): Promise<Counted> {
  const pair = await settledPair(lab);
  const objects = objectsOf(pair);
  const api = new ApiClient(lab.url);
  await lab.pass(dayMs, objects);
  const counts = await lab.counted(async () => {
    for (let index = 0; index < count; index++) {
      const id = uuidV7(lab.now());
      await api.scheduleText(pair.sender.accessToken, pair.conversationId, id, "Good morning!", lab.now() + hourMs);
      await lab.pass(burst.thenMs, objects);
    }
    await lab.pass(aftermathMs, objects);
  });
  return { counts, messages: count };
}

/** A device in use gets new tokens and renews its socket, as it does every quarter of an hour; nothing else happens. */
export async function renewals(lab: Lab, count: number): Promise<Counted> {
  const api = new ApiClient(lab.url);
  const registered = api.register({ username: newUsername("renewing"), password });
  let { refreshToken, accessToken, user } = await settled(lab, registered);
  const device = await Device.open(lab.url, { accessToken });
  await device.sync();
  const objects: readonly LabObject[] = [{ className: "UserSession", name: user.id }];
  await lab.pass(hourMs, objects);
  const counts = await lab.counted(async () => {
    for (let index = 0; index < count; index++) {
      ({ refreshToken, accessToken } = await api.refresh(refreshToken));
      await device.renews(accessToken);
      await lab.pass(quarterMs, objects);
    }
  });
  device.leave();
  return { counts, messages: count };
}

/** A device connects, stays for an hour, and leaves. What follows is counted, as all that the Fleet is told. */
export async function connects(lab: Lab, count: number): Promise<Counted> {
  const pair = await settledPair(lab);
  const objects: readonly LabObject[] = [...objectsOf(pair), { className: "Fleet", name: "fleet" }];
  await lab.pass(dayMs, objects);
  const counts = await lab.counted(async () => {
    for (let index = 0; index < count; index++) {
      const device = await Device.connect(lab.url, pair.sender);
      await lab.pass(hourMs, objects);
      device.leave();
      await lab.pass(hourMs, objects);
    }
  });
  return { counts, messages: count };
}

export interface IdleMonth {
  readonly counts: Counts;
  /** The user's own object and half of a conversation. */
  readonly storageBytes: number;
}

/** Two users stay connected for a month, in one conversation without messages. */
export async function rest(lab: Lab): Promise<IdleMonth> {
  const pair = await settledPair(lab);
  const objects = objectsOf(pair);
  const device = await Device.connect(lab.url, pair.sender);
  await lab.pass(dayMs, objects);
  const counts = await lab.counted(() => lab.pass(30 * dayMs, objects));
  device.leave();
  const [own = 0, , conversation = 0] = await Promise.all(objects.map((object) => lab.storageBytes(object)));
  return { counts, storageBytes: own + conversation / 2 };
}
