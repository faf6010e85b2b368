// A thin socket.io client over a raw WebSocket: the official client would cost more than the server that is measured.
//
// Engine.IO 4 and Socket.IO 5: each packet is one WebSocket message, `0` opens, `40` connects the namespace, `42` is an
// event with its arguments, `2` is a ping that wants a `3`. A refusal (`44`) and a disconnect (`41`, `1`) are errors.
import { RawSocket, type RawSocketOptions } from "../../../kit/raw-socket.ts";
import type { LoadConnection } from "./connection.ts";

const codes = { open: 0x30, ping: 0x32, message: 0x34, connect: 0x30, event: 0x32 } as const;
const eventName = "frame";
const before = `42["${eventName}",`;

/** @throws Error when the server refuses */
export async function openSocketIo(options: RawSocketOptions): Promise<LoadConnection> {
  const opened = Promise.withResolvers<void>();
  const connected = Promise.withResolvers<void>();
  connected.promise.catch(() => {}); // awaited below, unless the upgrade fails first
  let pong = (): void => {};
  const receive = (packet: Buffer): void => {
    const [kind, ofMessage] = packet;
    if (kind === codes.message && ofMessage === codes.event) options.onText(packet.subarray(before.length, -1));
    else if (kind === codes.open) opened.resolve();
    else if (kind === codes.ping) pong();
    else if (kind === codes.message && ofMessage === codes.connect) connected.resolve();
    else connected.reject(new Error(`socket.io sent ${packet.toString().slice(0, 100)}`));
  };
  const raw = await RawSocket.open({ ...options, showsReading: false, onText: receive });
  pong = () => raw.send("3");
  await opened.promise;
  raw.send("40");
  await connected.promise;
  return { send: (text) => raw.send(`${before}${text}]`), close: () => raw.close() };
}
