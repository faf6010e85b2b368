// The servers that `npm run bench:peers` measures beside us do what they are measured for: every message is stored, and
// reaches everybody once and in order.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Load } from "../../lab/bench/load/load.ts";
import type { Place } from "../../lab/bench/load/plan.ts";
import { cpuSecondsOf, pidsAt } from "../../lab/bench/cpu.ts";
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

it("loads a server with what the load says, and counts what the server stored", async () => {
  const directory = await mkdtemp(join(tmpdir(), "klatch-peers-"));
  const path = join(directory, "log.sqlite");
  const server = await startSocketIo(path, "turn");
  try {
    const load = await Load.open({
      answerMark: '"type":"message-ack"',
      window: 8,
      batch: 4,
      deliveries: users.length - 1,
      checkedSockets: users.length,
      sockets: users.map((user, index) => ({
        ...socketIoPlace(server.port, "room", user),
        listens: "counted",
        afterSeq: 0,
        conversationId: "room",
        sends: index < 2,
      })),
    });
    const { sentInAll, ackedInAll, deliveredInAll } = await load.round({ warmMs: 0, measureMs: 20 });
    expect(sentInAll).toBeGreaterThan(0);
    expect(ackedInAll).toBe(sentInAll);
    expect(deliveredInAll).toBe(sentInAll * (users.length - 1));
    const paced = await load.pace({ intervalMs: 5, messagesEach: 6 });
    expect(paced.sent).toBe(2 * 6);
    // Two sockets only listen.
    expect(paced.delivered).toHaveLength(2 * paced.sent);
    load.close();
    const database = new DatabaseSync(path, { readOnly: true });
    expect(database.prepare("SELECT count(*) AS count FROM message").get()?.["count"]).toBe(sentInAll + 2 * 6);
    database.close();
  } finally {
    await server.stop();
    await rm(directory, { recursive: true });
  }
});

it.runIf(process.platform === "linux")("adds up the CPU of a process and its children", async () => {
  // The parent only waits; its child counts.
  const busy = "for (let end = process.cpuUsage().user + 3e5; process.cpuUsage().user < end; );";
  const work = `${busy} process.stdout.write("done"); setInterval(() => {}, 1e6)`;
  const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(work)}], { stdio: ["pipe", "inherit", "inherit"] })`;
  const child = spawn(process.execPath, ["-e", parent], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error("no process");
  try {
    await once(child.stdout, "data");
    const seconds = await cpuSecondsOf([pid]);
    expect(seconds).toBeGreaterThanOrEqual(0.3);
  } finally {
    process.kill(-pid, "SIGKILL");
  }
  await once(child, "exit");
  expect(await cpuSecondsOf([pid])).toBeNull();
});

it.runIf(process.platform === "linux")("finds the process that listens at a port", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  expect(await pidsAt(url)).toEqual([process.pid]);
  server.close();
  await once(server, "close");
  expect(await pidsAt(url)).toEqual([]);
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
