// A person reads on one of their devices: over HTTP, or over a socket, while which nobody tells them of anything.
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { markReadResultShape } from "../../../schema/protocol/signal.ts";
import type { Random } from "../../kit/random.ts";
import { RawSocket } from "../../kit/raw-socket.ts";
import { done, steadily } from "../steadily.ts";
import type { Conversation, Device, Person, World } from "../world.ts";

const lookMs = [100, 1_500] as const;
const answeredWithinMs = 3_000;

export async function read(world: World, person: Person, random: Random): Promise<void> {
  const device = random.pick(person.devices);
  const unread = person.conversations.filter(({ headSeq }) => headSeq > 0);
  const conversation = random.pickOrNone(unread);
  if (conversation === undefined) return;
  const behind = random.chance(0.25) ? random.between(1, 3) : 0;
  const seq = Math.max(1, conversation.headSeq - behind);
  const lookingMs = random.between(...lookMs);
  switch (random.weighted({ http: 5, all: 1, socket: 2 })) {
    case "http":
      return readOverHttp(world, person, device, { conversation, seq });
    case "all":
      return readAll(world, person, device, unread);
    case "socket":
      if (await readOverSocket(world, person, device, { conversation, seq, lookingMs }))
        return note(person, conversation, seq);
      // Perhaps it was read.
      return readOverHttp(world, person, device, { conversation, seq });
  }
}

interface Reading {
  readonly conversation: Conversation;
  readonly seq: number;
}

const note = ({ reads }: Person, { id: conversationId }: Conversation, seq: number): void =>
  void reads.push({ at: Date.now(), conversationId, seq });

async function readOverHttp(
  { url }: World,
  person: Person,
  device: Device,
  { conversation, seq }: Reading,
): Promise<void> {
  const path = `/api/conversations/${conversation.id}/read`;
  v.parse(markReadResultShape, await done(steadily(url, device, ["POST", path], { seq })));
  note(person, conversation, seq);
}

async function readAll({ url }: World, person: Person, device: Device, known: readonly Conversation[]): Promise<void> {
  const seqs = known.map(({ headSeq }) => headSeq);
  await done(steadily(url, device, ["POST", "/api/conversations/read"], {}));
  for (const [n, conversation] of known.entries()) note(person, conversation, seqs[n] ?? 0);
}

/** @returns whether the server has confirmed it */
async function readOverSocket(
  { url }: World,
  { looking }: Person,
  { accessToken }: Device,
  { conversation, seq, lookingMs }: Reading & { readonly lookingMs: number },
): Promise<boolean> {
  const from = Date.now();
  const requestId = crypto.randomUUID();
  const confirmed = Promise.withResolvers<boolean>();
  const headers = { Authorization: `Bearer ${accessToken}` };
  const onText = (payload: Buffer): void => {
    if (payload.includes(requestId)) confirmed.resolve(payload.includes('"read-receipt"'));
  };
  let socket: RawSocket | null = null;
  try {
    const onClose = (): void => confirmed.resolve(false);
    socket = await RawSocket.open({ port: Number(new URL(url).port), path: "/ws", headers, onText, onClose });
    socket.send(JSON.stringify({ type: "mark-read", conversationId: conversation.id, seq, requestId }));
    const isRead = await Promise.race([confirmed.promise, sleep(answeredWithinMs, false)]);
    await sleep(lookingMs);
    return isRead;
  } catch {
    // The server is not there.
    return false;
  } finally {
    socket?.close();
    looking.push({ from, to: Date.now() });
  }
}
