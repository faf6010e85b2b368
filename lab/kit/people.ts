// Makes the users of a run as an app does: over HTTP, with the production password check and tokens.
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { ApiClient } from "./api-client.ts";
import { patiently } from "./patiently.ts";

export interface Person {
  readonly userId: UserId;
  readonly username: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly deviceSecret?: string | undefined;
}

export interface Pair {
  readonly sender: Person;
  readonly receiver: Person;
  readonly conversationId: ConversationId;
}

export interface MadeGroup {
  readonly conversationId: ConversationId;
  /** The owner first. */
  readonly members: readonly Person[];
  /** The newest seq after the creation. */
  readonly headSeq: number;
}

/** The password of all users. */
export const password = "correct horse battery";

/** Parallel sign-ups; their speed is not measured. */
const maxSigningUp = 20;

let made = 0;

/** A username that is unused, whatever else uses the server. */
export function newUsername(name: string): string {
  made += 1;
  return `${name}_${process.pid}_${made}`;
}

export async function makePerson(server: string, name = "person"): Promise<Person> {
  const username = newUsername(name);
  const api = new ApiClient(server);
  const session = await patiently(() => api.register({ username, password }));
  const { user, accessToken, refreshToken, deviceSecret } = session;
  return { userId: user.id, username, accessToken, refreshToken, deviceSecret };
}

export const makePeople = (server: string, count: number): Promise<readonly Person[]> =>
  makeSome(count, maxSigningUp, () => makePerson(server));

export async function makePair(server: string): Promise<Pair> {
  const [sender, receiver] = await Promise.all([makePerson(server), makePerson(server)]);
  return { sender, receiver, conversationId: await openDirect(server, sender, receiver) };
}

export const makePairs = (server: string, count: number): Promise<readonly Pair[]> =>
  makeSome(count, maxSigningUp / 2, () => makePair(server));

/** @returns the conversation's id */
export const openDirect = (server: string, { accessToken }: Person, { userId }: Person): Promise<ConversationId> =>
  new ApiClient(server).openDirect(accessToken, userId);

/**
 * @param members the owner first
 * @param mayRefuse some may have said meanwhile that they are in no group of the owner's: they are left out
 * @throws RangeError without members
 */
export async function makeGroup(server: string, members: readonly Person[], mayRefuse = false): Promise<MadeGroup> {
  const [owner, ...others] = members;
  if (owner === undefined) throw new RangeError("a group of nobody");
  const body = { name: `Group of ${members.length}`, memberIds: others.map(({ userId }) => userId) };
  const api = new ApiClient(server);
  const { conversation, invited = [] } = await api.createGroup(owner.accessToken, body);
  if (invited.length > 0 && !mayRefuse)
    throw new Error(`${invited.length} sessions did not answer in time whether they agree`);
  const isIn = ({ userId }: Person): boolean => !invited.some((one) => one === userId);
  return { conversationId: conversation.id, members: members.filter(isIn), headSeq: conversation.headSeq };
}

/** @returns the message's seq */
export async function sendText(server: string, from: Person, to: ConversationId, text: string): Promise<number> {
  return (await new ApiClient(server).sendText(from.accessToken, to, crypto.randomUUID(), text)).seq;
}

async function makeSome<T>(count: number, width: number, make: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  await eachInParallel(Array.from({ length: count }), width, async () => {
    all.push(await make());
  });
  return all;
}
