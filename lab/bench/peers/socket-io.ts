// The socket.io yardstick: starts it, and says where its sockets connect.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { inRepository } from "../../../tools/run/wrangler.ts";
import type { Place } from "../load/plan.ts";
import { openMadeUp } from "./made-up.ts";
import { peerLoads, type Peer } from "./peer.ts";

/**
 * `insert`: one commit for each message. `turn`: one commit for the messages of one turn of the event loop.
 * `turn-packed`: the same, and events and acks that leave together share a packet.
 */
export const socketIoForms = ["insert", "turn", "turn-packed"] as const;
export type SocketIoForm = (typeof socketIoForms)[number];

export interface SocketIoServer {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * @param databasePath of a file that does not exist yet
 * @throws Error when the process ends before it listens
 */
export async function startSocketIo(databasePath: string, form: SocketIoForm): Promise<SocketIoServer> {
  const child = fork(inRepository("lab/bench/peers/socket-io-server.ts"), [databasePath, form], {
    execArgv: ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"],
  });
  const ended = once(child, "exit");
  const listening = once(child, "message") as Promise<[{ port: number }]>;
  const first = await Promise.race([listening, ended.then(() => null)]);
  if (first === null || child.pid === undefined) throw new Error("the socket.io server did not start");
  return {
    pid: child.pid,
    port: first[0].port,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** The socket of a user who listens to one room. */
export const socketIoPlace = (port: number, room: string, user: string): Place => ({
  port,
  path: `/socket.io/?${new URLSearchParams({ EIO: "4", transport: "websocket", room, user }).toString()}`,
  headers: {},
  transport: "socket.io",
});

const durability: Readonly<Record<SocketIoForm, string>> = {
  insert: "SQLite, WAL, synchronous=FULL: one INSERT and one synced commit a message, before its event and its ack",
  turn: "SQLite, WAL, synchronous=FULL: the INSERTs of one turn of the event loop share a synced commit, before their events and acks",
  "turn-packed": "the same as turn",
};

const leftOut = "no authentication, limits, cursors, history, or repeats of lost answers";
const configured: Readonly<Record<SocketIoForm, string>> = {
  insert: `one Node process, node:sqlite, a packet for each event and each ack; ${leftOut}`,
  turn: `one Node process, node:sqlite, a packet for each event and each ack; ${leftOut}`,
  "turn-packed": `the same, but the events of a turn share a packet for each room, the acks one for each socket; ${leftOut}`,
};

export async function startSocketIoPeer(directory: string, form: SocketIoForm): Promise<Peer> {
  const server = await startSocketIo(join(directory, `socket-io-${form}.sqlite`), form);
  const name = `socket.io, ${form}`;
  return {
    name,
    durability: durability[form],
    configured: configured[form],
    pids: [server.pid],
    isEcho: false,
    loads: peerLoads,
    open: (team) => openMadeUp(team, name, (room, user) => socketIoPlace(server.port, room, user)),
    stop: () => server.stop(),
  };
}
