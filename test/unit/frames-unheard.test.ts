// A client that does not read: cut off once, before the server's memory is full of what it was sent.
import { expect, it } from "vitest";
import { Socket, UnheardCount } from "../../durable-objects/sockets/socket.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";

const limit = 100;

function openSocket(): { socket: Socket; sent: string[]; cutOff: number[]; ping: (atMs: number) => void } {
  const sent: string[] = [];
  const cutOff: number[] = [];
  let pingAt = 0;
  const ws = { send: (text: string) => void sent.push(text), close: () => {} } as unknown as WebSocket;
  const attachment = { deviceId: "device_1" as DeviceId, phase: "live" } as const;
  const unheard = new UnheardCount(limit, () => pingAt);
  const socket = new Socket(ws, attachment, defaultLimits, 0, unheard, () => cutOff.push(sent.length));
  return { socket, sent, cutOff, ping: (atMs) => (pingAt = atMs) };
}

it("[LIMIT-30] a socket that never pings gets as much as may lie unread, then nothing more", () => {
  const { socket, sent, cutOff } = openSocket();
  for (let i = 0; i < 30; i++) socket.sendText("ten chars.");
  expect(sent).toHaveLength(limit / 10);
  expect(cutOff).toEqual([limit / 10]);
});

it("[LIMIT-30] each new ping starts the count anew, the same one does not", () => {
  const { socket, sent, cutOff, ping } = openSocket();
  for (let atMs = 1; atMs <= 50; atMs++) {
    if (atMs % 8 === 0) ping(atMs);
    socket.sendText("ten chars.");
  }
  expect([sent.length, cutOff]).toEqual([50, []]);
  for (let i = 0; i < 50; i++) socket.sendText("ten chars.");
  expect(cutOff).toHaveLength(1);
  expect(sent.length).toBeLessThanOrEqual(50 + (2 * limit) / 10);
});
