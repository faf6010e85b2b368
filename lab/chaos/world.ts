// The participants of a run: users with several devices each, some with the SDK and some with a raw client, direct
// conversations, and groups.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { KlatchClient } from "../../sdk/entry.ts";
import { Account } from "./clients/account.ts";
import { authorizedCalls, type AuthorizedCall } from "./clients/authorized-call.ts";
import type { ChaosDevice } from "./clients/device.ts";
import { RawDevice } from "./clients/raw-device.ts";
import { SdkDevice } from "./clients/sdk-device.ts";
import { steadyClient } from "./clients/steady-client.ts";
import type { Recorder } from "./history/recorder.ts";
import { choose } from "./own/privacy.ts";
import { Away } from "./pushes/away.ts";
import { writeOwn } from "./storm/own-values.ts";
import { recordedFetch } from "./network/recorded-fetch.ts";
import { patiently } from "../kit/patiently.ts";
import { makePeople } from "../kit/people.ts";
import type { Random } from "../kit/random.ts";
import type { WebPushService } from "../push/web-push-service.ts";

export interface Size {
  readonly users: number;
  readonly devicesPerUser: number;
  readonly groups: number;
  /** Of the users: they have no devices, and are told by web push. */
  readonly away: number;
}

export interface Person {
  readonly userId: UserId;
  readonly username: string;
  /** For HTTP calls only; it never opens a socket. */
  readonly client: KlatchClient;
  /** The same, past the faulty network: the user's device at home, which nobody kicks. */
  readonly direct: KlatchClient;
  readonly account: Account;
  /** The user's calls that the SDK has no method for, over the faulty network. */
  readonly call: AuthorizedCall;
}

export interface World {
  readonly people: readonly Person[];
  readonly away: readonly Away[];
  readonly devices: readonly (SdkDevice | RawDevice)[];
  /** Grows during the run. */
  readonly groups: ConversationId[];
  readonly directs: readonly ConversationId[];
}

export interface WorldParts {
  readonly size: Size;
  readonly networkUrl: string;
  readonly serverUrl: string;
  readonly recorder: Recorder;
  readonly random: Random;
  readonly pushService: WebPushService;
}

/** User n has direct conversations with the users n + 1 and n + 3, in a circle. */
const distances = [1, 3];

/** Makes the world before the storm, over a network without faults. */
export async function makeWorld(parts: WorldParts): Promise<World> {
  const { size, networkUrl, serverUrl, recorder } = parts;
  const fetch = recordedFetch(recorder);
  const people = await Promise.all(
    (await makePeople(serverUrl, size.users)).map(async ({ userId, username }, index): Promise<Person> => {
      const account = new Account({ userId, username, serverUrl, recorder });
      const common = { account, recorder, fetch };
      const client = await patiently(() => steadyClient({ name: `http-${index}`, url: networkUrl, ...common }));
      const direct = await patiently(() => steadyClient({ name: `home-${index}`, url: serverUrl, ...common }));
      return { userId, username, client, direct, account, call: authorizedCalls(client, networkUrl, fetch) };
    }),
  );
  const known = new Map<UserId, ConversationId[]>(people.map(({ userId }) => [userId, []]));
  const directs = await openDirects(people, recorder, known);
  // Some are invited where a stranger adds them, and some let everybody see that they are online.
  for (const person of people) {
    if (parts.random.chance(0.4)) await writeOwn(parts, person, choose("groups", "friends"));
    if (parts.random.chance(0.6)) await writeOwn(parts, person, choose("presence", "everyone"));
  }
  const groups = await openGroups(people, parts, known);
  const devices: (SdkDevice | RawDevice)[] = [];
  const away: Away[] = [];
  for (const person of people.slice(people.length - size.away))
    away.push(await Away.subscribe(person, serverUrl, parts.pushService));
  for (const { userId, account } of people.slice(0, people.length - size.away)) {
    for (let k = 0; k < size.devicesPerUser; k++)
      devices.push(await patiently(() => install(parts, people, account, devices.length, known.get(userId) ?? [])));
  }
  return { people, away, devices, groups, directs };
}

async function begin(recorder: Recorder, { client, userId: user }: Person, peer: Person): Promise<ConversationId> {
  const { userId: other } = peer;
  const asked = Date.now();
  const { id } = await client.openDirect({ userId: other });
  recorder.note({ kind: "contact", user, other, how: "open", asked, outcome: "done" });
  return id;
}

async function openDirects(
  people: readonly Person[],
  recorder: Recorder,
  known: ReadonlyMap<UserId, ConversationId[]>,
): Promise<readonly ConversationId[]> {
  const opened = new Set<ConversationId>();
  for (const [n, one] of people.entries()) {
    for (const distance of distances) {
      const other = people[(n + distance) % people.length];
      if (other === undefined || other === one) continue;
      const id = await begin(recorder, one, other);
      // Both members open it, and accept what the other one writes.
      await begin(recorder, other, one);
      for (const [person, peer] of [
        [other, one],
        [one, other],
      ] as const) {
        const asked = Date.now();
        await person.client.acceptConversation(id);
        const accepting = { user: person.userId, other: peer.userId, how: "accept", asked } as const;
        recorder.note({ kind: "contact", ...accepting, outcome: "done" });
      }
      if (opened.has(id)) continue;
      opened.add(id);
      for (const { userId } of [one, other]) known.get(userId)?.push(id);
    }
  }
  return [...opened];
}

async function openGroups(
  people: readonly Person[],
  { size, random, recorder }: WorldParts,
  known: ReadonlyMap<UserId, ConversationId[]>,
): Promise<ConversationId[]> {
  const groups: ConversationId[] = [];
  for (let n = 0; n < size.groups; n++) {
    const owner = people[n % people.length];
    if (owner === undefined) break;
    const others = people.filter((one) => one !== owner && random.chance(0.6)).map(({ userId }) => userId);
    const asked = Date.now();
    const { id, invited = [] } = await owner.client.groups.create({
      name: `Group ${n}`,
      memberIds: others,
      settings: { joinPolicy: "free", historyVisible: n % 2 === 0 },
    });
    groups.push(id);
    const { userId: user } = owner;
    recorder.note({ kind: "inviting", user, conversationId: id, invited, asked, outcome: "done" });
    const members = [user, ...others].filter((userId) => !invited.includes(userId));
    for (const userId of members) known.get(userId)?.push(id);
  }
  return groups;
}

function install(
  { networkUrl: url, recorder, random }: WorldParts,
  people: readonly Person[],
  account: Account,
  index: number,
  known: readonly ConversationId[],
): Promise<SdkDevice | RawDevice> {
  const isSdk = index % 2 === 0;
  const everybody = (): readonly UserId[] => people.map((one) => one.userId);
  const name = `${isSdk ? "sdk" : "raw"}-${index}`;
  const parts = { name, url, account, recorder, random: random.fork(), everybody };
  return isSdk ? SdkDevice.install(parts, known) : RawDevice.install(parts, known);
}

export const pendingOf = (devices: readonly ChaosDevice[]): number =>
  devices.reduce((sum, { pending }) => sum + pending, 0);
