// The people of a run, their devices, and where they write to each other.
import * as v from "valibot";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { pushKinds, vapidKeyShape, type PushTarget } from "../../schema/protocol/push.ts";
import { ApiClient } from "../kit/api-client.ts";
import { patiently } from "../kit/patiently.ts";
import { makeGroup, newUsername, openDirect, password, type Person as Signed } from "../kit/people.ts";
import type { Random } from "../kit/random.ts";
import type { Read } from "../push/check-told.ts";
import type { PersonHistory, PushHistory, Span, Written } from "./history.ts";
import type { Installed } from "./installed.ts";
import type { PushServices } from "./services.ts";
import { done, steadily } from "./steadily.ts";

export class Device {
  readonly name: string;
  readonly kind: PushTarget["kind"];
  readonly accessToken: string;
  /** One after the other: the last may be gone. */
  readonly installed: Installed[] = [];

  constructor(name: string, kind: PushTarget["kind"], accessToken: string) {
    this.name = name;
    this.kind = kind;
    this.accessToken = accessToken;
  }

  /** Undefined: its app was deleted. */
  get current(): Installed | undefined {
    const last = this.installed.at(-1);
    return last?.goneAt === null ? last : undefined;
  }
}

/** @see PersonHistory */
export interface Person {
  readonly userId: UserId;
  readonly username: string;
  readonly devices: readonly Device[];
  readonly conversations: Conversation[];
  readonly reads: Read[];
  readonly looking: Span[];
  readonly muted: Map<ConversationId, { from: number; to: number }[]>;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly members: readonly Person[];
  /** The newest seq that anybody was acked. */
  headSeq: number;
}

export interface World {
  readonly url: string;
  readonly vapidKey: string;
  readonly people: readonly Person[];
  readonly conversations: readonly Conversation[];
  readonly services: PushServices;
  readonly written: Written[];
  readonly kills: number[];
}

export interface Size {
  readonly people: number;
  readonly devicesEach: number;
}

const atOnce = 10;
/** Person n writes to the persons n + 1, n + 3 and n + 7 alone, in a circle. */
const distances = [1, 3, 7];
const peoplePerGroup = 5;
const groupSize = [4, 12] as const;

export async function makeWorld(url: string, size: Size, services: PushServices, random: Random): Promise<World> {
  const people: Person[] = [];
  const signed = new Map<Person, Signed>();
  await eachInParallel(Array.from({ length: size.people }), atOnce, async () => {
    const [person, first] = await makePerson(url, size.devicesEach, random);
    signed.set(person, first);
    people.push(person);
  });
  const [first] = people;
  if (first === undefined) throw new Error("nobody");
  const { key: vapidKey } = v.parse(
    vapidKeyShape,
    await done(steadily(url, deviceOf(first), ["GET", "/api/push/vapid-key"])),
  );
  const conversations: Conversation[] = [];
  const add = (id: ConversationId, members: readonly Person[]): void => {
    const conversation = { id, members, headSeq: 0 };
    conversations.push(conversation);
    for (const one of members) one.conversations.push(conversation);
  };
  const pairs = new Map<string, readonly [Person, Person]>();
  for (const [n, one] of people.entries())
    for (const distance of distances) {
      const peer = people[(n + distance) % people.length];
      if (peer !== undefined && peer !== one) pairs.set([one.userId, peer.userId].toSorted().join(), [one, peer]);
    }
  await eachInParallel([...pairs.values()], atOnce, async (pair) => {
    const [one, peer] = pair.map((person) => signed.get(person) as Signed);
    add(await patiently(() => openDirect(url, one as Signed, peer as Signed)), pair);
  });
  for (let n = 0; n < Math.ceil(size.people / peoplePerGroup); n++) {
    const members = shuffled(people, random).slice(0, random.between(...groupSize));
    const made = await patiently(() =>
      makeGroup(
        url,
        members.map((person) => signed.get(person) as Signed),
      ),
    );
    add(made.conversationId, members);
  }
  const world = { url, vapidKey, people, conversations, services, written: [], kills: [] };
  await eachInParallel(people, atOnce, async ({ devices }) => {
    for (const device of devices) await subscribe(world, device);
  });
  return world;
}

async function makePerson(url: string, devicesEach: number, random: Random): Promise<readonly [Person, Signed]> {
  const api = new ApiClient(url);
  const username = newUsername("pushed");
  const session = await patiently(() => api.register({ username, displayName: username, password }));
  const tokens = [session.accessToken];
  while (tokens.length < devicesEach)
    tokens.push((await patiently(() => api.login({ username, password }))).accessToken);
  const devices = tokens.map((token, k) => new Device(`${username}-${k + 1}`, random.pick(pushKinds), token));
  const { id: userId } = session.user;
  const person = {
    userId,
    username,
    devices,
    conversations: [],
    reads: [],
    looking: [],
    muted: new Map<never, never>(),
  };
  return [person, { userId, username, accessToken: session.accessToken }];
}

/** As an app does when it is installed. */
export async function subscribe({ url, vapidKey, services }: World, device: Device): Promise<void> {
  const installed = services.install(device.kind, vapidKey);
  device.installed.push(installed);
  await done(steadily(url, device, ["PUT", "/api/devices/me/push"], installed.target));
  installed.since = Date.now();
}

/** Any of their devices, for what a person does on no certain one. */
export function deviceOf({ devices, username }: Person): Device {
  const [device] = devices;
  if (device === undefined) throw new Error(`${username} has no device`);
  return device;
}

const shuffled = <T>(all: readonly T[], random: Random): T[] => {
  const left = [...all];
  return Array.from({ length: left.length }, () => random.take(left, left.length) as T);
};

export const historyOf = ({ kills, people, written }: World): PushHistory => ({
  kills: [...kills],
  written: [...written],
  people: people.map(({ userId, devices, reads, looking, muted }): PersonHistory => ({
    userId,
    reads: [...reads],
    looking: [...looking],
    muted,
    devices: devices.map(({ name, kind, installed }) => ({
      name,
      subscriptions: installed.map(({ since, goneAt, silencedAt, taken }) => ({
        kind,
        since,
        goneAt,
        silencedAt,
        taken,
      })),
    })),
  })),
});
