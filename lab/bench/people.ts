// The people of a benchmark, made as an app makes them: over HTTP, with the password check and tokens of production.

import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";

export interface Person {
  readonly userId: string;
  readonly username: string;
  readonly accessToken: string;
}

export interface Pair {
  readonly sender: Person;
  readonly receiver: Person;
  readonly conversationId: string;
}

export interface BenchGroup {
  readonly conversationId: string;
  /** The owner first. */
  readonly members: readonly Person[];
  /** Of its making. */
  readonly headSeq: number;
}

/** As many sign up at once: how fast they do is not what is measured. */
const maxSigningUp = 20;

let made = 0;

/** @throws Error with the answer when it is not the expected one */
async function post(url: string, body: unknown, token?: string): Promise<unknown> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...authorization },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${new URL(url).pathname}: ${response.status} ${text}`);
  return JSON.parse(text);
}

export async function makePerson(server: string): Promise<Person> {
  made += 1;
  const account = { username: `bench_${process.pid}_${made}`, password: "correct horse battery" };
  const { user, accessToken } = (await post(`${server}/api/auth/register`, account)) as {
    user: { id: string };
    accessToken: string;
  };
  return { userId: user.id, username: account.username, accessToken };
}

export async function makePair(server: string): Promise<Pair> {
  const [sender, receiver] = await Promise.all([makePerson(server), makePerson(server)]);
  return { sender, receiver, conversationId: await openConversation(server, sender, receiver.userId) };
}

/** @returns its id */
export async function openConversation(server: string, { accessToken }: Person, userId: string): Promise<string> {
  const opened = await post(`${server}/api/conversations`, { kind: "direct", userId }, accessToken);
  return (opened as { conversation: { id: string } }).conversation.id;
}

/** @returns its seq */
export async function sendText(
  server: string,
  { accessToken }: Person,
  conversationId: string,
  text: string,
): Promise<number> {
  const body = { clientMsgId: crypto.randomUUID(), content: { type: "text", text } };
  const ack = await post(`${server}/api/conversations/${conversationId}/messages`, body, accessToken);
  return (ack as { seq: number }).seq;
}

export const makePairs = (server: string, count: number): Promise<readonly Pair[]> =>
  makeSome(count, maxSigningUp / 2, () => makePair(server));

export const makePeople = (server: string, count: number): Promise<readonly Person[]> =>
  makeSome(count, maxSigningUp, () => makePerson(server));

export async function makeGroup(server: string, members: readonly Person[]): Promise<BenchGroup> {
  const [owner, ...others] = members;
  if (owner === undefined) throw new RangeError("a group of nobody");
  const body = { name: `Group of ${members.length}`, memberIds: others.map(({ userId }) => userId) };
  const { conversation } = (await post(`${server}/api/groups`, body, owner.accessToken)) as {
    conversation: { id: string; headSeq: number };
  };
  return { conversationId: conversation.id, members, headSeq: conversation.headSeq };
}

async function makeSome<T>(count: number, width: number, make: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  await eachInParallel(Array.from({ length: count }), width, async () => {
    all.push(await make());
  });
  return all;
}
