// How a load's frames travel. Every transport takes the same text and gives back frames in the same form, so that one
// load measures all servers.
import { RawSocket, type RawSocketOptions } from "../../../kit/raw-socket.ts";
import type { Transport } from "../plan.ts";
import type { LoadConnection } from "./connection.ts";
import { openSocketIo } from "./socket-io-socket.ts";
import { openXmpp } from "./xmpp-socket.ts";

type Open = (options: RawSocketOptions) => Promise<LoadConnection>;

const openers: Readonly<Record<Transport, Open>> = {
  klatch: (options) => RawSocket.open(options),
  "socket.io": openSocketIo,
  xmpp: openXmpp,
};

/** @throws Error when the server refuses */
export const openConnection = (transport: Transport, options: RawSocketOptions): Promise<LoadConnection> =>
  openers[transport](options);
