// The servers that `npm run bench:peers` measures beside us do what they are measured for: every message is stored, and
// reaches everybody once and in order.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Place } from "../../lab/bench/load/plan.ts";
import { findEjabberd } from "../../lab/bench/peers/ejabberd/installed.ts";
import { ejabberdPlace } from "../../lab/bench/peers/ejabberd/peer.ts";
import { startEjabberd, type EjabberdServer } from "../../lab/bench/peers/ejabberd/server.ts";
import { socketIoForms, socketIoPlace, startSocketIo, type SocketIoServer } from "../../lab/bench/peers/socket-io.ts";
import { PeerMember } from "../support/peer-member.ts";

const rooms = ["room-one", "room-two"] as const;
const users = ["ann", "ben", "cem", "dan"] as const;
const packets = 4;
const inPacket = 5;
const perSender = packets * inPacket;

/** All but one of each room send, at once. @returns what each room heard */
async function talkInRooms(
  placeOf: (room: string, user: string) => Place,
): Promise<ReadonlyMap<string, PeerMember["events"]>> {
  const members: PeerMember[] = [];
  for (const room of rooms)
    for (const name of users) {
      const user = `${name}-${room}`;
      members.push(await PeerMember.join(placeOf(room, user), room, user));
    }
  const senders = members.filter(({ user }) => !user.startsWith("dan"));
  for (let packet = 0; packet < packets; packet++) for (const sender of senders) sender.say(inPacket);
  const inRoom = perSender * (senders.length / rooms.length);
  await Promise.all(members.map((member) => member.hears(inRoom)));
  await Promise.all(senders.map((sender) => sender.isAcked(perSender)));
  // Answered after everything before it: what came twice would be here now.
  await Promise.all(members.map((member) => member.sync()));
  for (const member of members) member.leave();
  return new Map(rooms.map((room) => [room, checkRoom(members.filter((member) => member.room === room))]));
}

function checkRoom(members: readonly PeerMember[]): PeerMember["events"] {
  const events = members[0]?.events ?? [];
  const count = perSender * (users.length - 1);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  for (const other of members) expect(other.events).toEqual(events);
  for (const { user, said, acked } of members) {
    const theirs = events.filter(({ senderId }) => senderId === user);
    expect(theirs.map(({ clientMsgId, content }) => ({ clientMsgId, content }))).toEqual(said);
    expect(acked).toEqual(theirs.map(({ clientMsgId, seq }) => ({ clientMsgId, seq })));
  }
  return events;
}

describe.each(socketIoForms)("socket.io with SQLite, %s", (form) => {
  let directory: string;
  let server: SocketIoServer;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "klatch-peers-"));
    server = await startSocketIo(join(directory, "log.sqlite"), form);
  });
  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });

  it("delivers every message to everybody in the room, once and in one order, and stores it", async () => {
    const heard = await talkInRooms((room, user) => socketIoPlace(server.port, room, user));
    const database = new DatabaseSync(join(directory, "log.sqlite"), { readOnly: true });
    const query = "SELECT seq, client_msg_id, content FROM message WHERE conversation_id = ? ORDER BY seq";
    for (const [room, events] of heard) {
      const stored = database.prepare(query).all(room);
      expect(stored.map(({ seq, client_msg_id, content }) => [seq, client_msg_id, content])).toEqual(
        events.map(({ seq, clientMsgId, content }) => [seq, clientMsgId, JSON.stringify(content)]),
      );
    }
    database.close();
  });
});

const ejabberd = await findEjabberd();

describe.runIf(ejabberd !== null)("ejabberd with PostgreSQL, where it is installed", () => {
  let server: EjabberdServer;
  beforeAll(async () => {
    if (ejabberd !== null) server = await startEjabberd(ejabberd);
  });
  afterAll(() => server.stop());

  const stored = async (owner: string): Promise<readonly string[]> =>
    (await server.query(`SELECT txt FROM archive WHERE username = '${owner}' ORDER BY id`)).trimEnd().split("\n");

  it("delivers every message to everybody in the room, once and in one order, and stores it", async () => {
    const heard = await talkInRooms((room, user) => ejabberdPlace(server.port, user, { room }));
    for (const [room, events] of heard)
      expect(await stored(`${room}@conference.localhost`)).toEqual(events.map(({ content }) => content.text));
  });

  it("delivers every message of a pair, and has stored it for the sender when it is acked", async () => {
    const sender = await PeerMember.join(ejabberdPlace(server.port, "eva", { to: "fay" }), "pair", "eva");
    const receiver = await PeerMember.join(ejabberdPlace(server.port, "fay", { to: "eva" }), "pair", "fay");
    for (let packet = 0; packet < packets; packet++) sender.say(inPacket);
    await sender.isAcked(perSender);
    expect(await stored("eva")).toHaveLength(perSender);
    await receiver.hears(perSender);
    expect(await stored("fay")).toHaveLength(perSender);
    await Promise.all([sender.sync(), receiver.sync()]);
    expect(receiver.events.map(({ clientMsgId, content }) => ({ clientMsgId, content }))).toEqual(sender.said);
    expect(sender.acked.map(({ clientMsgId }) => clientMsgId)).toEqual(sender.said.map((said) => said.clientMsgId));
    sender.leave();
    receiver.leave();
  });
});
