// The servers that `npm run bench:peers` measures beside us do what they are measured for: every message is stored, and
// reaches everybody once and in order.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  socketIoPlace,
  startSocketIo,
  type SocketIoForm,
  type SocketIoServer,
} from "../../lab/bench/peers/socket-io.ts";
import { TestMember } from "../support/peer-member.ts";

const rooms = ["room-one", "room-two"] as const;
const users = ["ann", "ben", "cem", "dan"] as const;
const packets = 4;
const inPacket = 5;

describe.each<SocketIoForm>(["insert", "turn", "turn-packed"])("socket.io with SQLite, %s", (form) => {
  let directory: string;
  let server: SocketIoServer;
  let members: readonly TestMember[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "klatch-peers-"));
    server = await startSocketIo(join(directory, "log.sqlite"), form);
    members = await Promise.all(
      rooms.flatMap((room) => users.map((user) => TestMember.join(socketIoPlace(server.port, room, user), room, user))),
    );
  });
  afterAll(async () => {
    for (const member of members) member.leave();
    await server.stop();
    await rm(directory, { recursive: true });
  });

  it("delivers every message to everybody in the room, once and in one order, and stores it", async () => {
    const senders = members.filter(({ user }) => user !== "dan");
    for (let packet = 0; packet < packets; packet++) for (const sender of senders) sender.say(inPacket);
    const perSender = packets * inPacket;
    const inRoom = perSender * (senders.length / rooms.length);
    await Promise.all(members.map((member) => member.hears(inRoom)));
    await Promise.all(senders.map((sender) => sender.isAcked(perSender)));
    // Answered after everything before it: what came twice would be here now.
    await Promise.all(members.map((member) => member.sync()));

    const database = new DatabaseSync(join(directory, "log.sqlite"), { readOnly: true });
    for (const room of rooms) {
      const [first, ...others] = members.filter((member) => member.room === room);
      const events = first?.events ?? [];
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: inRoom }, (_, index) => index + 1));
      for (const other of others) expect(other.events).toEqual(events);
      for (const { user, said, acked } of members.filter((member) => member.room === room)) {
        const theirs = events.filter(({ senderId }) => senderId === user);
        expect(theirs.map(({ clientMsgId, content }) => ({ clientMsgId, content }))).toEqual(said);
        expect(acked).toEqual(theirs.map(({ clientMsgId, seq }) => ({ clientMsgId, seq })));
      }
      const stored = database
        .prepare("SELECT seq, client_msg_id, content FROM message WHERE conversation_id = ? ORDER BY seq")
        .all(room);
      expect(stored.map((row) => ({ ...row }))).toEqual(
        events.map(({ seq, clientMsgId, content }) => ({
          seq,
          client_msg_id: clientMsgId,
          content: JSON.stringify(content),
        })),
      );
    }
    database.close();
  });
});
